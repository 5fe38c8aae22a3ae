import { expect, test } from 'vitest'
import type { Call, CallAction, Instant } from '../../src/call/call.ts'
import { type CallInit, start, step } from '../../src/call/transition.ts'
import { callbacks } from '../../src/contracts/callbacks.ts'
import { toCallbackPayloads } from '../../src/emulator/callbacks/payloads.ts'
import { toShape } from '../operations/sample.ts'

const [startSample] = callbacks['Call.CallbackAfterStartCall'].examples
const [changeSample] = callbacks['Call.CallbackAfterMemberChanged'].examples
const [endSample] = callbacks['Call.CallbackAfterEndCall'].examples

const opening: CallInit = { id: 'c', from: 'alice', to: ['bob', 'carol'], media: 'audio' }

/** Starts a call at time 0 by default. */
function startCall(changes: Partial<CallInit> = {}, now = 0) {
  const started = start({ ...opening, ...changes }, now)
  if ('code' in started) throw new Error(started.code)
  return started
}

/** Applies actions to a call, each at its time, and returns the call and the payloads of the last action. */
function applyActions(call: Call, ...actions: readonly (readonly [Instant, CallAction])[]) {
  let current = call
  let bodies: ReturnType<typeof toCallbackPayloads> = []
  for (const [at, command] of actions) {
    const next = step(current, command, at)
    if ('code' in next) throw new Error(next.code)
    current = next.call
    bodies = toCallbackPayloads(current, next.events)
  }
  return { call: current, bodies: bodies.map(({ body }) => body) }
}

const { call } = startCall()
const inCall = (user: string) => ({ User_Account: user, Status: 'Calling' })
const rings = (user: string) => ({ User_Account: user, Status: 'Waiting' })
const change = (user: string, ActionType: string) => ({ User_Account: user, ActionType })
const answered = [1_000, { does: 'answer', user: 'bob' }] as const

test('Sends the call, its members and its time in a start', () => {
  const room = { id: '1434', kind: 'number' } as const
  const started = startCall({ media: 'video', room, group: '@TGS#1' }, 1_740_464_128_807)
  expect(toCallbackPayloads(started.call, started.events)).toEqual([
    {
      command: 'Call.CallbackAfterStartCall',
      body: {
        CallbackCommand: 'Call.CallbackAfterStartCall',
        CallInfo: {
          CallId: 'c',
          CallMediaType: 'Video',
          MediaType: 'Video',
          ChatGroupId: '@TGS#1',
          RoomId: '1434',
          RoomIdType: 1,
        },
        UserList: [inCall('alice'), rings('bob'), rings('carol')],
        EventTime: 1_740_464_128_807,
      },
    },
  ])
})

test('Sends the documented payload in a start, except RoomIdType without a room', () => {
  const { CallInfo, UserList, EventTime } = startSample.body
  const [from, to] = UserList
  const started = startCall({ id: CallInfo.CallId, from: from.User_Account, to: [to.User_Account] }, EventTime)
  const [bodies] = toCallbackPayloads(started.call, started.events)
  expect(bodies?.body).toEqual({ ...startSample.body, CallInfo: { ...CallInfo, RoomIdType: 0 } })
  expect(toShape(bodies?.body)).toEqual(toShape(startSample.body))
})

test('Sends the documented payload in a change after an answer', () => {
  const { CallId, EventTime } = changeSample.body
  const started = startCall({ id: CallId, from: 'user1', to: ['user2'] }, EventTime - 3_000)
  const { bodies } = applyActions(started.call, [EventTime, { does: 'answer', user: 'user2' }])
  expect(bodies).toEqual([changeSample.body])
  expect(toShape(bodies[0])).toEqual(toShape(changeSample.body))
})

test('Sends the documented payload in an end, with its own time', () => {
  const { CallId, StartTime, EndTime, RoomId, CalleeList_Account } = endSample.body.CallRecord
  const [from, to] = CalleeList_Account
  const room = { id: RoomId, kind: 'text' } as const
  const started = startCall({ id: CallId, from, to: [to], room, ring: 150_000 }, StartTime * 1000)
  const { bodies } = applyActions(started.call, [EndTime * 1000, { does: 'expire' }])
  expect(bodies.at(-1)).toEqual({ ...endSample.body, EventTime: EndTime * 1000 })
  expect(toShape(bodies.at(-1))).toEqual(toShape(endSample.body))
})

