import { expect, test } from 'vitest'
import { explainStretch, toIso, toMoment } from '../../src/usersig/moment.ts'

test('a moment is ISO 8601, with milliseconds where it has some', () => {
  expect(toIso(1_768_469_400_000)).toBe('2026-01-15T09:30:00Z')
  expect(toIso(1_768_469_400_007)).toBe('2026-01-15T09:30:00.007Z')
})

test('beyond the calendar there are words, and no ISO form', () => {
  for (const moment of [9e15, -9e15, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(toIso(moment)).toBe(null)
    expect(toMoment(moment)).toBe('a moment beyond the calendar')
  }
})

test.each([
  [0, '0 s'],
  [0.9, '0 s'],
  [59, '59 s'],
  [-90, '1 min 30 s'],
  [3 * 3600, '3 h'],
  [3 * 3600 + 61, '3 h 1 min'],
  [86_400 + 5, '1 day 5 s'],
  [15_552_000, '180 days'],
  [2 * 31_536_000 + 86_400 * 15 + 7, '2 years 15 days'],
])('%d seconds are %s', (seconds, text) => {
  expect(explainStretch(seconds)).toBe(text)
})
