import type { Call, CallAction, Instant } from '../call/call.ts'
import type { Rejection } from '../call/transition.ts'
import type { ApiRequest } from '../contracts/api-request.ts'
import type { Fault } from '../faults/fault.ts'
import type { NewCallPlan as OpeningPlan, ScenarioPlan } from '../scenarios/plan.ts'
import type { Mask } from '../text/redact.ts'
import type { Departure } from './callbacks/departures.ts'
import type { OutgoingCallback } from './callbacks/outgoing-callback.ts'
import type { ClockMode } from './clock.ts'
import type { EmulatorEvent } from './event.ts'
import type { Exchange, RequestTiming } from './exchange.ts'
import type { Journal } from './journal.ts'
import type { Notices } from './notices.ts'
import type { Reply } from './reply.ts'
import type { RingBuffer } from './ring-buffer.ts'
import type { Settings } from './settings.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import type { App, ArmedFault, HeldCall } from './state.ts'
import type { AppOpening } from './tenants.ts'

/** What playing a stretch of time brought: the latest notes, and how many more there were. */
export interface Played {
  readonly now: Instant
  readonly happened: readonly EmulatorEvent[]
  readonly omitted: number
}

/** The one thing that remembers: calls, clock, faults, callbacks, what was seen. Knows no port, no timer, no framework. */
export interface Switchboard extends Pick<Notices, 'notes' | 'watch' | 'onceReached'> {
  readonly settings: Settings
  readonly plan: ScenarioPlan
  readonly clock: {
    readonly mode: ClockMode
    readonly rate: number
    readonly beginning: Instant
  }
  readonly journal: RingBuffer<Exchange>
  /** Now on the emulator's clock; whatever has become due meanwhile is played first. */
  now(): Instant
  setClock(mode: ClockMode): void
  /** Plays everything due until a moment, in order, each thing at its own instant, and is then at that moment. */
  advance(to: Instant): Played
  /** Plays on towards a moment, and pauses where callbacks could leave if so wanted. Whether it has played everything due by then. */
  playOn(to: Instant, pausing: boolean): boolean
  /** Is at a moment everything due by which has been played; tells what happened since a note. */
  arrive(to: Instant, since: number): Played
  /** When something is due next, if anything is. */
  findNextDue(): Instant | undefined
  /** Answers a request; `line` is what the real world does around it, and may go on being written. */
  answer(ask: ApiRequest, line?: RequestTiming): Reply
  /** A random number for a request of our own making; follows from the seed. */
  nextRandom(): number
  listApps(): readonly App[]
  findApp(sdkAppId: number): App | undefined
  /** Makes an application; undefined if there is one of its id. */
  makeApp(opening: AppOpening): App | undefined
  /** Puts one application back to its beginning, which is now. */
  resetApp(app: App): App
  dropApp(app: App): void
  /** Live and ended calls of all applications, in the order in which they began. */
  listCalls(): readonly HeldCall[]
  countLive(): number
  /** A call by its id, in one application or in the first that has it. */
  findCall(id: string, sdkAppId?: number): HeldCall | undefined
  openCall(sdkAppId: number, opening: OpeningPlan): HeldCall | Rejection
  obey(held: HeldCall, command: CallAction): Call | Rejection
  listFaults(): readonly ArmedFault[]
  armFault(fault: Fault): ArmedFault
  /** Whether there was such a fault. */
  disarmFault(id: string): boolean
  /** The latest callbacks, whatever became of them. */
  readonly callbacks: RingBuffer<OutgoingCallback>
  /** A callback by its number, if it is still kept or still under way. */
  findCallback(number: number): OutgoingCallback | undefined
  /** Whether no callback could leave now, and none is on its way. */
  readonly isQuiet: boolean
  /** Callbacks that leave now. Each must be settled. */
  takeCallbacks(): readonly Departure[]
  /** Calls back whenever callbacks could leave. Gives the way to stop. */
  onCallbacks(callback: () => void): () => void
  /** Sends a settled callback once more, as it was meant. */
  redeliver(delivery: OutgoingCallback): void
  /** Begins another scenario, or the same one again. */
  load(plan: ScenarioPlan): void
  reset(): void
  /** All that is remembered, as a document that is JSON. What goes on, goes on. */
  save(): Snapshot
  /** Back to what was saved, here or elsewhere: its time, and how time passed, included. The snapshot must have been checked. */
  restore(snapshot: Snapshot): void
  /** Masks the keys of all applications in a text, those removed of late included, and whatever has the shape of a UserSig. */
  readonly mask: Mask
  /** What clients did so far, resets included, free of secrets: reports are made from it. */
  saveJournal(): Journal
  /** Notes for reports that the proxy refused a host; `reason` is a sentence. */
  noteRefusedHost(host: string, reason: string): void
  /** Forgets all exchanges and refused hosts; their numbers go on. */
  clearJournal(): void
}
