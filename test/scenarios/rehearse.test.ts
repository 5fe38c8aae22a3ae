import { expect, test } from 'vitest'
import type { StepPlan } from '../../src/scenarios/plan.ts'
import { rehearse } from '../../src/scenarios/simulate.ts'

const play = (then: readonly StepPlan[], ring?: number) =>
  rehearse({ app: 1, at: 0, from: 'user1', to: ['user2'], media: 'audio', ring, then })

test('at the same instant a scripted step comes before the end of a ring, a millisecond later it is too late', () => {
  expect(play([{ at: 30_000, command: { does: 'answer', user: 'user2' } }])).toEqual([])
  expect(play([{ at: 30_001, command: { does: 'answer', user: 'user2' } }])).toMatchObject([{ turn: 0, key: 'at' }])
})

test('who is invited rings as long as who was called, from then on', () => {
  const invite = { at: 10_000, command: { does: 'invite', users: ['user3'] } } as const
  const answer = { at: 5000, command: { does: 'answer', user: 'user2' } } as const
  expect(play([answer, invite, { at: 40_000, command: { does: 'answer', user: 'user3' } }])).toEqual([])
  expect(play([answer, invite, { at: 40_001, command: { does: 'answer', user: 'user3' } }])).toMatchObject([
    { turn: 2 },
  ])
})

test('a call may ring for ever', () => {
  const answer = { at: 86_400_000, command: { does: 'answer', user: 'user2' } } as const
  expect(play([answer], Number.POSITIVE_INFINITY)).toEqual([])
})

test('a wrong guess at a mistyped name makes nothing else look wrong', () => {
  // user9 is taken for user1, whose hanging up would have ended the call.
  const slips = play([
    { at: 1000, command: { does: 'answer', user: 'user2' } },
    { at: 2000, command: { does: 'hangup', user: 'user9' } },
    { at: 3000, command: { does: 'hangup', user: 'user2' } },
  ])
  expect(slips).toMatchObject([{ turn: 1, key: 'user' }])
})

test('a call that cannot begin has no steps to judge', () => {
  const then = [{ at: 1000, command: { does: 'end' } }] as const
  expect(rehearse({ app: 1, at: 0, from: 'user1', to: ['user1'], media: 'audio', then })).toEqual([])
})
