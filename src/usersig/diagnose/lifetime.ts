import { leastMilliseconds, toValidUntil } from '../document.ts'
import type { UserSigIssue } from '../messages.ts'
import type { Fields } from '../read.ts'

const day = 86_400
const year = 365 * day

const shortest = 60
const longest = 10 * year
const leapYear = 366 * day
/** A longer lifetime is not meant in seconds. */
const longestInSeconds = 100 * year

/** Checks that a UserSig is valid at a time in Unix milliseconds, and that its times are plausible. */
export function checkLifetime({ time, expire }: Pick<Fields, 'time' | 'expire'>, now: number): UserSigIssue[] {
  const issues = [
    ...(time === undefined ? [] : checkTime(time, now)),
    ...(expire === undefined ? [] : checkExpire(expire, time)),
  ]
  if (time === undefined || expire === undefined) return issues
  const validUntil = toValidUntil({ time, expire })
  return now < validUntil ? issues : [...issues, { code: 'expired', validUntil, now }]
}

function checkTime(time: number, now: number): UserSigIssue[] {
  if (time >= leastMilliseconds) return [{ code: 'time-in-milliseconds', time }]
  const ahead = time - now / 1000
  if (ahead <= 0) return []
  return [{ code: ahead > day ? 'time-in-the-future' : 'not-yet-valid', time, now }]
}

function checkExpire(expire: number, time: number | undefined): UserSigIssue[] {
  if (expire < shortest) return [{ code: 'short-lived', expire }]
  const isHoursInMilliseconds = expire > leapYear && expire % 3_600_000 === 0
  if (expire <= longest && !isHoursInMilliseconds) return []
  const at = findPointInTime(expire, time)
  if (at !== undefined) return [{ code: 'expire-is-a-point-in-time', expire, at }]
  const looksLikeMilliseconds = Math.floor(expire / 1000) <= longest
  if (looksLikeMilliseconds && (expire > longestInSeconds || (expire > longest && isHoursInMilliseconds))) {
    return [{ code: 'expire-in-milliseconds', expire }]
  }
  return [{ code: 'long-lived', expire, looksLikeMilliseconds }]
}

/** The point in time that a duration is, in Unix milliseconds, if it is one: within ten years after `time`, or in this century. */
function findPointInTime(expire: number, time: number | undefined): number | undefined {
  const toMilliseconds = (value: number) => (value >= leastMilliseconds ? value : value * 1000)
  const at = toMilliseconds(expire)
  const from = time === undefined ? Date.UTC(2015) : toMilliseconds(time)
  const to = time === undefined ? Date.UTC(2100) : from + longest * 1000
  return at >= from && at <= to ? at : undefined
}
