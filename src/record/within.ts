import type { Instant } from '../call/call.ts'

/** After every moment there is. */
export const never = Number.POSITIVE_INFINITY

/** A moment of a known second, not before one thing was seen, and not after another: of what was seen the last counts most. */
export function within(second: number, from: Instant, to: Instant): Instant {
  const least = second * 1000
  return Math.min(Math.max(least, Math.min(from, least + 999)), to)
}
