import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../src/emulator/random.ts'
import { longestDelay } from '../../src/faults/fault.ts'
import { drawDelay } from '../../src/faults/match.ts'

const draw = fc.constantFrom(0, 0.25, 0.5, 0.75, 1 - Number.EPSILON / 2)

test('a fixed delay is what it is, and asks no chance', () => {
  const unasked = () => {
    throw new Error('asked')
  }
  expect(drawDelay(250, unasked)).toBe(250)
})

test('a uniform delay reaches from its least to its most', () => {
  expect(drawDelay({ uniform: [10, 200] }, () => 0)).toBe(10)
  expect(drawDelay({ uniform: [10, 200] }, () => 0.5)).toBe(105)
  expect(drawDelay({ uniform: [10, 200] }, () => 1 - Number.EPSILON)).toBe(200)
  expect(drawDelay({ uniform: [7, 7] }, () => 0.9)).toBe(7)
})

test('a uniform delay is a whole number between its bounds, whatever is drawn', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), draw, (least, width, drawn) => {
      const delay = drawDelay({ uniform: [least, least + width] }, () => drawn)
      expect(Number.isInteger(delay)).toBe(true)
      expect(delay).toBeGreaterThanOrEqual(least)
      expect(delay).toBeLessThanOrEqual(least + width)
    }),
  )
})

test('a lognormal delay is a whole number from 0 to the longest delay, whatever is drawn', () => {
  const spread = fc.record({
    median: fc.integer({ min: 1, max: 100_000 }),
    sigma: fc.double({ min: 0, max: 50, noNaN: true }),
  })
  fc.assert(
    fc.property(spread, draw, draw, (lognormal, one, other) => {
      const drawn = [one, other]
      const delay = drawDelay({ lognormal }, () => drawn.shift() ?? Number.NaN)
      expect(Number.isInteger(delay)).toBe(true)
      expect(delay).toBeGreaterThanOrEqual(0)
      expect(delay).toBeLessThanOrEqual(longestDelay)
    }),
  )
})

test('half of the lognormal delays are shorter than the median, and their logarithms spread by sigma', () => {
  const { next: draw } = createRandom(1, 'delays')
  const delays = Array.from({ length: 20_000 }, () => drawDelay({ lognormal: { median: 100_000, sigma: 0.5 } }, draw))
  expect(delays.filter(delay => delay < 100_000).length / delays.length).toBeCloseTo(0.5, 1.5)
  const squares = delays.map(delay => Math.log(delay / 100_000) ** 2)
  expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / delays.length)).toBeCloseTo(0.5, 1.5)
})

test.for([
  [0.5, 0, 1, 325],
  [0.5, 0.25, 1, 100],
  [0.5, 0.5, 1, 31],
  [0, 0, 1, 100],
  [1 - Number.EPSILON, 0, 5, longestDelay],
] as const)('the draws %d and %d make a lognormal delay with the spread %d of %d', ([one, other, sigma, delay]) => {
  const drawn = [one, other]
  expect(drawDelay({ lognormal: { median: 100, sigma } }, () => drawn.shift() ?? Number.NaN)).toBe(delay)
})

test('no delay that is drawn is longer than ten minutes', () => {
  expect(longestDelay).toBe(600_000)
})

test('a lognormal delay that does not spread is its median', () => {
  expect(drawDelay({ lognormal: { median: 80, sigma: 0 } }, () => 0.3)).toBe(80)
})

test('the same draws make the same delay', () => {
  const delays = () => {
    const { next: draw } = createRandom(42, 'fault-1')
    return Array.from({ length: 5 }, () => drawDelay({ lognormal: { median: 80, sigma: 0.5 } }, draw))
  }
  expect(delays()).toEqual(delays())
  expect(new Set(delays()).size).toBeGreaterThan(1)
})
