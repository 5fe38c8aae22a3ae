import type { Instant } from '../call/call.ts'
import { isOperationName, operations } from '../contracts/operations.ts'
import type { Refusal } from './messages.ts'

/** Requests a second for each command of another service; Chat's pages name 100 or 200. */
const otherLimit = 200

/** The most commands of one application that are counted separately: names of other services' commands are the client's. */
const mostLimiters = 200

/** An application with its limits and what they have counted. */
export interface RateLimited {
  readonly sdkAppId: number
  /** Requests a second for each command; the contract's limit if absent. */
  readonly rateLimit: number | 'off' | undefined
  readonly rateLimiters: Map<string, RateLimiter>
}

/** Refuses a request above the limit of its application and command; counts it otherwise. `limit` overrides both of theirs. */
export function checkRateLimit(
  app: RateLimited,
  command: string,
  limit: number | 'off' | undefined,
  now: Instant,
): Refusal | undefined {
  const most = limit ?? app.rateLimit ?? (isOperationName(command) ? operations[command].perSecond.limit : otherLimit)
  if (most === 'off') return undefined
  const name = app.rateLimiters.has(command) || app.rateLimiters.size < mostLimiters ? command : 'other'
  let limiter = app.rateLimiters.get(name)
  if (!limiter) {
    limiter = createRateLimiter(most)
    app.rateLimiters.set(name, limiter)
  }
  if (limiter.admit(now)) return undefined
  const { sdkAppId } = app
  return { refuse: 'TooManyRequests', issue: { code: 'too-many-requests', command, limit: most, sdkAppId } }
}

/** Counts the requests of one command of one application. */
export interface RateLimiter {
  /** Whether a request at `now` is within the limit; if so, it is counted. */
  admit(now: number): boolean
}

const second = 1000

/**
 * Admits at most `limit` requests in any one second, and never fewer if more are sent: a request is admitted if the one
 * `limit` before it is a full second old. Refused requests do not count.
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
