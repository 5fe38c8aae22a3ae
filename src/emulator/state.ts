import type { Call, CallAction, CallEvent, Instant } from '../call/call.ts'
import type { Fault } from '../faults/fault.ts'
import type { HitCount } from '../faults/match.ts'
import type { AppPlan, CallPlan } from '../scenarios/plan.ts'
import type { Queue } from './buffers.ts'
import type { Outbox } from './callbacks/outbox.ts'
import type { CallbackConsole, CallbackSettings, OutgoingCallback } from './callbacks/outgoing-callback.ts'
import type { Clock, ClockJumps } from './clock.ts'
import type { EndedCallEntry, EndedCallIndex } from './ended-calls.ts'
import type { EmulatorEvent } from './event.ts'
import type { Exchange } from './exchange.ts'
import type { LoggedAction } from './journal.ts'
import type { Random } from './random.ts'
import type { RateLimited } from './rate-limiter.ts'
import type { Timeline } from './timeline.ts'

/** What requests are authorized against. */
export interface AppCredentials {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly admins: ReadonlySet<string>
}

/**
 * An application: a deterministic state machine with everything of its own, from clock and timeline to random streams, fault
 * counts, calls, rate limits and outbox. It depends on its inputs and their times alone. A reset replaces it.
 */
export interface Application extends AppCredentials, CallbackConsole, RateLimited {
  /** The SDKAppID as text; `unassigned` for the holder of requests that name no known application. */
  readonly name: string
  readonly plan: AppPlan
  /** Its calls of the scenario. */
  readonly script: readonly CallPlan[]
  readonly seed: number
  /** Which life of an application this is, of all in this emulator; a reset begins a new one. */
  readonly epoch: number
  /** When it began, on its own clock. */
  readonly beginning: Instant
  readonly clock: Clock
  readonly timeline: Timeline<DueItem>
  readonly calls: Map<string, StoredCall>
  /** Ended calls, in the order in which they ended. */
  readonly ended: Queue<EndedCallEntry>
  /** Ended calls by their start. */
  readonly records: EndedCallIndex
  callback: CallbackSettings | undefined
  live: number
  faults: readonly ActiveFault[]
  readonly outbox: Outbox
  readonly random: { readonly requestIds: Random; readonly numbers: Random; readonly callIds: Random }
  /** How many exchanges and callbacks it has had. */
  readonly counts: { exchanges: number; callbacks: number }
  nextRequestId(): string
  nextCallId(): string
  emit(event: EmulatorEvent, subject?: EventSubject): void
  /** Logs what is done to the application, at its time; `input` is as the admin API takes it. */
  note(does: LoggedAction['does'], input?: object): void
  /** Aborted when the application is reset or removed: held replies, waiters, streams and attempts end. */
  readonly closed: AbortSignal
  readonly isClosed: boolean
  /** Ends this life of the application. */
  end(): void
  jumps: ClockJumps
  /** The real milliseconds without a request after which it is removed. */
  ttl: number | undefined
  /** When a request or an action last used it, in Unix milliseconds of the wall clock. */
  usedAt: number
}

/** A call of an application, with its latest events. */
export interface StoredCall {
  readonly app: Application
  call: Call
  readonly events: CallEvent[]
  /** When the timeline looks at the ring timeout next; undefined if it does not. */
  checksRingAt: Instant | undefined
}

/** An item of an application's timeline: a scripted call or action, a ring timeout, a callback or a delayed reply. */
export type DueItem =
  | { readonly kind: 'open'; readonly plan: CallPlan }
  | { readonly kind: 'action'; readonly call: StoredCall; readonly action: CallAction }
  | { readonly kind: 'ring-timeout'; readonly call: StoredCall }
  | { readonly kind: 'callback'; readonly callback: OutgoingCallback }
  | { readonly kind: 'reply'; readonly reply: DelayedReply }

/** A reply that a fault delays. */
export interface DelayedReply {
  readonly exchange: Exchange
  isSent: boolean
  send(): void
}

/** A fault that is armed in the emulator. Each application counts its own hits. */
export interface FaultDefinition {
  /** Such as `fault-1`. */
  readonly id: string
  readonly fault: Fault
  /** Whether the scenario contains it, so that a reset arms it again. */
  readonly isOfScenario: boolean
}

/** A fault in one application: its counts there, and a random stream of its own. */
export interface ActiveFault {
  readonly id: string
  readonly fault: Fault
  count: HitCount
  readonly random: Random
}

/** The object that an event is about, for listeners inside the emulator. */
export interface EventSubject {
  readonly exchange?: Exchange
  readonly callback?: OutgoingCallback
  readonly call?: StoredCall
}
