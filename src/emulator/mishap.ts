import type { Instant } from '../call/call.ts'
import { drawDelay } from '../faults/delay.ts'
import type { Effect } from '../faults/fault.ts'
import { type FaultTarget, matchFaults, type Phase } from '../faults/match.ts'
import type { ArmedFault, State } from './state.ts'

/** What faults do to one request at one stage of its way, and which they were. */
export interface Mishap {
  readonly effect: Effect
  /** How long the answer is held back, in milliseconds. */
  readonly delay: number
  readonly faults: readonly string[]
}

/** What befalls a request while no fault is armed. */
export const noMishap: Mishap = { effect: {}, delay: 0, faults: [] }

/** Lets the armed faults have their way with a request, after what has `befallen` it already, and counts them. */
export function applyFaults(state: State, stage: Phase, mark: FaultTarget, now: Instant, befallen = noMishap): Mishap {
  if (state.faults.length === 0) return befallen
  const elapsed = now - state.beginning
  const draw = (one: ArmedFault) => one.chance.next()
  const { effect, struck, tallies } = matchFaults(state.faults, stage, mark, elapsed, draw, befallen.effect)
  for (const [one, tally] of tallies) one.count = tally
  if (struck.length === 0) return befallen
  const slow = befallen.effect.delay === undefined && struck.find(one => one.fault.effect.delay !== undefined)
  const delay = slow && effect.delay !== undefined ? drawDelay(effect.delay, slow.chance.next) : befallen.delay
  return { effect, delay, faults: [...befallen.faults, ...struck.map(one => one.id)] }
}
