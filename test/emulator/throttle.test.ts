import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateLimiter } from '../../src/emulator/rate-limiter.ts'

/** Whether each of the requests at these times passes. */
function admitAll(limit: number, times: readonly number[]): boolean[] {
  const meter = createRateLimiter(limit)
  return times.map(now => meter.admit(now))
}

const countIn = (times: readonly number[], from: number, until: number) =>
  times.filter(time => time >= from && time < until).length

// Gaps around a second and its parts, so that windows fill, overlap and just miss each other.
const times = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(0, 1, 199, 200, 500, 999, 1_000, 1_001) },
      { weight: 4, arbitrary: fc.nat(250) },
      { weight: 1, arbitrary: fc.nat(1_500) },
    ),
    { maxLength: 60 },
  )
  .map(gaps => {
    let now = 1_700_000_000_000
    return gaps.map(gap => {
      now += gap
      return now
    })
  })
const limit = fc.integer({ min: 0, max: 6 })

test('never more than the limit pass in any one second, and never fewer when more are asked for', () => {
  fc.assert(
    fc.property(limit, times, (limit, times) => {
      const passes = admitAll(limit, times)
      const accepted: number[] = []
      for (const [index, now] of times.entries()) {
        const isWithin = countIn(accepted, now - 999, now + 1) < limit
        expect(passes[index]).toBe(isWithin)
        if (isWithin) accepted.push(now)
      }
      for (const time of accepted) expect(countIn(accepted, time, time + 1_000)).toBeLessThanOrEqual(limit)
    }),
    { numRuns: 1_000 },
  )
})

test('of 201 requests in one second exactly the last is refused', () => {
  const passes = admitAll(
    200,
    Array.from({ length: 201 }, (_, index) => index * 4),
  )
  expect(passes.indexOf(false)).toBe(200)
  expect(passes.filter(pass => pass)).toHaveLength(200)
})

test('a request passes again when the one a limit before it is a full second old, not a millisecond sooner', () => {
  expect(admitAll(2, [0, 600, 999, 1_000, 1_001, 1_599, 1_600])).toEqual([true, true, false, true, false, false, true])
})

test('a second does not begin anew at its full number: no burst over its edge passes twice', () => {
  const passes = admitAll(200, [...Array(200).fill(900), ...Array(200).fill(1_100)])
  expect(passes.filter(pass => pass)).toHaveLength(200)
})

test('refused requests do not count', () => {
  const flood = Array.from({ length: 1_000 }, (_, index) => index)
  expect(admitAll(1, [...flood, 1_000])).toEqual([true, ...Array(999).fill(false), true])
})

test('a limit of nothing lets nothing pass, however long one waits', () => {
  expect(admitAll(0, [0, 5_000, 1e12])).toEqual([false, false, false])
})

test('two meters count apart', () => {
  const [one, other] = [createRateLimiter(1), createRateLimiter(1)]
  expect([one.admit(0), other.admit(0), one.admit(1), other.admit(1)]).toEqual([true, true, false, false])
})
