import type { DurationText } from '../text/duration.ts'

/** A number of milliseconds as scenarios write it: `0s`, `9s`, `9s301ms`, `2m30s`. */
export function toWrittenTime(milliseconds: number): DurationText {
  const whole = Math.max(0, Math.round(milliseconds))
  const [seconds, rest] = [Math.floor(whole / 1000), whole % 1000]
  if (rest > 0) return seconds > 0 ? `${seconds}s${rest}ms` : `${rest}ms`
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds}s`
  return seconds % 60 > 0 ? `${minutes}m${seconds % 60}s` : `${minutes}m`
}
