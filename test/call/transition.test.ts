import { expect, test } from 'vitest'
import { type Call, type CallAction, findDeadline, type Instant, type Outcome } from '../../src/call/call.ts'
import { type CallInit, type Rejection, start, step } from '../../src/call/transition.ts'
import { applyActions, open } from './play.ts'

type Actions = readonly (readonly [at: Instant, action: CallAction])[]

const init: CallInit = { id: 'c', from: 'alice', to: ['bob', 'carol'], media: 'video' }
const two = open()
const three = open({ to: ['bob', 'carol'] })
const answered: Actions = [[1_000, { does: 'answer', user: 'bob' }]]
const users = (call: Call) => call.members.map(({ user }) => user)
const talking = (user: string) => ({ user, state: 'talking' })
const ringing = (user: string, until: number) => ({ user, state: 'ringing', until })

test('Starts a call with the caller in it and the callees ringing', () => {
  expect(start({ ...init, ring: 10_000 }, 5_000)).toMatchObject({
    call: {
      caller: 'alice',
      startedAt: 5_000,
      answeredAt: undefined,
      ending: undefined,
      members: [talking('alice'), ringing('bob', 15_000), ringing('carol', 15_000)],
      everyone: ['alice', 'bob', 'carol'],
      room: undefined,
      group: undefined,
    },
    events: [{ at: 5_000, call: 'c', what: 'started' }],
  })
})

test('Lets callees ring for thirty seconds by default', () => {
  expect(start(init, 1_000)).toMatchObject({ call: { ring: 30_000, members: [{}, { until: 31_000 }, {}] } })
})

test('Keeps the id, media, room and group of a call', () => {
  const initial = {
    id: 'x',
    media: 'video',
    room: { id: 'roomid-1434', kind: 'text' },
    group: '@TGS#1YTTZEAEG',
  } as const
  expect(start({ ...init, ...initial }, 0)).toMatchObject({ call: initial })
})

test.each<[readonly string[], Rejection]>([
  [[], { code: 'no-callee' }],
  [['bob', 'alice'], { code: 'self-call', user: 'alice' }],
  [['bob', 'carol', 'bob'], { code: 'duplicate-user', user: 'bob' }],
])('Rejects a call from alice to %j', (to, rejection) => {
  expect(start({ ...init, to }, 0)).toEqual(rejection)
})

test('Moves a member who answers from ringing to talking, in place', () => {
  const { call, events } = applyActions(three, [4_000, { does: 'answer', user: 'bob' }])
  expect(call.members).toEqual([talking('alice'), talking('bob'), ringing('carol', 30_000)])
  expect(events).toEqual([{ at: 4_000, call: 'c', what: 'answered', user: 'bob' }])
})

test.each<[string, Actions]>([
  ['a later answer', [[6_000, { does: 'answer', user: 'carol' }]]],
  ['the departure of the member who answered', [[6_000, { does: 'hangup', user: 'bob' }]]],
])('Keeps the time of the first answer after %s', (_, actions) => {
  const { call } = applyActions(three, [4_000, { does: 'answer', user: 'bob' }], ...actions)
  expect(call).toMatchObject({ answeredAt: 4_000, ending: undefined })
})

test('Adds a user who joins after the others, talking', () => {
  const { call, events } = applyActions(two, [4_000, { does: 'join', user: 'dave' }])
  expect(call.members.at(-1)).toEqual(talking('dave'))
  expect(call).toMatchObject({ everyone: ['alice', 'bob', 'dave'], answeredAt: 4_000 })
  expect(events).toEqual([{ at: 4_000, call: 'c', what: 'joined', user: 'dave' }])
})

test('Lets invited users ring as long as the callees, from their invitation on', () => {
  const { call, events } = applyActions(open({ ring: 10_000 }), [4_000, { does: 'invite', users: ['carol', 'dave'] }])
  expect(call.members.slice(2)).toEqual([ringing('carol', 14_000), ringing('dave', 14_000)])
  expect(events).toEqual(['carol', 'dave'].map(user => ({ at: 4_000, call: 'c', what: 'invited', user })))
})

