import type { Instant } from '../engine/call.ts'
import { drawDelay } from '../faults/delay.ts'
import type { Effect } from '../faults/fault.ts'
import { type Mark, type Stage, strike } from '../faults/strike.ts'
import type { State } from './state.ts'

/** What faults do to one request at one stage of its way, and which they were. */
export interface Mishap {
  readonly effect: Effect
  /** How long the answer is held back, in milliseconds. */
  readonly delay: number
  readonly faults: readonly string[]
}

const none: Mishap = { effect: {}, delay: 0, faults: [] }

/** Lets the armed faults have their way with a request, and counts them. */
export function meet(state: State, stage: Stage, mark: Mark, now: Instant): Mishap {
  if (state.faults.length === 0) return none
  const { effect, struck, tallies } = strike(state.faults, stage, mark, now - state.beginning, one => one.chance.draw())
  for (const [one, tally] of tallies) one.tally = tally
  if (struck.length === 0) return none
  const slow = struck.find(one => one.fault.effect.delay !== undefined)
  const delay = slow?.fault.effect.delay === undefined ? 0 : drawDelay(slow.fault.effect.delay, slow.chance.draw)
  return { effect, delay, faults: struck.map(one => one.id) }
}
