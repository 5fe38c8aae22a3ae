import type { Call, CallAction, CallEvent, Duration, Ending, Instant, Member } from '../../call/call.ts'
import type { FaultInput } from '../../faults/fault.ts'
import type { HitCount } from '../../faults/match.ts'
import type { AppPlan, CallPlan, ScenarioPlan } from '../../scenarios/plan.ts'
import type { CallbackSettings, OutgoingCallback } from '../callbacks/outgoing-callback.ts'
import type { ClockMode } from '../clock.ts'
import type { RandomState } from '../random.ts'
import type { Places } from '../state.ts'

/**
 * All an emulator remembers, as one document that is JSON: an emulator put back to it goes on as the other would have.
 * It holds the applications' secret keys. Not in it are the journal, the notes and settled callbacks, whose numbers go
 * on all the same, and the requests of the last second: every limit begins anew. Callbacks on their way are in it as
 * waiting ones, so their attempt is made again.
 */
export interface Snapshot {
  readonly ringback: 'snapshot'
  readonly version: 1
  /** What time it is, in Unix milliseconds. */
  readonly now: Instant
  readonly clock: ClockMode
  /** When the scenario began. */
  readonly beginning: Instant
  readonly counts: SnapshotCounts
  /** Where the streams that belong to no application stand. */
  readonly places: Places
  readonly plan: SavedPlan
  readonly apps: readonly SavedApp[]
  readonly faults: readonly SavedFault[]
  /** What is due, in order. */
  readonly timeline: readonly SavedDue[]
  /** Callbacks that wait: those of one call one after the other, and what could leave at once first. */
  readonly callbacks: readonly SavedDelivery[]
}

/** How many there have ever been; ids follow from it. */
export interface SnapshotCounts {
  /** Applications made at run time. */
  readonly apps: number
  /** Faults armed. */
  readonly faults: number
  /** Requests answered. */
  readonly exchanges: number
  readonly callbacks: number
}

/** A stretch of time in milliseconds, or a count; JSON has no word for one without end. */
export type Lasting = Duration | 'never'

/** A plan whose crowds have become calls. */
export type SavedPlan = Omit<ScenarioPlan, 'calls' | 'generate' | 'faults'> & {
  readonly calls: readonly SavedCallPlan[]
  readonly faults: readonly FaultInput[]
}

/** A scripted call. */
export type SavedCallPlan = Omit<CallPlan, 'ring'> & { readonly ring?: Lasting | undefined }

/** An application with all that is its own. */
export interface SavedApp {
  readonly plan: AppPlan
  /** Where its callbacks go now, if anywhere. */
  readonly callback?: CallbackSettings | undefined
  /** Where the stream its calls' ids are made from stands. */
  readonly place: RandomState
  /** In the order in which they were opened. */
  readonly calls: readonly SavedCall[]
  /** Ids of those that have ended, the first to end first. */
  readonly ended: readonly string[]
}

/** A call with everything that happened to it. */
export interface SavedCall
  extends Pick<Call, 'id' | 'media' | 'caller' | 'everyone' | 'startedAt'>,
    Partial<Pick<Call, 'room' | 'group' | 'answeredAt'>> {
  readonly ring: Lasting
  readonly members: readonly SavedMember[]
  readonly ending?: SavedEnding | undefined
  readonly events: readonly SavedEvent[]
  /** The deadline the timeline knows of. */
  readonly wakesAt?: Instant | undefined
}

/** Who takes part. */
export type SavedMember = Exclude<Member, { readonly state: 'ringing' }> | SavedRinging

/** Who rings, until a moment or for ever. */
export interface SavedRinging {
  readonly user: string
  readonly state: 'ringing'
  readonly until: Lasting
}

/** How a call ended. */
export type SavedEnding = Omit<Ending, 'left'> & { readonly left: readonly SavedMember[] }

/** Something that happened to the call it stands with. */
export type SavedEvent = CallEvent extends infer One ? (One extends CallEvent ? Omit<One, 'call'> : never) : never

/** A fault that is armed, with its counts and where its stream stands. */
export interface SavedFault extends HitCount {
  readonly id: string
  /** As written. */
  readonly fault: FaultInput
  readonly place: RandomState
}

/** Something that is due: a call of the plan, by its index; a deed or a deadline of a call; a callback, by its id. */
export type SavedDue =
  | { readonly at: Instant; readonly due: 'open'; readonly call: number }
  | {
      readonly at: Instant
      readonly due: 'deed'
      readonly app: number
      readonly call: string
      readonly command: CallAction
    }
  | { readonly at: Instant; readonly due: 'deadline'; readonly app: number; readonly call: string }
  | { readonly at: Instant; readonly due: 'callback'; readonly callback: string }

/** A callback that waits. */
export type SavedDelivery = Omit<OutgoingCallback, 'state' | 'reason' | 'flaw'> &
  Partial<Pick<OutgoingCallback, 'reason' | 'flaw'>>

/** A stretch as it is saved. */
export const toLasting = (stretch: number): Lasting => (stretch === Number.POSITIVE_INFINITY ? 'never' : stretch)

/** A stretch as it was. */
export const fromLasting = (stretch: Lasting): number => (stretch === 'never' ? Number.POSITIVE_INFINITY : stretch)

/** Every key written out, so that one that is new is not forgotten: without it nothing compiles. */
export type Whole<Thing> = { readonly [Key in keyof Required<Thing>]: Thing[Key] }