test('Lists a user who comes back once', () => {
  const { call } = applyActions(
    three,
    [1_000, { does: 'reject', user: 'bob' }],
    [2_000, { does: 'invite', users: ['bob'] }],
    [3_000, { does: 'reject', user: 'bob' }],
    [4_000, { does: 'join', user: 'bob' }],
  )
  expect(users(call)).toEqual(['alice', 'carol', 'bob'])
  expect(call.everyone).toEqual(['alice', 'bob', 'carol'])
})

test.each(['reject', 'busy', 'offline'] as const)('Continues a call of three after %s by a member', does => {
  const { call, events } = applyActions(three, [4_000, { does, user: 'bob' }])
  expect([call.ending, users(call), events.length]).toEqual([undefined, ['alice', 'carol'], 1])
})

test('Cancels only the named invitations', () => {
  const { call, events } = applyActions(
    two,
    [1_000, { does: 'invite', users: ['carol', 'dave', 'erin'] }],
    [2_000, { does: 'cancel-invite', users: ['dave', 'carol'] }],
  )
  expect(users(call)).toEqual(['alice', 'bob', 'erin'])
  expect(events.slice(3)).toEqual(['dave', 'carol'].map(user => ({ at: 2_000, call: 'c', what: 'uninvited', user })))
})

test('Removes members at their ring timeout, not before', () => {
  const { call } = applyActions(three, [10_000, { does: 'invite', users: ['dave'] }])
  expect(applyActions(call, [29_999, { does: 'expire' }])).toEqual({ call, events: [] })
  const after = applyActions(call, [30_000, { does: 'expire' }])
  expect(users(after.call)).toEqual(['alice', 'dave'])
  expect(after.events).toEqual(['bob', 'carol'].map(user => ({ at: 30_000, call: 'c', what: 'unanswered', user })))
})

test('Removes no talking member at a timeout', () => {
  expect(users(applyActions(two, ...answered, [86_400_000, { does: 'expire' }]).call)).toEqual(['alice', 'bob'])
})

test('Ends the call at the first of several ring timeouts that leaves one member', () => {
  const { call, events } = applyActions(
    three,
    [1_000, { does: 'offline', user: 'alice' }],
    [30_000, { does: 'expire' }],
  )
  expect(events.slice(1)).toEqual([
    { at: 30_000, call: 'c', what: 'unanswered', user: 'bob' },
    { at: 30_000, call: 'c', what: 'ended', outcome: 'unanswered' },
  ])
  expect(call.ending?.left).toEqual([ringing('carol', 30_000)])
})

test.each<[string, Actions, readonly string[]]>([
  [
    'a caller goes offline',
    [
      [1_000, { does: 'offline', user: 'alice' }],
      [2_000, { does: 'answer', user: 'carol' }],
    ],
    ['bob', 'carol'],
  ],
  [
    'a caller hangs up after an answer',
    [...answered, [2_000, { does: 'answer', user: 'carol' }], [3_000, { does: 'hangup', user: 'alice' }]],
    ['bob', 'carol'],
  ],
  ['a member hangs up while others ring', [...answered, [2_000, { does: 'hangup', user: 'bob' }]], ['alice', 'carol']],
])('Continues the call for the others when %s', (_, actions, left) => {
  const { call } = applyActions(three, ...actions)
  expect([users(call), call.ending]).toEqual([left, undefined])
})

test('Cancels the call for everyone when the caller hangs up before an answer', () => {
  expect(applyActions(three, [3_000, { does: 'hangup', user: 'alice' }]).events).toEqual([
    { at: 3_000, call: 'c', what: 'ended', outcome: 'cancelled' },
  ])
})

test('Keeps all participants, and no members, in an ended call', () => {
  const { call, events } = applyActions(two, [3_000, { does: 'reject', user: 'bob' }])
  expect(call).toMatchObject({
    members: [],
    everyone: ['alice', 'bob'],
    ending: { at: 3_000, outcome: 'rejected', left: [talking('alice')] },
  })
  expect(events).toEqual([
    { at: 3_000, call: 'c', what: 'rejected', user: 'bob' },
    { at: 3_000, call: 'c', what: 'ended', outcome: 'rejected' },
  ])
})

test.each(['end', 'cancel', 'interrupt'] as const)(
  'Keeps every member of a call ended by %s as a participant',
  does => {
    expect(applyActions(two, [3_000, { does }]).call.ending?.left).toEqual(two.members)
  },
)

