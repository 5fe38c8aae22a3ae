import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { CallbackContract } from '../../src/contracts/callback.ts'
import {
  type CallbackParameter,
  callbackAnswer,
  callbackContradictions,
  callbackFacts,
  callbackParameters,
  callbackTimeoutMs,
  platforms,
} from '../../src/contracts/callback.ts'
import { callbackCommands, callbacks, isCallbackCommand } from '../../src/contracts/callbacks.ts'

const contracts: readonly CallbackContract[] = callbackCommands.map(command => callbacks[command])
const {
  'Call.CallbackAfterStartCall': afterStartCall,
  'Call.CallbackAfterMemberChanged': afterMemberChanged,
  'Call.CallbackAfterEndCall': afterEndCall,
} = callbacks

test('Defines three callbacks, in the order of a call', () => {
  expect(callbackCommands).toEqual([
    'Call.CallbackAfterStartCall',
    'Call.CallbackAfterMemberChanged',
    'Call.CallbackAfterEndCall',
  ])
  expect(contracts.map(({ command }) => command)).toEqual(callbackCommands)
  expect(contracts.map(({ pages }) => pages)).toEqual([[68941], [69215], [68940]])
})

test.each(['Call.CallbackAfterEnd', 'call.callbackafterendcall', 'toString', '__proto__', ''])(
  'Refuses %j as the name of a callback',
  word => {
    expect(isCallbackCommand(word)).toBe(false)
  },
)

test.each(contracts)('Accepts the documented examples of $command without changes', ({ body, examples }) => {
  expect(examples.length).toBeGreaterThan(0)
  for (const example of examples) expect(body.strict().parse(example.body)).toEqual(example.body)
})

test.each(contracts)('Requires the name and the time in $command', ({ command, body, examples: [example] }) => {
  expect(example?.body).toMatchObject({ CallbackCommand: command, EventTime: expect.any(Number) })
  expect(body.safeParse({ ...example?.body, CallbackCommand: 'Call.Callback' }).success).toBe(false)
  expect(body.safeParse({ ...example?.body, EventTime: undefined }).success).toBe(false)
})

test('Requires CallMediaType in a start callback, and allows it without MediaType', () => {
  const [{ body }] = afterStartCall.examples
  const parseWithout = (name: string) =>
    afterStartCall.body.safeParse({ ...body, CallInfo: { ...body.CallInfo, [name]: undefined } }).success
  expect([parseWithout('CallMediaType'), parseWithout('MediaType')]).toEqual([false, true])
})

test('Names a Mac as Mac, and lists the contradiction of the pages', () => {
  expect(platforms).toContain('Mac')
  expect(
    callbackContradictions.find(({ subject: about }) => about.startsWith('OptPlatform'))?.statements,
  ).toMatchObject([
    { page: 34354, text: expect.stringContaining('macOS') },
    { page: 34354, text: expect.stringContaining('Mac') },
    { page: 64412 },
  ])
})

test("Presents what only Chat's page documents as assumptions", () => {
  const { RequestTime, Sign } = callbackParameters
  const facts = callbackFacts.filter(({ fact }) => /within 2 s|switched on/.test(fact))
  expect(facts).toHaveLength(2)
  for (const { source } of [RequestTime, Sign, ...facts])
    expect(source).toEqual({ assumed: expect.stringContaining('34354') })
})

test('Requires strings for accounts, although a sample has numbers', () => {
  const [{ body }] = afterStartCall.examples
  const UserList = [{ User_Account: 144115212830834855n, Status: 'Calling' }]
  expect(afterStartCall.body.safeParse({ ...body, UserList }).success).toBe(false)
})

test('Names a change as the sample does, not as the table does', () => {
  const [{ body }] = afterMemberChanged.examples
  const takes = (ActionType: string) =>
    afterMemberChanged.body.safeParse({ ...body, ChangedUserList: [{ User_Account: 'user2', ActionType }] }).success
  const words = ['Answer', 'Reject', 'NotAnswer', 'Hangup', 'Join', 'Offline', 'Invite', 'Cancel_Invite']
  expect(words.filter(takes)).toEqual(words)
  expect(['Accept', 'Hang Up', 'Invited', 'Canncel_Invite', 'answer'].filter(takes)).toEqual([])
})

test('Requires at least one changed member', () => {
  const [{ body }] = afterMemberChanged.examples
  expect(afterMemberChanged.body.safeParse({ ...body, ChangedUserList: [] }).success).toBe(false)
})

test('Accepts the record of a call without a room and without an answer', () => {
  const [{ body }] = afterEndCall.examples
  const CallRecord = { ...body.CallRecord, RoomId: '', RoomIdType: 0, AcceptTime: 0, CallResult: 'Offline' }
  expect(afterEndCall.body.safeParse({ ...body, CallRecord }).success).toBe(true)
  const { CallResult: _, ...rest } = CallRecord
  expect(afterEndCall.body.safeParse({ ...body, CallRecord: rest }).success).toBe(false)
})

test('Lists the contradictions of the pages about each callback', () => {
  expect(contracts.map(({ contradictions }) => contradictions?.map(({ subject: about }) => about))).toEqual([
    ['CallInfo.CallMediaType', 'UserList[].User_Account', 'CallInfo.RoomIdType without a room'],
    ['ChangedUserList[].ActionType'],
    ['CallRecord.CalleeList_Account'],
  ])
})

test('Appends these parameters in this order, the last two only with a token', () => {
  expect(Object.entries(callbackParameters).map(([name, { signed }]) => [name, signed])).toEqual([
    ['SdkAppid', false],
    ['CallbackCommand', false],
    ['contenttype', false],
    ['ClientIP', false],
    ['OptPlatform', false],
    ['RequestTime', true],
    ['Sign', true],
  ])
})

test('Accepts the example of each parameter', () => {
  const listed: readonly (readonly [string, CallbackParameter])[] = Object.entries(callbackParameters)
  for (const [name, { schema, example }] of listed) expect(schema.safeParse(example).success, name).toBe(true)
  expect(callbackParameters.OptPlatform.schema.options).toEqual(platforms)
  expect(callbackParameters.Sign.schema.safeParse('').success).toBe(false)
  expect(callbackParameters.contenttype.schema.safeParse('JSON').success).toBe(false)
})

test('Computes the Sign of the example from its RequestTime and the documented token', () => {
  const { RequestTime, Sign } = callbackParameters
  expect(createHash('sha256').update(`xxxxyyyy${RequestTime.example}`).digest('hex')).toBe(Sign.example)
})

test('Accepts the documented response of a receiver, but not half of it', () => {
  const answer = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 }
  expect(callbackAnswer.parse(answer)).toEqual(answer)
  for (const name of Object.keys(answer)) {
    expect(callbackAnswer.safeParse({ ...answer, [name]: undefined }).success, name).toBe(false)
  }
  expect(callbackAnswer.safeParse({ ...answer, ActionStatus: 'ok' }).success).toBe(false)
})

test('Documents the answer timeout of 2 s', () => {
  expect(callbackTimeoutMs).toBe(2_000)
  expect(callbackFacts.map(({ fact }) => fact).join(' ')).toContain('answers within 2 s')
  for (const { fact } of callbackFacts) expect(fact).toMatch(/^[A-Z].+\.$/)
})
