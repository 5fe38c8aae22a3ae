import type { OperationName } from '../contracts/operations.ts'
import type { Call, Instant } from '../engine/call.ts'
import type { Command } from '../engine/command.ts'
import type { Event } from '../engine/event.ts'
import type { Fault } from '../faults/fault.ts'
import type { Armed, Tally } from '../faults/strike.ts'
import type { Application } from '../gates/identity.ts'
import type { Meter } from '../gates/throttle.ts'
import type { CallPlan, Plan } from '../scenarios/plan.ts'
import { type Chance, createChance } from './chance.ts'
import { createCallIds, createRequestIds } from './ids.ts'
import { createQueue, type Queue } from './queue.ts'
import { createTimeline, type Timeline } from './timeline.ts'

/** A call on its shelf, with everything that happened to it. */
export interface HeldCall {
  readonly app: App
  call: Call
  readonly events: Event[]
  /** The deadline the timeline knows of. */
  wakesAt: Instant | undefined
}

/** An application and all that is its own. */
export interface App extends Application {
  readonly calls: Map<string, HeldCall>
  readonly meters: Map<OperationName, Meter>
  live: number
}

/** A fault that is armed, by its id. */
export interface ArmedFault extends Armed {
  readonly id: string
  readonly fault: Fault
  tally: Tally
  /** A fault draws from a stream of its own, so arming another one changes nothing for it. */
  readonly chance: Chance
}

/** What the timeline holds: a scripted call to open, a scripted deed, a ring that may be over. */
export type Due =
  | { readonly kind: 'open'; readonly plan: CallPlan }
  | {
      readonly kind: 'deed'
      readonly held: HeldCall
      readonly command: Command
    }
  | { readonly kind: 'deadline'; readonly held: HeldCall }

/** Everything the emulator remembers, but for its clock and what it has shown. Written only in this room. */
export interface State {
  readonly plan: Plan
  /** When the scenario began. */
  readonly beginning: Instant
  readonly apps: Map<number, App>
  readonly timeline: Timeline<Due>
  /** Ended calls, the oldest first. */
  readonly ended: Queue<HeldCall>
  faults: ArmedFault[]
  faultsArmed: number
  readonly nextRequestId: () => string
  readonly nextCallId: () => string
  readonly nextRandom: () => number
}

/** The state at a scenario's beginning, before anything of it has been played. */
export function createState(plan: Plan, beginning: Instant): State {
  const { seed } = plan
  const state: State = {
    plan,
    beginning,
    apps: new Map(),
    timeline: createTimeline<Due>(),
    ended: createQueue(),
    faults: [],
    faultsArmed: 0,
    nextRequestId: createRequestIds(seed),
    nextCallId: createCallIds(seed),
    nextRandom: createChance(seed, 'random').word,
  }
  for (const { sdkAppId, secretKey, admins } of plan.apps) {
    const app = { sdkAppId, secretKey, admins: new Set(admins), calls: new Map(), meters: new Map(), live: 0 }
    state.apps.set(sdkAppId, app)
  }
  for (const call of plan.calls) state.timeline.add(beginning + call.at, { kind: 'open', plan: call })
  for (const fault of plan.faults) armFault(state, fault)
  return state
}

/** Arms a fault and gives it an id that follows from the order of arming. */
export function armFault(state: State, fault: Fault): ArmedFault {
  const id = `fault-${++state.faultsArmed}`
  const armed = { id, fault, tally: { matched: 0, hit: 0 }, chance: createChance(state.plan.seed, id) }
  state.faults = [...state.faults, armed]
  return armed
}
