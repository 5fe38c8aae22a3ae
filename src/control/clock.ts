import { clockForm, parseClockMode } from '../emulator/clock.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { durationForm, longestDuration, parseDuration } from '../text/duration.ts'
import { formatValue } from '../text/format.ts'
import { Problem } from './problem.ts'
import { toIso } from './views.ts'

/** Lets time pass as written: `real`, `manual`, `60x`. Throws a Problem where it is none of them. */
export function setClock(switchboard: Switchboard, mode: string): void {
  const wanted = parseClockMode(mode)
  if (!wanted) throw new Problem('not-valid', `mode is ${formatValue(mode, 40)}: want ${clockForm}.`)
  switchboard.setClock(wanted)
}

/** A stretch of time as written, in milliseconds. Throws a Problem where it is none, or is longer than ten years. */
export function toStretch(by: string): number {
  const stretch = parseDuration(by)
  if (stretch === undefined || !Number.isFinite(stretch)) {
    throw new Problem('not-valid', `by is ${formatValue(by, 40)}: want ${durationForm}, ten years at most.`)
  }
  return stretch
}

/** A moment as written, ISO 8601, in Unix milliseconds. Throws a Problem where it is none, is past, or too far ahead of `now`. */
export function toMoment(to: string, now: number): number {
  const moment = Date.parse(to)
  if (Number.isNaN(moment)) {
    throw new Problem('not-valid', `to is ${formatValue(to, 40)}: want a moment such as 2026-01-15T09:31:00Z.`)
  }
  if (moment < now)
    throw new Problem('not-possible', `It is ${toIso(now)} already, and time does not go back; reset does.`)
  if (moment - now > longestDuration) throw new Problem('not-valid', 'That is more than ten years ahead.')
  return moment
}
