import { expect, test } from 'vitest'
import { findDeadline } from '../../src/call/call.ts'
import { open, play } from './play.ts'

test('the deadline of a fresh call is the end of its ring', () => {
  expect(findDeadline(open())).toBe(30_000)
})

test('nobody rings in a call everyone has answered, so it has no deadline', () => {
  const { call } = play(open(), [1_000, { does: 'answer', user: 'bob' }])
  expect(findDeadline(call)).toBeUndefined()
})

test('whoever rings for ever sets no deadline', () => {
  expect(findDeadline(open({ ring: Number.POSITIVE_INFINITY }))).toBeUndefined()
})

test('of several who ring, the one whose ring is over first sets the deadline', () => {
  const { call } = play(
    open({ to: ['bob', 'carol'] }),
    [1_000, { does: 'invite', users: ['dave'] }],
    [2_000, { does: 'answer', user: 'bob' }],
  )
  expect(findDeadline(call)).toBe(30_000)
  expect(findDeadline(play(call, [3_000, { does: 'reject', user: 'carol' }]).call)).toBe(31_000)
})

test('an ended call has no deadline', () => {
  expect(findDeadline(play(open(), [1_000, { does: 'end' }]).call)).toBeUndefined()
})