test('Does not count the return of a caller before an answer as an answer', () => {
  const { call } = applyActions(
    three,
    [1_000, { does: 'offline', user: 'alice' }],
    [2_000, { does: 'join', user: 'alice' }],
  )
  expect(call.answeredAt).toBeUndefined()
  expect(applyActions(call, [3_000, { does: 'cancel' }]).call.ending).toMatchObject({ outcome: 'cancelled' })
  const rejected = applyActions(
    call,
    [3_000, { does: 'reject', user: 'bob' }],
    [4_000, { does: 'reject', user: 'carol' }],
  )
  expect(rejected.call.ending).toMatchObject({ outcome: 'rejected' })
})

test.each<[how: string, call: Call, actions: Actions, last: CallAction, Outcome]>([
  ['the callee rejects', two, [], { does: 'reject', user: 'bob' }, 'rejected'],
  ['the callee is busy', two, [], { does: 'busy', user: 'bob' }, 'busy'],
  ['the callee does not answer', two, [], { does: 'expire' }, 'unanswered'],
  ['the callee goes offline', two, [], { does: 'offline', user: 'bob' }, 'offline'],
  ['the caller goes offline before an answer', two, [], { does: 'offline', user: 'alice' }, 'offline'],
  ['the caller cancels', two, [], { does: 'cancel' }, 'cancelled'],
  ['the caller hangs up before an answer', two, [], { does: 'hangup', user: 'alice' }, 'cancelled'],
  ['the only invitation is withdrawn', two, [], { does: 'cancel-invite', users: ['bob'] }, 'cancelled'],
  ['it is ended by the API before an answer', two, [], { does: 'end' }, 'cancelled'],
  ['it is interrupted before an answer', two, [], { does: 'interrupt' }, 'interrupted'],
  ['the caller hangs up', two, answered, { does: 'hangup', user: 'alice' }, 'completed'],
  ['the callee hangs up', two, answered, { does: 'hangup', user: 'bob' }, 'completed'],
  ['it is ended by the API', two, answered, { does: 'end' }, 'completed'],
  ['the callee goes offline while talking', two, answered, { does: 'offline', user: 'bob' }, 'offline'],
  ['it is interrupted while talking', two, answered, { does: 'interrupt' }, 'interrupted'],
  [
    'the last of two callees rejects after the first was busy',
    three,
    [[1_000, { does: 'busy', user: 'bob' }]],
    { does: 'reject', user: 'carol' },
    'rejected',
  ],
  [
    'the last of two callees is busy after the first rejected',
    three,
    [[1_000, { does: 'reject', user: 'bob' }]],
    { does: 'busy', user: 'carol' },
    'busy',
  ],
  ['both callees do not answer', three, [], { does: 'expire' }, 'unanswered'],
  ['both invitations are withdrawn', three, [], { does: 'cancel-invite', users: ['carol', 'bob'] }, 'cancelled'],
  ['it is cancelled with two callees ringing', three, [], { does: 'cancel' }, 'cancelled'],
  [
    'the last one rejects after another had answered and left',
    three,
    [...answered, [2_000, { does: 'hangup', user: 'bob' }]],
    { does: 'reject', user: 'carol' },
    'completed',
  ],
  [
    'the last one does not answer after another had answered and left',
    three,
    [...answered, [2_000, { does: 'hangup', user: 'bob' }]],
    { does: 'expire' },
    'completed',
  ],
  [
    'the last invitation is withdrawn after another had answered and left',
    three,
    [...answered, [2_000, { does: 'hangup', user: 'bob' }]],
    { does: 'cancel-invite', users: ['carol'] },
    'completed',
  ],
  [
    'one hangs up after another went offline',
    three,
    [...answered, [2_000, { does: 'answer', user: 'carol' }], [3_000, { does: 'offline', user: 'bob' }]],
    { does: 'hangup', user: 'carol' },
    'completed',
  ],
  [
    'one goes offline after another hung up',
    three,
    [...answered, [2_000, { does: 'answer', user: 'carol' }], [3_000, { does: 'hangup', user: 'bob' }]],
    { does: 'offline', user: 'carol' },
    'offline',
  ],
  [
    'a user who joined hangs up again after the callee rejected',
    two,
    [
      [1_000, { does: 'join', user: 'dave' }],
      [2_000, { does: 'reject', user: 'bob' }],
    ],
    { does: 'hangup', user: 'dave' },
    'completed',
  ],
])('Ends a call with the right outcome when %s', (_, call, actions, last, outcome) => {
  const before = applyActions(call, ...actions).call
  expect(before.ending).toBeUndefined()
  const after = applyActions(before, [40_000, last])
  expect(after.call).toMatchObject({ members: [], ending: { at: 40_000, outcome } })
  expect(after.events.at(-1)).toEqual({ at: 40_000, call: 'c', what: 'ended', outcome })
})

