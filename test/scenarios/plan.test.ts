import { expect, test } from 'vitest'
import { toFault } from '../../src/faults/fault.ts'
import { toPlan } from '../../src/scenarios/plan.ts'
import { type AppInput, defineScenario } from '../../src/scenarios/schema.ts'

const call = { from: 'user1', to: ['user2'], media: 'audio' } as const

test('Keeps everything as written, and plans it with defaults and times in milliseconds', () => {
  const callback = {
    url: 'http://127.0.0.1:3000/callback',
    commands: ['Call.CallbackAfterEndCall'],
    token: 'xxxxyyyy',
  } as const
  const app = { sdkAppId: 1400000001, secretKey: 'key', admins: ['administrator'] }
  const source = defineScenario({
    ringback: 1,
    name: 'all',
    about: 'Everything.',
    seed: 42,
    start: '2026-01-15T10:30:00+01:00',
    apps: [{ ...app, callback }],
    calls: [{ ...call, id: 'a', at: '2m30s', room: 'lobby', group: 'g', ring: 'never' }],
    faults: [{ on: 'all', http: 502 }],
    generate: [{ calls: 5, over: '10m', outcome: { answered: 1 } }],
  })
  expect(toPlan(source)).toEqual({
    source,
    name: 'all',
    description: 'Everything.',
    seed: 42,
    start: Date.UTC(2026, 0, 15, 9, 30),
    apps: [{ ...app, callback: { ...callback, retries: 0 } }],
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
    generate: [{ app: 1400000001, calls: 5, over: 600_000, media: { audio: 3, video: 1 }, outcome: { answered: 1 } }],
    faults: [toFault({ on: 'all', http: 502 })],
  })
})

test.each<[Partial<AppInput>, object]>([
  [{ callback: { token: 'xxxxyyyy', retries: 3 } }, { callback: { token: 'xxxxyyyy', retries: 3 } }],
  [{ callback: {} }, { callback: { retries: 0 } }],
  [{ rateLimit: 50 }, { rateLimit: 50 }],
  [{ rateLimit: 'off' }, { rateLimit: 'off' }],
])('Plans an application with %o', (fields, planned) => {
  const app = { sdkAppId: 1, secretKey: 'key', admins: ['administrator'] }
  expect(toPlan({ ringback: 1, apps: [{ ...app, ...fields }] }).apps).toEqual([{ ...app, ...planned }])
})

test('Takes an integer for the number of a room', () => {
  expect(toPlan({ ringback: 1, calls: [{ ...call, room: 1434 }] }).calls[0]?.room).toEqual({
    id: '1434',
    kind: 'number',
  })
})

test('Sorts steps by time; at the same time they stay as written', () => {
  const then = [
    { at: '9s', user: 'user1', does: 'hangup' },
    { at: '3s', does: 'invite', users: ['user3'] },
    { at: '3000ms', user: 'user2', does: 'answer' },
  ] as const
  expect(toPlan({ ringback: 1, calls: [{ ...call, then }] }).calls[0]?.then).toEqual([
    { at: 3000, action: { does: 'invite', users: ['user3'] } },
    { at: 3000, action: { does: 'answer', user: 'user2' } },
    { at: 9000, action: { does: 'hangup', user: 'user1' } },
  ])
})
