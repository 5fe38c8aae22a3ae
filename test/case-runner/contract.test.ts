import { expect, test } from 'vitest'
import {
  type ContractCase,
  type ContractOptions,
  defineClientContract,
} from '../../src/case-runner/define-client-contract.ts'
import { operationNames } from '../../src/contracts/operations.ts'
import { createAdapter, Refused } from './client.ts'
import { toAdapter, type WrongClient, wrongClients } from './wrong-clients.ts'

test.concurrent('Passes a good client in every case and rule', async ({ expect }) => {
  const contract = defineClientContract(createAdapter(operationNames))
  const [ruled, ...cases] = [...contract].toReversed()
  // One slow case is enough.
  const tried = cases.filter(({ isSlow, command }) => !isSlow || command === 'get_call_info')
  await Promise.all(tried.map(one => one.run()))
  await ruled?.run()
  const { verdict, results } = await contract.report()
  expect(verdict).toBe('passed')
  expect(results.filter(one => one.rule.group === 'case' && one.verdict !== 'passed')).toEqual([])
  await contract.close()
})

/** The ids of the cases that a client fails. */
async function findFailed(client: WrongClient): Promise<string[]> {
  const { isStateful, only, answerTimeout } = client
  await using whole = defineClientContract(toAdapter(client), { answerTimeout })
  const failed: string[] = []
  const run = (one: ContractCase) => one.run().catch(() => void failed.push(one.id))
  const cases = [...whole].filter(({ id, isSlow }) => id !== 'rules' && (only ? only.includes(id) : !isSlow))
  if (isStateful) {
    for (const { id } of cases) {
      await using alone = defineClientContract(toAdapter(client))
      for (const one of alone) if (one.id === id) await run(one)
    }
  } else await Promise.all(cases.map(run))
  const [ruled] = [...whole].slice(-1)
  // The rules evaluate the requests of all cases.
  if (ruled && only === undefined) await run(ruled)
  return failed.toSorted((one, other) => Number(one.slice(4)) - Number(other.slice(4)))
}

test.concurrent.for(wrongClients)('Fails only the cases of a client that $name', async (client, { expect }) => {
  expect(await findFailed(client)).toEqual(client.fails)
})

const notFound = () => Promise.reject(new Refused(101_004, 'There is none.'))

/** Runs the case of one id. */
async function run(id: string, getCallInfo: () => unknown, options: ContractOptions = {}) {
  await using contract = defineClientContract({ getCallInfo }, options)
  await [...contract].find(one => one.id === id)?.run()
}

test('Throws an error with expectation, result, reason and fix', async () => {
  const error = await run('RB-C50', notFound).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    name: 'ContractError',
    id: 'RB-C50',
    command: 'get_call_info',
    expected: 'a value with CallInfo.CallId and UserList',
    actual: 'an error with ErrorCode 101004 ("There is none.")',
    message: expect.stringMatching(/^RB-C50 get_call_info: .*\nfound: .*\nwhy: {3}.* page 68932.*\nfix: {3}/),
  })
})

test.each<[string, () => unknown]>([
  ['errorCode', notFound],
  ['ErrorCode', () => Promise.reject(Object.assign(new Error(), { ErrorCode: 101_004 }))],
  ['code', () => Promise.reject({ code: 101_004 })],
  ['errorCode of a cause', () => Promise.reject(new Error('', { cause: new Error('', { cause: { code: 101_004 } }) }))],
  [
    'errorCode, thrown at once,',
    () => {
      throw new Refused(101_004, '')
    },
  ],
])('Finds the ErrorCode in %s of an error', async (_, getCallInfo) => {
  await expect(run('RB-C60', getCallInfo)).resolves.toBeUndefined()
})

test('Finds another ErrorCode by toCode, and ignores text', async () => {
  const getCallInfo = () => Promise.reject(new Error('101004: no such call'))
  await expect(run('RB-C60', getCallInfo)).rejects.toThrow('an error without an ErrorCode')
  await using contract = defineClientContract({
    getCallInfo,
    toCode: error => Number.parseInt(String(Reflect.get(Object(error), 'message')), 10),
  })
  await expect([...contract].find(({ id }) => id === 'RB-C60')?.run()).resolves.toBeUndefined()
})

test('Does not throw for a known issue, and throws once it passes', async () => {
  const known = ['RB-C50 get_call_info  # not yet', 'RB-C60  # for good']
  await expect(run('RB-C50', notFound, { knownIssues: known })).resolves.toBeUndefined()
  await expect(run('RB-C61', () => undefined, { knownIssues: known })).rejects.toThrow(
    'expected an error with ErrorCode 101004',
  )
  await expect(run('RB-C60', notFound, { knownIssues: known })).rejects.toThrow('line 2')
  expect(() => defineClientContract({ getCallInfo: notFound }, { knownIssues: ['RB-C6'] })).toThrow(
    'knownIssues:1  Unknown rule "RB-C6"',
  )
})

test('Fails a case without an answer in time, or with a value that is not JSON', async () => {
  await expect(run('RB-C60', () => new Promise(() => {}), { answerTimeout: 50 })).rejects.toThrow(
    'nothing within 50 ms',
  )
  const round: { self?: object } = {}
  round.self = round
  await expect(run('RB-C60', () => round)).rejects.toThrow('cannot be written as JSON')
})

test('Calls inherited functions of an adapter with the adapter as this', async () => {
  class Client {
    readonly code = 101_004
    endCall() {
      return Promise.reject(new Refused(this.code, ''))
    }
  }
  await using contract = defineClientContract(new Client())
  const cases = [...contract]
  expect(new Set(cases.map(({ command }) => command))).toEqual(new Set(['end_call', undefined]))
  await expect(cases.find(({ id }) => id === 'RB-C73')?.run()).resolves.toBeUndefined()
})

test.each([
  [{}, 'Invalid adapter: '],
  [{ getCalInfo: notFound }, 'Unknown command "getCalInfo". Did you mean "getCallInfo"?'],
  [{ getCallInfo: 1 }, 'Invalid getCallInfo: '],
])('Refuses an invalid adapter: %o', (adapter, sentence) => {
  // As it comes from JavaScript.
  expect(() => defineClientContract(adapter as object)).toThrow(sentence)
})

test.each([
  [{ knownIsues: [] }, 'Did you mean "knownIssues"?'],
  [{ answerTimeout: '5s' }, 'Invalid answerTimeout'],
])('Refuses an invalid option: %o', (options, sentence) => {
  expect(() => defineClientContract({ getCallInfo: notFound }, options as object)).toThrow(sentence)
})

test('Runs no case of a closed contract, and still reports', async () => {
  const contract = defineClientContract({ endCall: notFound })
  const one = [...contract].find(({ id }) => id === 'RB-C73')
  await one?.run()
  await contract.close()
  await contract.close()
  await expect(one?.run()).rejects.toThrow('The contract is closed')
  expect((await contract.report()).verdict).toBe('passed')
})

test('Does not exercise commands that the adapter lacks', async () => {
  await using contract = defineClientContract({ endCall: notFound })
  await [...contract].find(({ id }) => id === 'RB-C73')?.run()
  const { results, verdict } = await contract.report()
  const verdicts = Object.fromEntries(results.map(one => [one.rule.id, one.verdict]))
  expect([verdicts['RB-C73'], verdicts['RB-C60'], verdicts['RB-C70'], verdict]).toEqual([
    'passed',
    'not exercised',
    'not exercised',
    'passed',
  ])
})
