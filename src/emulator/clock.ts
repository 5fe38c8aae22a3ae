/**
 * How an application's time passes: with the wall clock, only when advanced, by jumps to the next due item while the
 * application is idle, or a number of times as fast as the wall clock.
 */
export type ClockMode = 'real' | 'manual' | 'auto' | `${number}x`

/** How the clock mode `auto` jumps: after `idle` real milliseconds without use, at most `maxSkip` milliseconds. */
export interface ClockJumps {
  readonly idle: number
  readonly maxSkip: number
}

/** How it jumps if nothing else is set. */
export const defaultJumps: ClockJumps = { idle: 50, maxSkip: 3_600_000 }

/** The clock of an application. It never goes back. */
export interface Clock {
  readonly mode: ClockMode
  /** Now, in whole Unix milliseconds. */
  now(): number
  /** Its milliseconds per millisecond of the wall clock; 0 if it only moves when it is moved. */
  readonly rate: number
  /** Changes the mode; the time stays. */
  setMode(mode: ClockMode): void
  /** Moves the clock forward to `instant`; an earlier instant has no effect. */
  moveTo(instant: number): void
}

/** The fastest a clock may run. */
const fastestClock = 100_000

/** How a mode is written, for messages. */
export const clockForm = 'real, manual, auto or a speed such as 60x'

/** Parses a mode: `real`, `manual`, `auto`, `60x`. Undefined if it is none of these, or faster than 100000x. */
export function parseClockMode(text: string): ClockMode | undefined {
  if (text === 'real' || text === 'manual' || text === 'auto') return text
  const speed = /^(\d{1,6}(?:\.\d{1,3})?)x$/.exec(text)
  const rate = speed ? Number(speed[1]) : 0
  return rate > 0 && rate <= fastestClock ? `${rate}x` : undefined
}

/** Creates a clock that starts at `beginning`; `wall` returns the Unix milliseconds of the wall clock. */
export function createClock(mode: ClockMode, beginning: number, wall: () => number): Clock {
  let current = mode
  let rate = toRate(mode)
  let base = beginning
  let since = wall()
  let seen = since
  const now = () => {
    const at = wall()
    // The wall clock may be set back; this one then continues from where it was.
    if (at < seen) {
      base += (seen - since) * rate
      since = at
    }
    seen = at
    return Math.floor(base + (at - since) * rate)
  }
  const settle = (instant: number) => {
    base = instant
    since = wall()
    seen = since
  }
  return {
    get mode() {
      return current
    },
    get rate() {
      return rate
    },
    now,
    setMode(next) {
      settle(now())
      current = next
      rate = toRate(next)
    },
    moveTo(instant) {
      if (instant > now()) settle(instant)
    },
  }
}

const toRate = (mode: ClockMode) =>
  mode === 'real' ? 1 : mode === 'manual' || mode === 'auto' ? 0 : Number(mode.slice(0, -1))
