import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toScenario } from '../../../src/conformance/client/case.ts'
import { type Came, findDifference, judgeOutcome, type Met } from '../../../src/conformance/client/case-outcome.ts'
import { caseClauses, clientCases } from '../../../src/conformance/client/cases.ts'
import { toError } from '../../../src/contracts/errors.ts'
import { operationNames, operations } from '../../../src/contracts/operations.ts'
import { possibleErrors } from '../../../src/contracts/refusal-order.ts'
import { validateRequest } from '../../../src/contracts/validate-request.ts'
import { failureModes } from '../../../src/emulator/exchange.ts'
import { checkScenario } from '../../../src/scenarios/validate.ts'

const of = (command: string) => clientCases.filter(one => one.command === command)
const wantsOf = (command: string) => of(command).flatMap(({ steps }) => steps.flatMap(({ wants }) => wants))

test('each case has an id and a command that no other has both of, and an id always means the same', () => {
  const names = clientCases.map(({ id, command }) => `${id} ${command}`)
  expect(new Set(names).size).toBe(names.length)
  // The source may differ: each command's own page states its errors.
  for (const { id, sentence, reason, fix } of clientCases) {
    expect(caseClauses.find(clause => clause.id === id)).toMatchObject({ sentence, reason, fix })
  }
  const numbers = caseClauses.map(({ id }) => Number(/^RB-C(\d{2,3})$/.exec(id)?.[1]))
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
})

test('every case says what, why and how to mend it, in sentences', () => {
  for (const { sentence, reason, fix } of caseClauses) {
    expect(sentence).toMatch(/^[A-Z].*[^.]$/)
    expect(reason).toMatch(/^[A-Z0-9].*\.$/)
    expect(fix).toMatch(/^[A-Z].*\.$/)
  }
})

test.each(operationNames)('%s meets every refusal and every stumble it can, and is asked for successes', command => {
  const codes = wantsOf(command).flatMap(want => ('refuses' in want ? want.refuses : []))
  expect(codes).toEqual(expect.arrayContaining(possibleErrors(operations[command]).map(name => toError(name).code)))
  const faults = of(command).flatMap(({ scene }) => scene.faults ?? [])
  const effects = { http: 'http', slow: 'delay', dribble: 'dribble', omitted: 'omit', mistyped: 'mistype' } as const
  for (const stumble of failureModes) {
    if (stumble === 'refusal') continue
    const isMet = faults.some(fault => {
      if (stumble === 'reset-before' || stumble === 'reset-during') return `reset-${fault.drop}` === stumble
      return stumble in effects ? Reflect.get(effects, stumble) in fault : fault.body === stumble
    })
    expect([stumble, isMet]).toEqual([stumble, true])
  }
  const own = of(command).filter(({ id }) => Number(id.slice(4)) >= 50)
  expect(own.some(({ steps }) => steps.some(({ wants }) => wants.some(want => 'gives' in want)))).toBe(true)
})

test('every scene is a valid scenario, and every body is as its contract has it', () => {
  for (const one of clientCases) {
    expect(checkScenario(toScenario(one))).toHaveProperty('plan')
    for (const { body } of one.steps) expect(validateRequest(operations[one.command], body)).toEqual([])
  }
})

const success: Met = {
  body: '{"CallId":"one"}',
  errorCode: 0,
  status: 200,
  drop: undefined,
  reply: '{"ErrorCode":0,"Response":{"CallInfo":{"CallId":"one"},"UserList":[{"User_Account":"u"}]}}',
}
const body = { CallId: 'one' }
const value = { gives: ['CallInfo.CallId', 'UserList'] }
const whole = { CallInfo: { CallId: 'one' }, UserList: [{ User_Account: 'u' }] }
const gave = (given: unknown): Came => ({ is: 'value', value: given })
const erred = (code?: number): Came => ({ is: 'error', code, message: 'no' })

test.each<[string, Parameters<typeof judgeOutcome>, string | undefined]>([
  ['the value', [{ body, wants: [value] }, gave({ ...whole, More: 1 }), [success]], undefined],
  [
    'a value without a field',
    [{ body, wants: [value] }, gave({ UserList: whole.UserList }), [success]],
    'It gave another value than the service: CallInfo.CallId is missing, and should be "one".',
  ],
  [
    'a shorter list',
    [{ body, wants: [value] }, gave({ ...whole, UserList: [] }), [success]],
    'It gave another value than the service: UserList has 0 entries, and should have 1.',
  ],
  [
    'a value nobody told',
    [{ body, wants: [value] }, gave(whole), []],
    `It gave the value ${JSON.stringify(whole)} without having asked the service.`,
  ],
  [
    'a value after failures alone',
    [{ body, wants: [value] }, gave(whole), [{ ...success, errorCode: 101_001 }]],
    `It gave the value ${JSON.stringify(whole)}, and no answer of the service was a success.`,
  ],
  [
    'a value for another question',
    [{ body: { CallId: 'two' }, wants: [value] }, gave(whole), [success]],
    'It did not send what it was asked to: CallId is "one", and should be "two".',
  ],
  ['nothing where there is no Response', [{ body, wants: [{ gives: [] }] }, gave(undefined), [success]], undefined],
  ['the code', [{ body, wants: [{ refuses: 101_004 }] }, erred(101_004), []], undefined],
  [
    'no code',
    [{ body, wants: [{ refuses: 101_004 }] }, erred(), []],
    'It gave an error without an ErrorCode ("no"); wanted is an error with ErrorCode 101004.',
  ],
  [
    'a value instead of an error',
    [{ body, wants: [{ refuses: 101_004 }] }, gave(undefined), []],
    'It gave a value of nothing; wanted is an error with ErrorCode 101004.',
  ],
  ['an error of its own', [{ body, wants: [{ fails: true }] }, erred(), []], undefined],
  ['the number of an HTTP status', [{ body, wants: [{ fails: true }] }, erred(502), []], undefined],
  [
    'a code that no answer had',
    [{ body, wants: [value, { fails: true }] }, erred(101_004), []],
    'It gave an error with ErrorCode 101004 ("no"); wanted is a value with CallInfo.CallId and UserList or an error without an ErrorCode.',
  ],
  [
    'nothing',
    [{ body, wants: [{ fails: true }] }, { is: 'silence', after: 15_000 }, []],
    'It gave nothing within 15.0 s; wanted is an error without an ErrorCode.',
  ],
])('of %s is said whether it is good', (_, asked, sentence) => {
  expect(judgeOutcome(...asked)).toBe(sentence)
})

test('of two values neither lacks anything of the other if, and only if, they are the same', () => {
  const json = fc.jsonValue().map((given): unknown => JSON.parse(JSON.stringify(given)))
  fc.assert(
    fc.property(json, json, (one, other) => {
      expect(findDifference(one, structuredClone(one), '')).toBeUndefined()
      const areSame = [findDifference(one, other, ''), findDifference(other, one, '')].every(slip => slip === undefined)
      expect(areSame).toBe(isDeepStrictEqual(one, other))
    }),
  )
})
