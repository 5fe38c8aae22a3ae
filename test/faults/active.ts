import { type Effect, type Fault, type FaultInput, type Phase, toFault } from '../../src/faults/fault.ts'
import { type CountedFault, type FaultTarget, matchFaults } from '../../src/faults/match.ts'

/** Faults in their parsed and active form, with empty counts. */
export const activate = (...faults: readonly (FaultInput | Fault)[]): readonly CountedFault[] =>
  faults.map(fault => ({ fault: 'source' in fault ? fault : toFault(fault), count: { matched: 0, hit: 0 } }))

/** A request for the state of a call by the first administrator by default. */
export const toTarget = (rest: Partial<FaultTarget> = {}): FaultTarget => ({
  command: 'get_call_info',
  app: 88888888,
  identifier: 'administrator',
  findCall: () => 'c',
  ...rest,
})

/** A request or callback to match; an accepted request by default. */
export interface Passing {
  readonly phase?: Phase
  readonly target?: FaultTarget
  readonly elapsed?: number
  readonly draw?: () => number
}

/** Matches one request or callback, and returns the faults with their new counts. */
export function match(
  faults: readonly CountedFault[],
  { phase = 'application', target = toTarget(), elapsed = 0, draw = () => 0 }: Passing = {},
) {
  const { effect, applied, counts } = matchFaults(faults, phase, target, elapsed, draw)
  const byFault = new Map(counts)
  return { effect, applied, faults: faults.map(one => ({ ...one, count: byFault.get(one) ?? one.count })) }
}

/** Matches requests or callbacks one after another, and returns each effect and the final counts. */
export function matchAll(faults: readonly CountedFault[], passings: readonly Passing[]) {
  const effects: Effect[] = []
  let current = faults
  for (const passing of passings) {
    const matched = match(current, passing)
    effects.push(matched.effect)
    current = matched.faults
  }
  return { effects, counts: current.map(({ count }) => count) }
}
