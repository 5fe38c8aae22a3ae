/** Counts one command of one application. */
export interface RateLimiter {
  /** Whether a request at `now` is within the limit; if so, it is counted. */
  admit(now: number): boolean
}

const second = 1000

/**
 * Never more than `limit` requests in any one second, and never fewer when more are asked for: a request passes if the
 * one `limit` before it is a full second old. Refused requests do not count. What time it is, is handed in.
 */
export function createRateLimiter(limit: number): RateLimiter {
  const times: number[] = []
  let oldest = 0
  return {
    admit(now) {
      if (times.length < limit) {
        times.push(now)
        return true
      }
      // `times` is full here, so the index is in it.
      if (now - (times[oldest] ?? now) < second) return false
      times[oldest] = now
      oldest = oldest + 1 === limit ? 0 : oldest + 1
      return true
    },
  }
}
