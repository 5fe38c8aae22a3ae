import type { Instant } from '../call/call.ts'
import type { Effect, Phase } from '../faults/fault.ts'
import { drawDelay, type FaultTarget, matchFaults } from '../faults/match.ts'
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
  const { effect, applied, counts } = matchFaults(state.faults, stage, mark, elapsed, draw, befallen.effect)
  for (const [one, count] of counts) one.count = count
  if (applied.length === 0) return befallen
  const slow = befallen.effect.delay === undefined && applied.find(one => one.fault.effect.delay !== undefined)
  const delay = slow && effect.delay !== undefined ? drawDelay(effect.delay, slow.chance.next) : befallen.delay
  return { effect, delay, faults: [...befallen.faults, ...applied.map(one => one.id)] }
}
