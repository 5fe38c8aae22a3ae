import type { Call, CallAction, CallEvent, Instant } from '../call/call.ts'
import type { Fault } from '../faults/fault.ts'
import type { ActiveFault, HitCount } from '../faults/match.ts'
import type { AppPlan, CallPlan, ScenarioPlan } from '../scenarios/plan.ts'
import type { Application } from './authorize.ts'
import type { Outbox } from './callbacks/outbox.ts'
import type { CallbackSettings, CallbackSwitches, OutgoingCallback } from './callbacks/outgoing-callback.ts'
import { createEndedCallIndex, type EndedCallEntry, type EndedCallIndex } from './ended-calls.ts'
import { createQueue, type Queue } from './queue.ts'
import { createCallIds, createRandom, createRequestIds, type Random, type RandomState } from './random.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { createTimeline, type Timeline } from './timeline.ts'

/** A call on its shelf, with everything that happened to it. */
export interface HeldCall {
  readonly app: App
  call: Call
  readonly events: CallEvent[]
  /** The deadline the timeline knows of. */
  wakesAt: Instant | undefined
  /** Whether it has been forgotten; what the timeline still has for it comes to nothing. */
  isGone: boolean
}

/** An application and all that is its own: a tenant. */
export interface App extends Application, CallbackSwitches {
  readonly plan: AppPlan
  readonly calls: Map<string, HeldCall>
  /** Ended calls, the first to end first. */
  readonly ended: Queue<EndedCallEntry>
  /** Ended calls by their start. */
  readonly records: EndedCallIndex
  readonly meters: Map<string, RateLimiter>
  /** Requests a second for each command; what the contract says if absent. */
  readonly rateLimit: number | 'off' | undefined
  callback: CallbackSettings | undefined
  /** How many exchanges and callbacks there had been when it began: those are not its own, whatever id they name. */
  began: { readonly exchanges: number; readonly callbacks: number }
  live: number
  readonly chance: Random
  readonly nextCallId: () => string
}

/** A fault that is armed, by its id. */
export interface ArmedFault extends ActiveFault {
  readonly id: string
  readonly fault: Fault
  count: HitCount
  /** A fault draws from a stream of its own, so arming another one changes nothing for it. */
  readonly chance: Random
}

/** What the timeline holds: a scripted call to open, a scripted deed, a ring that may be over, a callback whose moment comes. */
export type Due =
  | { readonly kind: 'open'; readonly plan: CallPlan; readonly app: App }
  | { readonly kind: 'deed'; readonly held: HeldCall; readonly command: CallAction }
  | { readonly kind: 'deadline'; readonly held: HeldCall }
  | { readonly kind: 'callback'; readonly delivery: OutgoingCallback }

/** Everything the emulator remembers, but for its clock and what it has shown. Written only in this room. */
export interface State {
  readonly plan: ScenarioPlan
  /** When the scenario began. */
  readonly beginning: Instant
  readonly apps: Map<number, App>
  /** How many applications were ever made at run time. */
  appsMade: number
  readonly timeline: Timeline<Due>
  /** How many calls have been thrown away since what was due for such was last swept out. */
  thrownAway: number
  /** How many ended calls are remembered, in all applications. */
  ended: number
  faults: ArmedFault[]
  faultsArmed: number
  readonly outbox: Outbox
  readonly chances: { readonly requests: Random; readonly randoms: Random; readonly keys: Random }
  readonly nextRequestId: () => string
}

/** Where the streams of a state stand, if it goes on from another. */
export interface Places {
  readonly requests: RandomState
  readonly randoms: RandomState
  readonly keys: RandomState
}

/** A state in which there is nothing yet. */
export function createState(
  plan: ScenarioPlan,
  beginning: Instant,
  toOutbox: (timeline: Timeline<Due>) => Outbox,
  places?: Places,
): State {
  const { seed } = plan
  const chances = {
    requests: createRandom(seed, 'request ids', places?.requests),
    randoms: createRandom(seed, 'random', places?.randoms),
    keys: createRandom(seed, 'keys', places?.keys),
  }
  const first = 10_000_000 + (createRandom(seed, 'request sequence').nextWord() % 10_000_000)
  const timeline = createTimeline<Due>()
  return {
    plan,
    beginning,
    apps: new Map(),
    appsMade: 0,
    timeline,
    thrownAway: 0,
    ended: 0,
    faults: [],
    faultsArmed: 0,
    outbox: toOutbox(timeline),
    chances,
    nextRequestId: createRequestIds(chances.requests, first),
  }
}

/** Fills a new state with what is there at a scenario's beginning, before anything of it has been played. */
export function begin(state: State, switches: Partial<CallbackSwitches>): State {
  for (const app of state.plan.apps) addApp(state, app, switches)
  for (const call of state.plan.calls) scheduleCall(state, call, state.beginning)
  for (const fault of state.plan.faults) armFault(state, fault)
  return state
}

/** Adds an application to a state. */
export function addApp(
  state: State,
  plan: AppPlan,
  switches: Partial<CallbackSwitches>,
  place?: RandomState | undefined,
): App {
  const { sdkAppId, secretKey, admins, callback } = plan
  const chance = createRandom(state.plan.seed, `call ids of ${sdkAppId}`, place)
  const calls = new Map<string, HeldCall>()
  const app: App = {
    plan,
    sdkAppId,
    secretKey,
    admins: new Set(admins),
    rateLimit: plan.rateLimit,
    callback: callback?.url && callback.commands ? { url: callback.url, commands: callback.commands } : undefined,
    token: switches.token ?? callback?.token,
    retries: switches.retries ?? callback?.retries ?? 0,
    began: { exchanges: 0, callbacks: 0 },
    calls,
    ended: createQueue(),
    records: createEndedCallIndex(),
    meters: new Map(),
    live: 0,
    chance,
    nextCallId: createCallIds(chance, id => calls.has(id)),
  }
  state.apps.set(sdkAppId, app)
  return app
}

/** Puts a scripted call on the timeline, so long after a beginning as the script says. */
export function scheduleCall(state: State, plan: CallPlan, beginning: Instant): void {
  const app = state.apps.get(plan.app)
  if (app) state.timeline.add(beginning + plan.at, { kind: 'open', plan, app })
}

/** Arms a fault and gives it an id that follows from the order of arming. */
export function armFault(state: State, fault: Fault): ArmedFault {
  const armed = toArmed(state, `fault-${++state.faultsArmed}`, fault)
  state.faults = [...state.faults, armed]
  return armed
}

/** Whether an armed fault is one of its scenario's: they are armed before all others. */
export const isOfPlan = ({ plan }: State, { id }: ArmedFault): boolean =>
  Number(id.slice('fault-'.length)) <= plan.faults.length

/** A fault that has struck nothing yet. */
export const toArmed = ({ plan }: State, id: string, fault: Fault): ArmedFault => ({
  id,
  fault,
  count: { matched: 0, hit: 0 },
  chance: createRandom(plan.seed, id),
})