test.for<[string, readonly (readonly [Instant, CallAction])[], object[], object[]]>([
  [
    'answers',
    [[9, { does: 'answer', user: 'bob' }]],
    [change('bob', 'Answer')],
    [inCall('alice'), inCall('bob'), rings('carol')],
  ],
  ['rejects', [[9, { does: 'reject', user: 'bob' }]], [change('bob', 'Reject')], [inCall('alice'), rings('carol')]],
  ['is busy', [[9, { does: 'busy', user: 'bob' }]], [change('bob', 'Reject')], [inCall('alice'), rings('carol')]],
  [
    'goes offline',
    [[9, { does: 'offline', user: 'bob' }]],
    [change('bob', 'Offline')],
    [inCall('alice'), rings('carol')],
  ],
  [
    'hangs up',
    [answered, [1_009, { does: 'hangup', user: 'bob' }]],
    [change('bob', 'Hangup')],
    [inCall('alice'), rings('carol')],
  ],
  [
    'joins',
    [[9, { does: 'join', user: 'dave' }]],
    [change('dave', 'Join')],
    [inCall('alice'), rings('bob'), rings('carol'), inCall('dave')],
  ],
  [
    'is invited',
    [[9, { does: 'invite', users: ['dave'] }]],
    [change('dave', 'Invite')],
    [inCall('alice'), rings('bob'), rings('carol'), rings('dave')],
  ],
  [
    'is invited with another',
    [[9, { does: 'invite', users: ['erin', 'dave'] }]],
    [change('erin', 'Invite'), change('dave', 'Invite')],
    [inCall('alice'), rings('bob'), rings('carol'), rings('erin'), rings('dave')],
  ],
  [
    'loses an invitation',
    [[9, { does: 'cancel-invite', users: ['carol'] }]],
    [change('carol', 'Cancel_Invite')],
    [inCall('alice'), rings('bob')],
  ],
  [
    'does not answer beside one invited later',
    [
      [5_000, { does: 'invite', users: ['dave'] }],
      [30_000, { does: 'expire' }],
    ],
    [change('bob', 'NotAnswer'), change('carol', 'NotAnswer')],
    [inCall('alice'), rings('dave')],
  ],
])('Sends a change with the members after it if a member %s', ([, actions, ChangedUserList, UserList]) => {
  expect(applyActions(call, ...actions).bodies).toEqual([
    {
      CallbackCommand: 'Call.CallbackAfterMemberChanged',
      CallId: 'c',
      UserList,
      ChangedUserList,
      EventTime: actions.at(-1)?.[0],
    },
  ])
})

test('Sends one change for ring timeouts of one time, and then the end', () => {
  const { bodies } = applyActions(call, [30_000, { does: 'expire' }])
  expect(bodies).toMatchObject([
    {
      CallbackCommand: 'Call.CallbackAfterMemberChanged',
      UserList: [inCall('alice')],
      ChangedUserList: [change('bob', 'NotAnswer'), change('carol', 'NotAnswer')],
      EventTime: 30_000,
    },
    {
      CallbackCommand: 'Call.CallbackAfterEndCall',
      CallRecord: { CallResult: 'NotAnswer', AcceptTime: 0 },
      EventTime: 30_000,
    },
  ])
})

test.for<[string, readonly (readonly [Instant, CallAction])[], string, string]>([
  ['rejects', [[9_000, { does: 'reject', user: 'bob' }]], 'Reject', 'Reject'],
  ['is busy', [[9_000, { does: 'busy', user: 'bob' }]], 'Reject', 'CallBusy'],
  ['goes offline', [[9_000, { does: 'offline', user: 'bob' }]], 'Offline', 'Offline'],
  ['loses the invitation', [[9_000, { does: 'cancel-invite', users: ['bob'] }]], 'Cancel_Invite', 'Cancel'],
  ['does not answer', [[30_000, { does: 'expire' }]], 'NotAnswer', 'NotAnswer'],
  ['hangs up', [answered, [9_000, { does: 'hangup', user: 'bob' }]], 'Hangup', 'NormalEnd'],
])('Sends a change and then the end if the only other member %s', ([, actions, ActionType, CallResult]) => {
  const { bodies } = applyActions(startCall({ to: ['bob'] }).call, ...actions)
  const EventTime = actions.at(-1)?.[0]
  expect(bodies).toMatchObject([
    { UserList: [inCall('alice')], ChangedUserList: [change('bob', ActionType)], EventTime },
    { CallRecord: { CallResult, CalleeList_Account: ['alice', 'bob'] }, EventTime },
  ])
})

test.for<[string, readonly (readonly [Instant, CallAction])[], string]>([
  ['ended before an answer', [[9_000, { does: 'end' }]], 'Cancel'],
  ['ended after an answer', [answered, [9_000, { does: 'end' }]], 'NormalEnd'],
  ['cancelled', [[9_000, { does: 'cancel' }]], 'Cancel'],
  ['given up by its caller', [[9_000, { does: 'hangup', user: 'alice' }]], 'Cancel'],
  ['interrupted', [answered, [9_000, { does: 'interrupt' }]], 'Interrupt'],
])('Sends only the end of a call that is %s', ([, actions, CallResult]) => {
  expect(applyActions(call, ...actions).bodies).toEqual([
    {
      CallbackCommand: 'Call.CallbackAfterEndCall',
      CallRecord: {
        CallId: 'c',
        Caller_Account: 'alice',
        MediaType: 'Audio',
        CallType: 'MultiCall',
        StartTime: 0,
        EndTime: 9,
        AcceptTime: actions.length > 1 ? 1 : 0,
        CallResult,
        CalleeList_Account: ['alice', 'bob', 'carol'],
        RoomId: '',
        RoomIdType: 0,
      },
      EventTime: 9_000,
    },
  ])
})

test('Sends nothing if nothing happened', () => {
  expect(toCallbackPayloads(call, [])).toEqual([])
  expect(applyActions(call, [29_999, { does: 'expire' }]).bodies).toEqual([])
})
