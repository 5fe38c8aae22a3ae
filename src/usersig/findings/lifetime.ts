import { leastMilliseconds, toValidUntil } from '../document.ts'
import { explainStretch, toMoment } from '../moment.ts'
import type { Fields } from '../read-fields.ts'
import { type Finding, toFinding } from './finding.ts'

const day = 86_400
const year = 365 * day

const shortest = 60
const longest = 10 * year
const leapYear = 366 * day
/** A longer lifetime is not meant in seconds. */
const longestInSeconds = 100 * year

/** Whether a UserSig is valid now, in Unix milliseconds, and whether its times are plausible. */
export function checkLifetime({ time, expire }: Pick<Fields, 'time' | 'expire'>, now: number): Finding[] {
  const findings = [
    ...(time === undefined ? [] : checkTime(time, now)),
    ...(expire === undefined ? [] : checkExpire(expire, time)),
  ]
  if (time === undefined || expire === undefined || now < toValidUntil({ time, expire })) return findings
  const end = toValidUntil({ time, expire })
  const text = `The UserSig expired ${explainStretch((now - end) / 1000)} ago, at ${toMoment(end)}.`
  return [...findings, toFinding('expired', text, 'Create a new UserSig, and renew it before it expires.')]
}

function checkTime(time: number, now: number): Finding[] {
  if (time >= leastMilliseconds) {
    const text = `TLS.time is ${time}: as seconds, that is far in the future; as milliseconds, it is ${toMoment(time)}.`
    return [toFinding('time-in-milliseconds', text, 'Divide by 1000 and round down: TLS.time is in Unix seconds.')]
  }
  const ahead = time - now / 1000
  if (ahead <= 0) return []
  const text = `TLS.time lies ${explainStretch(ahead)} in the future, at ${toMoment(time * 1000)}.`
  return [toFinding(ahead > day ? 'time-in-the-future' : 'not-yet-valid', text, setClock)]
}

const setClock = 'Set the clock of the machine that creates the UserSig; TLS.time is in Unix seconds.'

function checkExpire(expire: number, time: number | undefined): Finding[] {
  if (expire < shortest) {
    const text = `The UserSig is valid for ${expire} s only.`
    return [toFinding('short-lived', text, 'Set TLS.expire to enough seconds for the requests to come.')]
  }
  const meant = Math.floor(expire / 1000)
  const isHoursInMilliseconds = expire > leapYear && expire % 3_600_000 === 0
  if (expire <= longest && !isHoursInMilliseconds) return []
  const point = findPointInTime(expire, time)
  if (point !== undefined) {
    const text = `TLS.expire is ${expire}: expire is a duration in seconds; this looks like a point in time, ${toMoment(point)}.`
    const fix = 'Set TLS.expire to how long the UserSig is to be valid; 86400 is one day.'
    return [toFinding('expire-is-a-point-in-time', text, fix)]
  }
  if (meant <= longest && (expire > longestInSeconds || (expire > longest && isHoursInMilliseconds))) {
    const text = `TLS.expire is ${expire}: as milliseconds, that is ${explainStretch(meant)}; it is a duration in seconds.`
    return [toFinding('expire-in-milliseconds', text, 'Divide by 1000: TLS.expire is in seconds.')]
  }
  const other = meant <= longest ? `; as milliseconds, that would be ${explainStretch(meant)}` : ''
  const text = `The UserSig is valid for ${explainStretch(expire)}${other}.`
  return [toFinding('long-lived', text, 'Set TLS.expire in seconds; 15552000 are 180 days.')]
}

/** The point in time that a duration is, in Unix milliseconds, if it is one: within ten years after `time`, or in this century. */
function findPointInTime(expire: number, time: number | undefined): number | undefined {
  const [expireMs, timeMs] = [expire, time].map(value =>
    value === undefined ? undefined : value >= leastMilliseconds ? value : value * 1000,
  )
  if (expireMs === undefined) return undefined
  const [from, to] = timeMs === undefined ? century : [timeMs, timeMs + longest * 1000]
  return expireMs >= from && expireMs <= to ? expireMs : undefined
}

const century = [Date.UTC(2015), Date.UTC(2100)] as const
