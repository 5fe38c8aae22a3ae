import { type Effect, type Fault, type Phase, toFault as parse } from '../../src/faults/fault.ts'
import { type ActiveFault, type FaultTarget, matchFaults } from '../../src/faults/match.ts'
/** A fault on everything, always active and certain, unless told otherwise. */
export function toFault(effect: Effect, { on = 'all', ...rest }: Partial<Fault> = {}): Fault {
  const { phase } = parse({ on, ...(effect.error ? { error: 101001 } : {}) })
  return { ...parse({ on }), ...rest, phase, effect }
}

/** A refusal with this text, to tell it from others. */
export const toRefusal = (message = 'r'): Effect => ({ error: 'InternalError', message })

/** Faults as they stand armed, with their counts. */
export const arm = (...faults: readonly Fault[]): ActiveFault[] =>
  faults.map(fault => ({ fault, count: { matched: 0, hit: 0 } }))

/** A request for a call's state by the first administrator, unless told otherwise. */
export const toMark = (rest: Partial<FaultTarget> = {}): FaultTarget => ({
  command: 'get_call_info',
  app: 88888888,
  identifier: 'administrator',
  findCall: () => 'c',
  ...rest,
})

/** One request passing armed faults: what it meets, and the faults with their counts as they are then. */
export function pass(
  armed: readonly ActiveFault[],
  { stage = 'application', mark = toMark(), elapsed = 0, draw = () => 0 }: Partial<Passing> = {},
) {
  const { effect, applied: struck, counts } = matchFaults(armed, stage, mark, elapsed, draw)
  const byFault = new Map(counts)
  return { effect, struck, armed: armed.map(one => ({ ...one, count: byFault.get(one) ?? one.count })) }
}

interface Passing {
  readonly stage: Phase
  readonly mark: FaultTarget
  readonly elapsed: number
  readonly draw: () => number
}

/** Requests passing one after another: the effect each of them meets, and the counts in the end. */
export function passAll(armed: readonly ActiveFault[], requests: readonly Partial<Passing>[]) {
  const effects: Effect[] = []
  let current = armed
  for (const request of requests) {
    const met = pass(current, request)
    effects.push(met.effect)
    current = met.armed
  }
  return { effects, tallies: current.map(one => one.count) }
}
