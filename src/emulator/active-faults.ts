import type { Instant } from '../call/call.ts'
import type { Effect, Phase } from '../faults/fault.ts'
import { drawDelay, type FaultTarget, type HitCount, matchFaults } from '../faults/match.ts'
import { createRandom, type RandomState } from './random.ts'
import type { ActiveFault, Application, FaultDefinition } from './state.ts'

/** Activates a fault in an application. Its random stream follows from the seed, the application's name and the fault's id. */
export const activateFault = (
  { id, fault }: FaultDefinition,
  { seed, name }: Pick<Application, 'seed' | 'name'>,
  saved?: { readonly count: HitCount; readonly random: RandomState },
): ActiveFault => ({
  id,
  fault,
  count: saved?.count ?? { matched: 0, hit: 0 },
  random: createRandom(seed, `${name} ${id}`, saved?.random),
})

/** The effects of faults on one request or callback. */
export interface AppliedFaults {
  readonly effect: Effect
  /** How long the reply is delayed, in milliseconds. */
  readonly delay: number
  /** Ids of the faults. */
  readonly faults: readonly string[]
}

/** No fault was applied. */
export const noFaults: AppliedFaults = { effect: {}, delay: 0, faults: [] }

/** Applies the matching faults of an application on top of `prior` and updates the hit counts. */
export function applyFaults(
  app: Application,
  phase: Phase,
  target: FaultTarget,
  now: Instant,
  prior: AppliedFaults = noFaults,
): AppliedFaults {
  if (app.faults.length === 0) return prior
  const elapsed = now - app.beginning
  const draw = (one: ActiveFault) => one.random.next()
  const { effect, applied, counts } = matchFaults(app.faults, phase, target, elapsed, draw, prior.effect)
  for (const [one, count] of counts) one.count = count
  if (applied.length === 0) return prior
  const slow = prior.effect.delay === undefined && applied.find(one => one.fault.effect.delay !== undefined)
  const delay = slow && effect.delay !== undefined ? drawDelay(effect.delay, slow.random.next) : prior.delay
  return { effect, delay, faults: [...prior.faults, ...applied.map(one => one.id)] }
}