test.for<[CallAction, Rejection]>([
  [
    { does: 'answer', user: 'alice' },
    { code: 'not-ringing', user: 'alice', action: 'answer', isInCall: true },
  ],
  [
    { does: 'answer', user: 'erin' },
    { code: 'not-ringing', user: 'erin', action: 'answer', isInCall: false },
  ],
  [
    { does: 'reject', user: 'bob' },
    { code: 'not-ringing', user: 'bob', action: 'reject', isInCall: true },
  ],
  [
    { does: 'busy', user: 'bob' },
    { code: 'not-ringing', user: 'bob', action: 'busy', isInCall: true },
  ],
  [
    { does: 'offline', user: 'erin' },
    { code: 'not-in-call', user: 'erin' },
  ],
  [
    { does: 'hangup', user: 'erin' },
    { code: 'not-in-call', user: 'erin' },
  ],
  [
    { does: 'hangup', user: 'carol' },
    { code: 'still-ringing', user: 'carol', instead: 'reject' },
  ],
  [
    { does: 'join', user: 'bob' },
    { code: 'already-in-call', user: 'bob' },
  ],
  [
    { does: 'join', user: 'carol' },
    { code: 'still-ringing', user: 'carol', instead: 'answer' },
  ],
  [{ does: 'invite', users: [] }, { code: 'no-users' }],
  [
    { does: 'invite', users: ['erin', 'carol'] },
    { code: 'already-in-call', user: 'carol' },
  ],
  [
    { does: 'invite', users: ['erin', 'erin'] },
    { code: 'duplicate-user', user: 'erin' },
  ],
  [{ does: 'cancel-invite', users: [] }, { code: 'no-users' }],
  [
    { does: 'cancel-invite', users: ['carol', 'carol'] },
    { code: 'duplicate-user', user: 'carol' },
  ],
  [
    { does: 'cancel-invite', users: ['carol', 'bob'] },
    { code: 'not-ringing', user: 'bob', action: 'cancel-invite', isInCall: true },
  ],
  [
    { does: 'cancel-invite', users: ['erin'] },
    { code: 'not-ringing', user: 'erin', action: 'cancel-invite', isInCall: false },
  ],
  [{ does: 'cancel' }, { code: 'already-answered' }],
])('Rejects %o while bob talks and carol rings', ([action, rejection]) => {
  const { call } = applyActions(three, [1_000, { does: 'answer', user: 'bob' }])
  expect(step(call, action, 2_000)).toEqual(rejection)
})

test.each([{ does: 'join', user: 'dave' }, { does: 'expire' }] as const)('Rejects %o after the end', action => {
  const { call } = applyActions(two, [1_000, { does: 'end' }])
  expect(step(call, action, 2_000)).toEqual({ code: 'call-ended' })
})

test.each<[string, Call, Actions, number | undefined]>([
  ['a new call', two, [], 30_000],
  ['a call that everyone has answered', two, answered, undefined],
  ['a call that rings without end', open({ ring: Number.POSITIVE_INFINITY }), [], undefined],
  ['a call with a later invitation', three, [[1_000, { does: 'invite', users: ['dave'] }]], 30_000],
  [
    'a call with only that invitation left',
    three,
    [...answered, [1_000, { does: 'invite', users: ['dave'] }], [3_000, { does: 'reject', user: 'carol' }]],
    31_000,
  ],
  ['an ended call', two, [[1_000, { does: 'end' }]], undefined],
])('Finds the deadline of %s', (_, call, actions, deadline) => {
  expect(findDeadline(applyActions(call, ...actions).call)).toBe(deadline)
})
