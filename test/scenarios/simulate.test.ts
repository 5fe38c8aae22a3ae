import { expect, test } from 'vitest'
import type { CallAction } from '../../src/call/call.ts'
import { simulate } from '../../src/scenarios/simulate.ts'

type Steps = readonly (readonly [at: number, action: CallAction])[]

const run = (steps: Steps, { ring, to = ['user2'] }: { ring?: number; to?: string[] } = {}) =>
  simulate({
    app: 1,
    at: 0,
    from: 'user1',
    to,
    media: 'audio',
    ring,
    then: steps.map(([at, action]) => ({ at, action })),
  })

const answer = (user: string) => ({ does: 'answer', user }) as const
const hangup = (user: string) => ({ does: 'hangup', user }) as const

test('Performs a step before a ring timeout at the same time, but not after it', () => {
  expect(run([[30_000, answer('user2')]])).toEqual([])
  expect(run([[30_001, answer('user2')]])).toMatchObject([
    { code: 'step-after-end', step: 0, field: 'at', endedAt: 30_000, outcome: 'unanswered', later: 0 },
  ])
})

test('Rings for an invited user as long as for a callee, from the invitation on', () => {
  const before: Steps = [
    [5000, answer('user2')],
    [10_000, { does: 'invite', users: ['user3'] }],
  ]
  expect(run([...before, [40_000, answer('user3')]])).toEqual([])
  expect(run([...before, [40_001, answer('user3')]])).toMatchObject([{ code: 'user-has-left', step: 2, field: 'at' }])
})

test('Lets a call ring without end', () => {
  expect(run([[86_400_000, answer('user2')]], { ring: Number.POSITIVE_INFINITY })).toEqual([])
})

test('Reports nothing that follows from a wrong guess at a mistyped name', () => {
  // user9 is taken for user1, whose hangup would have ended the call.
  expect(
    run([
      [1000, answer('user2')],
      [2000, hangup('user9')],
      [3000, hangup('user2')],
    ]),
  ).toMatchObject([{ code: 'unknown-user', step: 1, field: 'user', suggestion: 'user1' }])
})

test('Reports a user who enters later, an action that is not possible, and a name without a suggestion', () => {
  const issues = run([
    [3000, answer('somebody')],
    [4000, answer('carol')],
    [5000, { does: 'invite', users: ['carol'] }],
    [6000, answer('user1')],
  ])
  expect(issues).toMatchObject([
    { code: 'unknown-user', members: ['user1', 'user2'] },
    { code: 'user-not-yet-in-call', user: 'carol', enters: 5000 },
    { code: 'step-not-possible', field: 'does', rejection: { code: 'not-ringing' } },
  ])
})

test('Reports no steps of a call that cannot start', () => {
  expect(run([[1000, { does: 'end' }]], { to: ['user1'] })).toEqual([])
})
