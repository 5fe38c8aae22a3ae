import { expect, test } from 'vitest'
import { toRetryPause } from '../../../src/emulator/callbacks/outbox.ts'

test('the pause doubles with each attempt, up to a minute', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map(toRetryPause)
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
})

test('however many attempts there were, the pause is a minute and no more', () => {
  expect([100, 1_100, 1e9].map(toRetryPause)).toEqual([60_000, 60_000, 60_000])
})
