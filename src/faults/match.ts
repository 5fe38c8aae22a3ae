import { isCallbackCommand } from '../contracts/callbacks.ts'
import type { Effect, Fault } from './fault.ts'

/** How often a fault's conditions were met, and how often it then struck. */
export interface HitCount {
  readonly matched: number
  readonly hit: number
}

/** A fault that is armed, with its count so far. */
export interface ActiveFault {
  readonly fault: Fault
  readonly count: HitCount
}

/** What faults look at in a request or a callback. */
export interface FaultTarget {
  /** The command that is asked for, or the callback's word. */
  readonly command: string | undefined
  readonly app: number | undefined
  /** Who asks; undefined for a callback. */
  readonly identifier: string | undefined
  /** The call it is about; asked only by faults that are narrowed to one. */
  findCall(): string | undefined
}

/**
 * Where a fault stands. On a request's way there are two places: a refusal is the service's own, so it strikes only what
 * the gates let through; everything else happens on the line, whatever is asked. Callbacks go a way of their own.
 */
export type Phase = 'transport' | 'application' | 'callback'

function stageOf({ on, effect }: Fault): Phase {
  if (on === 'callbacks' || (on !== 'all' && on.some(isCallbackCommand))) return 'callback'
  return effect.error ? 'application' : 'transport'
}

/**
 * Which of the armed faults strike a request or a callback, in their order, `elapsed` milliseconds after the beginning.
 * It is struck by one fault, and may be delayed by one more; a fault that comes too late leaves it alone and does not
 * count it, so two faults armed after each other strike after each other. `taken` is what an earlier stage has done to
 * the request. Gives the effect, with what was taken, and the changed tallies.
 */
export function matchFaults<One extends ActiveFault>(
  armed: readonly One[],
  stage: Phase,
  mark: FaultTarget,
  elapsed: number,
  draw: (fault: One) => number,
  taken: Effect = {},
): {
  readonly effect: Effect
  readonly struck: readonly One[]
  readonly tallies: readonly (readonly [One, HitCount])[]
} {
  let effect = taken
  const struck: One[] = []
  const tallies: [One, HitCount][] = []
  for (const one of armed) {
    const { fault, count: tally } = one
    if (stageOf(fault) !== stage || tally.hit >= fault.times) continue
    if (!isMet(fault, mark, elapsed) || comesTooLate(fault.effect, effect)) continue
    const matched = tally.matched + 1
    const hits = matched > fault.skip && (fault.probability === undefined || draw(one) < fault.probability)
    tallies.push([one, { matched, hit: tally.hit + (hits ? 1 : 0) }])
    if (!hits) continue
    struck.push(one)
    effect = joinEffects(effect, fault.effect)
  }
  return { effect, struck, tallies }
}

function isMet(fault: Fault, mark: FaultTarget, elapsed: number): boolean {
  if (elapsed < fault.from || elapsed >= fault.until) return false
  if (typeof fault.on !== 'string' && !fault.on.some(word => word === mark.command)) return false
  if (fault.app !== undefined && fault.app !== mark.app) return false
  if (fault.identifier !== undefined && fault.identifier !== mark.identifier) return false
  return fault.call === undefined || fault.call === mark.findCall()
}

function comesTooLate(effect: Effect, taken: Effect): boolean {
  return strikes(effect) ? strikes(taken) : taken.delay !== undefined
}

/** Whether an effect does more than delay. */
const strikes = ({ delay: _, ...rest }: Effect) => Object.values(rest).some(value => value !== undefined)

/** Two effects as one; where both have a say, the first has it. */
function joinEffects(one: Effect, other: Effect): Effect {
  return {
    error: one.error ?? other.error,
    delay: one.delay ?? other.delay,
    http: one.http ?? other.http,
    drop: one.drop ?? other.drop,
    body: one.body ?? other.body,
    omit: one.omit ?? other.omit,
    mistype: one.mistype ?? other.mistype,
    dribble: one.dribble ?? other.dribble,
    callback: one.callback ?? other.callback,
  }
}
