import { expect, test } from 'vitest'
import type { Call, CallAction } from '../../src/call/call.ts'
import { type Rejection, step } from '../../src/call/transition.ts'
import { open, play } from './play.ts'

const three = (): Call => open({ to: ['bob', 'carol'] })
const users = (call: Call) => call.members.map(member => member.user)

test('whoever answers is in the call, at the same place among the members', () => {
  const { call, events } = play(three(), [4_000, { does: 'answer', user: 'bob' }])
  expect(call.members).toEqual([
    { user: 'alice', state: 'talking' },
    { user: 'bob', state: 'talking' },
    { user: 'carol', state: 'ringing', until: 30_000 },
  ])
  expect(events).toEqual([{ at: 4_000, call: 'c', what: 'answered', user: 'bob' }])
})

test('the first answer sets the moment of answering, and later ones leave it', () => {
  const { call } = play(three(), [4_000, { does: 'answer', user: 'bob' }], [6_000, { does: 'answer', user: 'carol' }])
  expect(call.answeredAt).toBe(4_000)
})

test('the moment of answering stays when whoever answered has left', () => {
  const { call } = play(three(), [4_000, { does: 'answer', user: 'bob' }], [6_000, { does: 'hangup', user: 'bob' }])
  expect(call).toMatchObject({ answeredAt: 4_000, ending: undefined })
})

test('whoever joins is in the call at once, after the others', () => {
  const { call, events } = play(open(), [4_000, { does: 'join', user: 'dave' }])
  expect(call.members.at(-1)).toEqual({ user: 'dave', state: 'talking' })
  expect(call.everyone).toEqual(['alice', 'bob', 'dave'])
  expect(call.answeredAt).toBe(4_000)
  expect(events).toEqual([{ at: 4_000, call: 'c', what: 'joined', user: 'dave' }])
})

test('whoever is invited rings as long as the call lets ring, from that moment', () => {
  const { call, events } = play(open({ ring: 10_000 }), [4_000, { does: 'invite', users: ['carol', 'dave'] }])
  expect(call.members.slice(2)).toEqual([
    { user: 'carol', state: 'ringing', until: 14_000 },
    { user: 'dave', state: 'ringing', until: 14_000 },
  ])
  expect(events).toEqual([
    { at: 4_000, call: 'c', what: 'invited', user: 'carol' },
    { at: 4_000, call: 'c', what: 'invited', user: 'dave' },
  ])
})

test('whoever comes back is not counted again', () => {
  const { call } = play(
    three(),
    [1_000, { does: 'reject', user: 'bob' }],
    [2_000, { does: 'invite', users: ['bob'] }],
    [3_000, { does: 'reject', user: 'bob' }],
    [4_000, { does: 'join', user: 'bob' }],
  )
  expect(users(call)).toEqual(['alice', 'carol', 'bob'])
  expect(call.everyone).toEqual(['alice', 'bob', 'carol'])
})

test('a call of three goes on when one leaves, whatever the way', () => {
  for (const does of ['reject', 'busy', 'offline'] as const) {
    const { call, events } = play(three(), [4_000, { does, user: 'bob' }])
    expect(call.ending).toBeUndefined()
    expect(users(call)).toEqual(['alice', 'carol'])
    expect(events).toHaveLength(1)
  }
})

test('withdrawn invitations take only those who were named', () => {
  const { call, events } = play(
    open(),
    [1_000, { does: 'invite', users: ['carol', 'dave', 'erin'] }],
    [2_000, { does: 'cancel-invite', users: ['dave', 'carol'] }],
  )
  expect(users(call)).toEqual(['alice', 'bob', 'erin'])
  expect(events.slice(3)).toEqual([
    { at: 2_000, call: 'c', what: 'uninvited', user: 'dave' },
    { at: 2_000, call: 'c', what: 'uninvited', user: 'carol' },
  ])
})

test('time takes whoever has rung long enough, and no one sooner', () => {
  const call = play(three(), [10_000, { does: 'invite', users: ['dave'] }]).call
  expect(play(call, [29_999, { does: 'expire' }])).toEqual({ call, events: [] })
  const after = play(call, [30_000, { does: 'expire' }])
  expect(users(after.call)).toEqual(['alice', 'dave'])
  expect(after.events).toEqual([
    { at: 30_000, call: 'c', what: 'unanswered', user: 'bob' },
    { at: 30_000, call: 'c', what: 'unanswered', user: 'carol' },
  ])
})

