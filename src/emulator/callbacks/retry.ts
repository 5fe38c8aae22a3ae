import type { Duration } from '../../call/call.ts'

/** The pause after the first attempt, in milliseconds; it doubles with each. No page gives the pauses: they are ours. */
const firstPause = 1_000

/** The longest pause, in milliseconds. */
const longestPause = 60_000

/** How long a callback that nobody answered waits after so many attempts, in milliseconds of the emulator's clock. */
export const toRetryPause = (attempts: number): Duration =>
  Math.min(longestPause, firstPause * 2 ** Math.max(0, attempts - 1))
