import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { failure, success, toSuccess } from '../../src/contracts/envelope.ts'
import { toError } from '../../src/contracts/errors.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { toRefusals } from '../../src/contracts/refusal-order.ts'
import { surfaces } from '../surfaces/surface.ts'
import { emptyScenario } from './sample.ts'

/** A body that gives every command some valid fields. */
const valid = {
  CallId: 'c',
  Robot_Account: 'robot',
  CalleeList_Account: ['user1'],
  Timeout: 10_000,
  CallInfo: { MediaType: 'Audio' },
  Url: 'http://127.0.0.1/',
  CallbackCommandList: [...callbackCommands],
}
const keys = [
  ...Object.keys(valid),
  'UserData',
  'StartTime',
  'EndTime',
  'CallResult',
  'NumberPerPage',
  'Page',
  'RoomId',
]
const key = fc.constantFrom(...keys, 'MediaType', 'RoomIdType', '__proto__', 'constructor')
const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    'c',
    'Audio',
    '1',
    0,
    1,
    -0,
    30_000,
    2 ** 53,
    1e308,
    null,
    true,
    '\ud800',
    ...callbackCommands,
  ),
  fc.string(),
  fc.integer(),
)
const { value } = fc.letrec(ref => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(ref('value'), { maxLength: 3 }),
    fc.dictionary(key, ref('value'), { maxKeys: 4 }),
  ),
}))
const body = fc
  .tuple(fc.constantFrom({}, valid), fc.dictionary(key, value))
  .map(([base, extra]) => ({ ...base, ...extra }))

for (const { name, open } of surfaces) {
  describe(name, () => {
    test.each(operationNames)('Answers %s within its contract for any body', async command => {
      const send = async () => ({ status: 200, text: '' })
      await using surface = await open({ scenario: emptyScenario, rateLimit: 'off', send })
      const contract = operations[command]
      const codes = toRefusals(contract).map(refusal => toError(refusal).code)
      const good = 'response' in contract ? toSuccess(contract.response).strict() : success.strict()
      const check = async (response: object) => {
        const { status, json } = await surface.sendCommand(command, response)
        expect(status).toBe(200)
        expect((json?.ErrorCode === 0 ? good : failure.strict()).parse(json)).toEqual(json)
        if (json?.ErrorCode !== 0) expect(codes).toContain(json?.ErrorCode)
      }
      await fc.assert(fc.asyncProperty(body, check), { numRuns: name === 'in process' ? 300 : 50 })
    })
  })
}
