import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateLimiter } from '../../src/emulator/rate-limiter.ts'

/** Whether each of the requests at these times is admitted. */
function admitAll(limit: number, times: readonly number[]): boolean[] {
  const limiter = createRateLimiter(limit)
  return times.map(now => limiter.admit(now))
}

const countIn = (times: readonly number[], from: number, until: number) =>
  times.filter(time => time >= from && time < until).length

// Gaps around a second and its parts, so that windows fill, overlap and just miss each other.
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 199, 200, 500, 999, 1_000, 1_001) },
  { weight: 4, arbitrary: fc.nat(250) },
  { weight: 1, arbitrary: fc.nat(1_500) },
)
const times = fc.array(gap, { maxLength: 60 }).map(gaps => {
  let now = 1_700_000_000_000
  return gaps.map(gap => (now += gap))
})

test('Admits a request exactly if fewer than the limit were admitted within the last second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), times, (limit, times) => {
      const admitted: number[] = []
      for (const [index, isAdmitted] of admitAll(limit, times).entries()) {
        const now = times[index] ?? 0
        expect(isAdmitted).toBe(countIn(admitted, now - 999, now + 1) < limit)
        if (isAdmitted) admitted.push(now)
      }
      for (const time of admitted) expect(countIn(admitted, time, time + 1_000)).toBeLessThanOrEqual(limit)
    }),
    { numRuns: 1_000 },
  )
})

test('Admits a request again when the one a limit before it is a full second old', () => {
  expect(admitAll(2, [0, 600, 999, 1_000, 1_001, 1_599, 1_600])).toEqual([true, true, false, true, false, false, true])
})

test('Admits 200 requests in a second, also across the edge of a clock second', () => {
  const admitted = admitAll(200, [...Array(200).fill(900), ...Array(200).fill(1_100)])
  expect(admitted.indexOf(false)).toBe(200)
  expect(admitted.filter(Boolean)).toHaveLength(200)
})

test('Two limiters count separately', () => {
  const [one, other] = [createRateLimiter(1), createRateLimiter(1)]
  expect([one.admit(0), other.admit(0), one.admit(1), other.admit(1)]).toEqual([true, true, false, false])
})
