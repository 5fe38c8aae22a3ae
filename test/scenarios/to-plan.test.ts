import { expect, test } from 'vitest'
import { toFault as toFaultPlan } from '../../src/faults/fault.ts'
import type { AppInput } from '../../src/scenarios/input.ts'
import { toPlan } from '../../src/scenarios/plan.ts'

const call = { from: 'user1', to: ['user2'], media: 'audio' } as const

test('everything that is written is in the plan, durations in milliseconds', () => {
  const plan = toPlan({
    ringback: 1,
    name: 'all',
    about: 'Everything.',
    seed: 42,
    start: '2026-01-15T10:30:00+01:00',
    apps: [
      {
        sdkAppId: 1400000001,
        secretKey: 'key',
        admins: ['administrator'],
        callback: { url: 'http://127.0.0.1:3000/callback', commands: ['Call.CallbackAfterEndCall'], token: 'xxxxyyyy' },
      },
    ],
    calls: [{ ...call, id: 'a', at: '2m30s', room: 'lobby', group: 'g', ring: 'never' }],
    generate: [{ calls: 5, over: '10m', outcome: { answered: 1 } }],
  })
  expect(plan).toEqual({
    name: 'all',
    about: 'Everything.',
    seed: 42,
    start: Date.UTC(2026, 0, 15, 9, 30),
    apps: [
      {
        sdkAppId: 1400000001,
        secretKey: 'key',
        admins: ['administrator'],
        callback: {
          url: 'http://127.0.0.1:3000/callback',
          commands: ['Call.CallbackAfterEndCall'],
          token: 'xxxxyyyy',
          retries: 0,
        },
      },
    ],
    calls: [
      {
        ...call,
        id: 'a',
        app: 1400000001,
        at: 150_000,
        room: { id: 'lobby', kind: 'text' },
        group: 'g',
        ring: Number.POSITIVE_INFINITY,
        then: [],
      },
    ],
    crowds: [{ app: 1400000001, calls: 5, over: 600_000, media: { audio: 3, video: 1 }, outcome: { answered: 1 } }],
    faults: [],
  })
})

test('an application may only say how callbacks are signed and sent again, and how many requests it takes', () => {
  const app = { sdkAppId: 1, secretKey: 'key', admins: ['administrator'] }
  const planned = (rest: Partial<AppInput>) => toPlan({ ringback: 1, apps: [{ ...app, ...rest }] }).apps
  expect(planned({ callback: { token: 'xxxxyyyy', retries: 3 } })).toEqual([
    { ...app, callback: { token: 'xxxxyyyy', retries: 3 } },
  ])
  expect(planned({ callback: {} })).toEqual([{ ...app, callback: { retries: 0 } }])
  expect(planned({ rateLimit: 50 })).toEqual([{ ...app, rateLimit: 50 }])
  expect(planned({ rateLimit: 'off' })).toEqual([{ ...app, rateLimit: 'off' }])
})

test('an integer is a number room', () => {
  expect(toPlan({ ringback: 1, calls: [{ ...call, room: 1434 }] }).calls[0]?.room).toEqual({
    id: '1434',
    kind: 'number',
  })
})

test('steps come in the order of their moments, those of one moment as written', () => {
  const then = [
    { at: '9s', user: 'user1', does: 'hangup' },
    { at: '3s', does: 'invite', users: ['user3'] },
    { at: '3000ms', user: 'user2', does: 'answer' },
  ] as const
  expect(toPlan({ ringback: 1, calls: [{ ...call, then }] }).calls[0]?.then).toEqual([
    { at: 3000, command: { does: 'invite', users: ['user3'] } },
    { at: 3000, command: { does: 'answer', user: 'user2' } },
    { at: 9000, command: { does: 'hangup', user: 'user1' } },
  ])
})

test('every effect of a fault has its plan', () => {
  expect(toFaultPlan({ on: 'all', error: 101004, message: 'gone', skip: 1, from: '5s', until: '1m' })).toMatchObject({
    on: 'all',
    skip: 1,
    times: Number.POSITIVE_INFINITY,
    from: 5000,
    until: 60_000,
    effect: { error: 'CallNotFound', message: 'gone' },
  })
  const { effect } = toFaultPlan({
    on: ['get_call_info'],
    delay: { uniform: ['10ms', '200ms'] },
    drop: 'during',
    body: 'truncated',
    omit: ['RequestId'],
    mistype: ['ErrorCode'],
    dribble: '50B/s',
  })
  expect(effect).toEqual({
    delay: { uniform: [10, 200] },
    drop: 'during',
    body: 'truncated',
    omit: ['RequestId'],
    mistype: ['ErrorCode'],
    dribble: 50,
  })
  expect(toFaultPlan({ on: 'all', delay: { lognormal: { median: '80ms', sigma: 0.5 } }, http: 502 }).effect).toEqual({
    delay: { lognormal: { median: 80, sigma: 0.5 } },
    http: 502,
  })
  expect(toFaultPlan({ on: 'all', delay: '3s' }).effect).toEqual({ delay: 3000 })
  expect(toFaultPlan({ on: 'callbacks', callback: 'reorder', delay: '3s' }).effect).toEqual({
    callback: 'reorder',
    delay: 3000,
  })
})

test('a fault is on everything of a kind, or on a list of words', () => {
  expect(toFaultPlan({ on: 'all', http: 502 }).on).toBe('all')
  expect(toFaultPlan({ on: 'callbacks', callback: 'drop' }).on).toBe('callbacks')
  expect(toFaultPlan({ on: 'end_call', http: 502 }).on).toEqual(['end_call'])
  expect(toFaultPlan({ on: 'Call.CallbackAfterEndCall', callback: 'drop' }).on).toEqual(['Call.CallbackAfterEndCall'])
  const words = ['Call.CallbackAfterStartCall', 'Call.CallbackAfterEndCall'] as const
  expect(toFaultPlan({ on: words, callback: 'drop' }).on).toEqual(words)
})
