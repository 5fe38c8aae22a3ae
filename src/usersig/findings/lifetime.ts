import { leastMilliseconds, toValidUntil } from '../document.ts'
import { explainStretch, toMoment } from '../moment.ts'
import type { Fields } from '../read-fields.ts'
import { type Finding, toFinding } from './finding.ts'

const shortest = 60
const longest = 3650 * 86_400

/** Whether a UserSig is good now, in Unix milliseconds, and whether its times are plausible. */
export function checkLifetime({ time, expire }: Fields, now: number): Finding[] {
  const findings: Finding[] = []
  if (time !== undefined && time >= leastMilliseconds) {
    const meant = toMoment(time)
    const sentence = `TLS.time is ${time}, which as seconds is far in the future; as milliseconds it is ${meant}.`
    findings.push(toFinding('time-in-milliseconds', sentence, 'Divide by 1000 and round down: it wants Unix seconds.'))
  } else if (time !== undefined && time * 1000 > now) {
    const sentence = `It was made ${explainStretch(time - now / 1000)} in the future, at ${toMoment(time * 1000)}.`
    findings.push(toFinding('not-yet-valid', sentence, 'Set the clock of the machine that makes it.'))
  }
  if (expire !== undefined && expire < shortest) {
    const sentence = `It is good for ${expire} s only.`
    findings.push(toFinding('short-lived', sentence, 'Give TLS.expire in seconds, enough for the requests to come.'))
  }
  if (expire !== undefined && expire > longest) {
    const sentence = `It is good for ${explainStretch(expire)}${explainMilliseconds(expire)}.`
    findings.push(toFinding('long-lived', sentence, 'Give TLS.expire in seconds; 15552000 are 180 days.'))
  }
  if (time === undefined || expire === undefined || now < toValidUntil({ time, expire })) return findings
  const end = toValidUntil({ time, expire })
  const sentence = `It expired ${explainStretch((now - end) / 1000)} ago, at ${toMoment(end)}.`
  return [...findings, toFinding('expired', sentence, 'Make a new one, and again before it expires.')]
}

function explainMilliseconds(expire: number): string {
  const meant = Math.floor(expire / 1000)
  return meant <= longest ? `; were it milliseconds, for ${explainStretch(meant)}` : ''
}
