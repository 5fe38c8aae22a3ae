import { setClock, toMoment, toStretch } from '../control/clock.ts'
import { Problem } from '../control/problem.ts'
import type { ClockMode } from '../emulator/clock.ts'
import type { Played, Switchboard } from '../emulator/switchboard.ts'
import type { Entrance } from '../server/entrance.ts'
import type { DurationText } from '../text/duration.ts'
import { durationForm, longestDuration } from '../text/duration.ts'
import { formatValue } from '../text/format.ts'
import { attempt, toThrown } from './emulator-error.ts'

/** How far the clock is put ahead: a duration (`30s`), milliseconds, or to a moment. */
export type Ahead = DurationText | number | { readonly to: string | number | Date }

/** The emulator's one clock. */
export interface ClockHandle {
  /** How time passes: with the wall's, only when told, or so many times as fast. */
  readonly mode: ClockMode
  /** Now, in Unix milliseconds of this clock, when whatever has become due meanwhile is played. */
  now(): number
  /** Changes how time passes from now on; the time itself stays. Throws an EmulatorError where it is no mode. */
  set(mode: ClockMode): void
  /**
   * Puts the clock ahead by a duration, or to a moment (ISO 8601, a Date, Unix milliseconds), and plays everything due on
   * the way. Callbacks leave at their own instants, and time waits for their receivers, up to five seconds in all. Rejects
   * with an EmulatorError where that is no duration and no moment to come.
   */
  advance(ahead: Ahead): Promise<Played>
}

/** The clock of a switchboard; `advance` waits until it is ready. */
export function createClockHandle(
  switchboard: Switchboard,
  advance: Entrance['advance'],
  ready: () => Promise<void>,
): ClockHandle {
  return {
    get mode() {
      return switchboard.clock.mode
    },
    now: switchboard.now,
    set: function set(mode) {
      attempt(() => setClock(switchboard, mode), set)
    },
    async advance(ahead) {
      await ready()
      try {
        return structuredClone(await advance(toGoal(switchboard, ahead)))
      } catch (error) {
        throw toThrown(error)
      }
    },
  }
}

/** When an advance shall arrive, told when its turn comes. */
function toGoal(switchboard: Switchboard, ahead: Ahead): () => number {
  if (typeof ahead === 'object' && ahead !== null) {
    const moment = toMoment(toText(ahead.to), switchboard.now())
    return () => moment
  }
  const stretch = typeof ahead === 'string' ? toStretch(ahead) : ahead
  if (!(Number.isFinite(stretch) && stretch >= 0 && stretch <= longestDuration)) {
    const want = `${durationForm}, or milliseconds, ten years at most`
    throw new Problem('not-valid', `${formatValue(ahead)} is no stretch of time: want ${want}.`)
  }
  return () => switchboard.now() + stretch
}

function toText(moment: string | number | Date): string {
  if (typeof moment === 'string') return moment
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? String(moment) : date.toISOString()
}
