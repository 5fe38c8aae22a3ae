/** How the emulator's time passes: with the wall's, only when told, or so many times as fast. */
export type ClockMode = 'real' | 'manual' | `${number}x`

/** The emulator's one clock. It never goes back. */
export interface Clock {
  readonly mode: ClockMode
  /** Now, in whole Unix milliseconds. */
  now(): number
  /** How many of its milliseconds pass in one of the wall's; 0 when it stands. */
  readonly rate: number
  /** Changes how time passes from now on; the time itself stays. */
  setMode(mode: ClockMode): void
  /** Puts the clock ahead to a moment; an earlier one leaves it where it is. */
  moveTo(instant: number): void
}

/** The fastest a clock may run. */
const fastestClock = 100_000

/** How a clock's mode is written, to finish the sentence "want …". */
export const clockForm = 'real, manual or a speed such as 60x'

/** A clock's mode as written: `real`, `manual`, `60x`. Undefined if it is none, or faster than 100000x. */
export function parseClockMode(text: string): ClockMode | undefined {
  if (text === 'real' || text === 'manual') return text
  const speed = /^(\d{1,6}(?:\.\d{1,3})?)x$/.exec(text)
  const rate = speed ? Number(speed[1]) : 0
  return rate > 0 && rate <= fastestClock ? `${rate}x` : undefined
}

/** A clock that begins at `beginning` and is driven by `wall`, which gives the wall's Unix milliseconds. */
export function createClock(mode: ClockMode, beginning: number, wall: () => number): Clock {
  let current = mode
  let rate = toRate(mode)
  let base = beginning
  let since = wall()
  let seen = since
  const now = () => {
    const at = wall()
    // The wall may be put back; this clock then goes on from where it was.
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

const toRate = (mode: ClockMode) => (mode === 'real' ? 1 : mode === 'manual' ? 0 : Number(mode.slice(0, -1)))
