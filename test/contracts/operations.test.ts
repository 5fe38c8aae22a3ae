import { expect, test } from 'vitest'
import { success, toSuccess } from '../../src/contracts/envelope.ts'
import { errorNames, toError } from '../../src/contracts/errors.ts'
import { type Operation, toPath } from '../../src/contracts/operation.ts'
import { findOperation, isOperationName, operationNames, operations } from '../../src/contracts/operations.ts'

const contracts: readonly Operation[] = operationNames.map(name => operations[name])

test('Lists each command under its own name', () => {
  expect(contracts.map(contract => contract.command)).toEqual(operationNames)
})

test('Finds get_call_info by its path, case-sensitively', () => {
  expect(findOperation('/v4/call_engine_http_srv/get_call_info')).toBe('get_call_info')
  expect(findOperation('/v4/call_engine_http_srv/Get_Call_Info')).toBeUndefined()
  expect(findOperation('/v4/call_record_http_srv/get_call_info')).toBeUndefined()
  expect(findOperation('/v4/call_engine_http_srv/get_call_info/')).toBeUndefined()
  for (const contract of contracts) expect(findOperation(toPath(contract))).toBe(contract.command)
})

test.each(['toString', '__proto__', 'constructor', ''])('Refuses %j as the name of a command', word => {
  expect(isOperationName(word)).toBe(false)
})

test.each(contracts)('Declares existing refusals of $command, each once, and its invalid one', contract => {
  const { refusals, invalid } = contract
  expect(errorNames).toEqual(expect.arrayContaining([...refusals]))
  expect(new Set(refusals).size).toBe(refusals.length)
  expect(refusals).toContain(invalid)
})

test.each(contracts)('Accepts the documented examples of $command without changes', contract => {
  const answer = contract.response ? toSuccess(contract.response) : success
  for (const example of contract.examples) {
    expect(contract.body.parse(example.body)).toEqual(example.body)
    expect(answer.parse(example.answer)).toEqual(example.answer)
  }
})

test.each(contracts)('Limits $command to 200 requests a second and application', contract => {
  expect(contract.perSecond.limit).toBe(200)
})

test('Declares only refusals that the page of the command lists', () => {
  const codes = contracts.map(({ command, refusals }) => [command, refusals.map(name => toError(name).code)])
  expect(Object.fromEntries(codes)).toMatchObject({
    get_call_info: [101001, 101002, 101004],
    start_call_by_robot: [101001, 101002, 101004],
    end_call: [101001, 101002, 101004],
    get_record_by_callid: [101001, 101002, 101050],
    get_record_by_filter: [101001, 101002, 101050],
    set_callback: [100001, 100002],
    get_callback: [100001, 100002, 100301],
    delete_callback: [100001, 100002],
  })
})

test('Names the pages of each command, the main one first', () => {
  expect(Object.fromEntries(contracts.map(({ command, pages }) => [command, pages]))).toMatchObject({
    get_call_info: [68932],
    start_call_by_robot: [74505, 71845],
    end_call: [74506],
    get_record_by_callid: [68930],
    get_record_by_filter: [68931],
    set_callback: [68938],
    get_callback: [68937],
    delete_callback: [68939],
  })
})

test('Has no Response in these commands', () => {
  for (const name of ['end_call', 'set_callback', 'delete_callback'] as const)
    expect(operations[name]).not.toHaveProperty('response')
})

test.each([{ CallId: '' }, { CallId: 7 }, { CallId: null }, { callId: 'a' }, { CallId: 'x'.repeat(257) }, {}])(
  'Refuses the body %j of get_call_info',
  body => {
    expect(operations.get_call_info.body.safeParse(body).success).toBe(false)
  },
)

test('Accepts a CallId of up to 256 characters, and omits unknown fields', () => {
  const CallId = 'x'.repeat(256)
  expect(operations.get_call_info.body.parse({ CallId, Extra: 1 })).toEqual({ CallId })
})

test.each([
  ['an undocumented state of a member', { Status: 'Ringing' }],
  ['a member without an account', { User_Account: undefined }],
])('Refuses a response of get_call_info with %s', (_, change) => {
  const [{ answer }] = operations.get_call_info.examples
  const [member] = answer.Response.UserList
  const changed = { ...answer.Response, UserList: [{ ...member, ...change }] }
  expect(operations.get_call_info.response.safeParse(changed).success).toBe(false)
})

test('Requires UserList beside CallInfo, not inside', () => {
  const [{ answer }] = operations.get_call_info.examples
  const { CallInfo, UserList } = answer.Response
  const { response } = operations.get_call_info
  expect(response.safeParse({ CallInfo: { ...CallInfo, UserList } }).success).toBe(false)
})
