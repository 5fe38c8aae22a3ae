import { describe, expect, test } from 'vitest'
import { type Call, type Callback, type Exchange, toDue, toReplyKind, toWallTime } from '../../src/console/run.ts'
import { toCallState, toLanes } from '../../src/console/timeline-lanes.ts'

const start = Date.parse('2026-01-15T09:30:00Z')
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()

function createCall(
  events: readonly (readonly [seconds: number, what: string, user?: string])[],
  more: Partial<Call> = {},
): Call {
  const end = events.find(([, what]) => what === 'ended')
  const answered = events.find(([, what]) => what === 'answered' || what === 'joined')
  return {
    id: 'c',
    app: 1,
    state: end ? 'ended' : 'live',
    outcome: end ? 'completed' : null,
    from: 'alice',
    media: 'audio',
    room: null,
    group: null,
    members: [],
    everyone: ['alice', 'bob'],
    startedAt: at(0),
    answeredAt: answered ? at(answered[0]) : null,
    endedAt: end ? at(end[0]) : null,
    events: events.map(([seconds, what, user]) => ({ at: at(seconds), what, ...(user ? { user } : {}) })),
    start,
    end: end ? start + end[0] * 1_000 : undefined,
    ...more,
  }
}

const toSeconds = (time: number | undefined) => (time === undefined ? undefined : (time - start) / 1_000)

function show(call: Call) {
  const [lane] = toLanes([call], [], [], [])
  const list = (stretches: readonly { state: string; from: number; to: number | undefined }[]) =>
    stretches.map(({ state, from, to }) => `${state} ${toSeconds(from)}-${toSeconds(to) ?? ''}`)
  return {
    call: list(lane?.stretches ?? []),
    members: lane?.members.map(({ user, stretches, left }) => [user, ...list(stretches), ...(left ? [left.text] : [])]),
  }
}

describe('A lane', () => {
  test('Shows a call that rings', () => {
    expect(show(createCall([[0, 'started']]))).toEqual({
      call: ['ringing 0-'],
      members: [
        ['alice', 'waiting 0-'],
        ['bob', 'ringing 0-'],
      ],
    })
  })

  test('Shows a call that was answered and has ended', () => {
    const call = createCall([
      [0, 'started'],
      [4, 'answered', 'bob'],
      [9, 'hung-up', 'bob'],
      [9, 'ended'],
    ])
    expect(show(call)).toEqual({
      call: ['ringing 0-4', 'talking 4-9'],
      members: [
        ['alice', 'waiting 0-4', 'talking 4-9'],
        ['bob', 'ringing 0-4', 'talking 4-9', 'hung up'],
      ],
    })
  })

  test('Shows who was invited, joined, came back and was uninvited', () => {
    const call = createCall(
      [
        [0, 'started'],
        [2, 'joined', 'carol'],
        [3, 'rejected', 'bob'],
        [5, 'invited', 'dave'],
        [6, 'invited', 'bob'],
        [8, 'uninvited', 'dave'],
      ],
      { everyone: ['alice', 'bob', 'carol', 'dave'] },
    )
    expect(show(call).members).toEqual([
      ['alice', 'waiting 0-2', 'talking 2-'],
      ['bob', 'ringing 0-3', 'ringing 6-'],
      ['carol', 'talking 2-'],
      ['dave', 'ringing 5-8', 'invitation cancelled'],
    ])
  })

  test('Ends for a caller who leaves before an answer', () => {
    const call = createCall([
      [0, 'started'],
      [3, 'went-offline', 'alice'],
    ])
    expect(show(call).members?.[0]).toEqual(['alice', 'waiting 0-3', 'went offline'])
  })

  test('Has the requests that name its call; the others have a lane of their own', () => {
    // The lanes look at no other fields.
    const exchanges = [{ callId: 'c' }, { callId: 'd' }, {}].map(
      (one, index) => ({ ...one, position: index + 1, time: start, errorCode: 0, status: 200 }) as Exchange,
    )
    const lanes = toLanes([createCall([])], exchanges, [], [])
    expect(lanes.map(({ key, requests }) => [key, requests.map(({ exchange }) => exchange.position)])).toEqual([
      ['1/c', [1]],
      ['others', [2, 3]],
    ])
  })

  test('Has the attempts of callbacks: those that failed, and later ones that did not', () => {
    const attempts = [
      { at: at(1), code: 'refused' },
      { at: at(3), code: null },
    ]
    const callback = { call: 'c', time: start + 1_000, state: 'delivered', attempts } as unknown as Callback
    const [lane] = toLanes([createCall([])], [], [callback], [])
    expect(lane?.callbacks.map(({ kind, attempt, time }) => [kind, attempt, toSeconds(time)])).toEqual([
      ['callback', 0, 1],
      ['attempt-failed', 1, 1],
      ['callback', 2, 3],
    ])
  })
})

test('The state of a call is known at every time', () => {
  const call = createCall([
    [4, 'answered', 'bob'],
    [9, 'ended'],
  ])
  expect([-1, 0, 4, 9].map(seconds => toCallState(call, start + seconds * 1_000)?.text)).toEqual([
    undefined,
    'ringing',
    'in call',
    'completed',
  ])
})

test.each([
  [{ errorCode: 0, status: 200 }, 'ok'],
  [{ errorCode: 101004, status: 200 }, 'refused'],
  [{ errorCode: 101001, status: 200 }, 'failed'],
  [{ errorCode: 60007, status: 200 }, 'throttled'],
  [{ status: 502 }, 'failed'],
  [{ errorCode: 0, status: 200, drop: 'before' }, 'failed'],
] as const)('The reply %j is shown as %s', (exchange, kind) => {
  expect(toReplyKind({ errorCode: undefined, drop: undefined, ...exchange })).toBe(kind)
})

test.each([
  [{ kind: 'step', call: 'c', user: 'bob', does: 'hangup' }, 'bob hangs up'],
  [{ kind: 'step', call: 'c', does: 'end' }, 'c ends'],
  [{ kind: 'step', call: 'c', users: ['x', 'y'], does: 'invite' }, 'x, y are invited'],
  [{ kind: 'ring-timeout', call: 'c', user: 'bob' }, 'bob rings out'],
  [{ kind: 'retry', callback: '88888888-17' }, 'retry of callback 17'],
  [{ kind: 'reply', command: 'end_call' }, 'delayed reply to end_call'],
] as const)('What is due is said in words: %j', (due, text) => {
  const { users, ...rest } = { users: undefined, ...due }
  expect(toDue({ ...rest, ...(users ? { users: [...users] } : {}), at: at(0) }).text).toBe(text)
})

test('The wall time of a time follows from the request before it', () => {
  const exchanges = [
    { time: start, receivedAt: 1_000, rate: 0 },
    { time: start + 60_000, receivedAt: 5_000, rate: 60 },
  ] as Exchange[]
  expect([-1, 0, 30, 60, 120].map(seconds => toWallTime(exchanges, start + seconds * 1_000))).toEqual([
    undefined,
    1_000,
    1_000,
    5_000,
    6_000,
  ])
})
