import { type AdvanceResult, advanceClock, setClock, toDuration, toInstant } from '../control/clock.ts'
import type { HandleContext } from '../control/control.ts'
import { Problem } from '../control/problem.ts'
import { catchUp } from '../emulator/advance.ts'
import type { ClockMode } from '../emulator/clock.ts'
import type { DurationText } from '../text/duration.ts'
import { durationForm, longestDuration } from '../text/duration.ts'
import { attempt, toThrown } from './emulator-error.ts'

/** How far a clock is advanced: by a duration (`30s`), by milliseconds, or to a time. */
export type Ahead = DurationText | number | { readonly to: string | number | Date }

/** When and how far a clock in mode `auto` jumps. */
export interface AutoOptions {
  /** Real time without requests and callbacks before a jump; `50ms` if absent. */
  readonly idle?: DurationText | undefined
  /** The longest jump; `1h` if absent. */
  readonly maxSkip?: DurationText | undefined
}

/** The clock of an application. */
export interface ClockHandle {
  /** How time passes: with the wall clock, only when advanced, by jumps while idle, or faster than the wall clock. */
  readonly mode: ClockMode
  /** The time in Unix milliseconds; everything due by then has been performed. */
  now(): number
  /** Sets the mode; the time stays. Throws an EmulatorError if it is invalid. */
  set(mode: ClockMode, options?: AutoOptions): void
  /**
   * Advances the clock by a duration, or to a time (ISO 8601, a Date, Unix milliseconds), and performs everything due on the
   * way. Callbacks are sent at their own time, and the clock waits for their receivers, up to five real seconds in all.
   * Rejects with an EmulatorError for an invalid duration or a time that has passed.
   */
  advance(ahead: Ahead): Promise<AdvanceResult>
}

/** Creates the handle of an application's clock; `advance` waits until the scenario is ready. */
export function createClockHandle({ control, toApp, ready }: HandleContext): ClockHandle {
  return {
    get mode() {
      return toApp().clock.mode
    },
    now: () => catchUp(toApp()),
    set: function set(mode, options = {}) {
      attempt(() => setClock(control.core, { mode, ...options }, toApp()), set)
    },
    async advance(ahead) {
      await ready()
      try {
        const app = toApp()
        return structuredClone(await advanceClock(control, toAhead(ahead, catchUp(app)), app))
      } catch (error) {
        throw toThrown(error)
      }
    },
  }
}

function toAhead(ahead: Ahead, now: number): { readonly by: number } | { readonly to: number } {
  if (typeof ahead === 'object' && ahead !== null) return { to: toInstant(toText(ahead.to), now) }
  const by = typeof ahead === 'string' ? toDuration(ahead, 'duration') : ahead
  if (Number.isFinite(by) && by >= 0 && by <= longestDuration) return { by }
  const expected = `${durationForm}, or milliseconds, at most ten years`
  throw new Problem({ code: 'invalid-value', field: 'duration', expected, received: ahead })
}

function toText(instant: string | number | Date): string {
  if (typeof instant === 'string') return instant
  const date = new Date(instant)
  return Number.isNaN(date.getTime()) ? String(instant) : date.toISOString()
}