test('nobody who talks is taken by time', () => {
  const { call } = play(open(), [1_000, { does: 'answer', user: 'bob' }], [86_400_000, { does: 'expire' }])
  expect(users(call)).toEqual(['alice', 'bob'])
})

test('of those who ring out together, the one who leaves a single member ends the call', () => {
  const call = play(three(), [1_000, { does: 'offline', user: 'alice' }]).call
  expect(play(call, [30_000, { does: 'expire' }]).events).toEqual([
    { at: 30_000, call: 'c', what: 'unanswered', user: 'bob' },
    { at: 30_000, call: 'c', what: 'ended', outcome: 'unanswered' },
  ])
})

test('a caller who goes offline leaves the others ringing, and the first to answer sets the moment', () => {
  const { call } = play(
    three(),
    [1_000, { does: 'offline', user: 'alice' }],
    [2_000, { does: 'answer', user: 'carol' }],
  )
  expect(users(call)).toEqual(['bob', 'carol'])
  expect(call).toMatchObject({ answeredAt: 2_000, ending: undefined })
})

test('a caller who hangs up after an answer leaves the others talking', () => {
  const { call } = play(
    three(),
    [1_000, { does: 'answer', user: 'bob' }],
    [2_000, { does: 'answer', user: 'carol' }],
    [3_000, { does: 'hangup', user: 'alice' }],
  )
  expect(users(call)).toEqual(['bob', 'carol'])
  expect(call.ending).toBeUndefined()
})

test('a caller who hangs up before anyone answered gives up the call for all', () => {
  expect(play(three(), [3_000, { does: 'hangup', user: 'alice' }]).events).toEqual([
    { at: 3_000, call: 'c', what: 'ended', outcome: 'cancelled' },
  ])
})

test('a member who hangs up beside people still ringing leaves the call to them', () => {
  const { call } = play(three(), [1_000, { does: 'answer', user: 'bob' }], [2_000, { does: 'hangup', user: 'bob' }])
  expect(users(call)).toEqual(['alice', 'carol'])
})

test('an ended call has no members, keeps everyone, and knows when it ended', () => {
  const { call, events } = play(open(), [3_000, { does: 'reject', user: 'bob' }])
  expect(call).toMatchObject({
    members: [],
    everyone: ['alice', 'bob'],
    ending: { at: 3_000, outcome: 'rejected' },
  })
  expect(events).toEqual([
    { at: 3_000, call: 'c', what: 'rejected', user: 'bob' },
    { at: 3_000, call: 'c', what: 'ended', outcome: 'rejected' },
  ])
})

test('a call that a departure ended remembers who was left, one that was ended whole remembers all', () => {
  const rejected = play(open(), [3_000, { does: 'reject', user: 'bob' }]).call
  expect(rejected.ending?.left).toEqual([{ user: 'alice', state: 'talking' }])
  for (const does of ['end', 'cancel', 'interrupt'] as const) {
    const call = open()
    expect(play(call, [3_000, { does }]).call.ending?.left).toEqual(call.members)
  }
})

test('of those whose rings end together, whoever was not needed to end the call is still left in it', () => {
  const { call } = play(three(), [1_000, { does: 'offline', user: 'alice' }], [30_000, { does: 'expire' }])
  expect(call.ending?.left).toEqual([{ user: 'carol', state: 'ringing', until: 30_000 }])
})

test('a caller who comes back before anyone answered has answered nothing, and can still give up', () => {
  const { call } = play(three(), [1_000, { does: 'offline', user: 'alice' }], [2_000, { does: 'join', user: 'alice' }])
  expect(call.answeredAt).toBeUndefined()
  expect(play(call, [3_000, { does: 'cancel' }]).call.ending).toMatchObject({ outcome: 'cancelled' })
  const rejected = play(call, [3_000, { does: 'reject', user: 'bob' }], [4_000, { does: 'reject', user: 'carol' }])
  expect(rejected.call.ending).toMatchObject({ outcome: 'rejected' })
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
  const { call } = play(three(), [1_000, { does: 'answer', user: 'bob' }])
  expect(step(call, action, 2_000)).toEqual(rejection)
})

test.each([{ does: 'join', user: 'dave' }, { does: 'expire' }] as const)('Rejects %o after the end', action => {
  const { call } = play(open(), [1_000, { does: 'end' }])
  expect(step(call, action, 2_000)).toEqual({ code: 'call-ended' })
})
