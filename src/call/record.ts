import type { Call, Duration, Ending, Instant, Media, Outcome, Room } from './call.ts'

/** The record of an ended call. */
export interface Record {
  readonly id: string
  readonly caller: string
  /** Everyone who ever was a member, the caller included. */
  readonly everyone: readonly string[]
  readonly media: Media
  readonly room: Room | undefined
  /** A call of two without a chat group is single; any other is a group call. */
  readonly type: 'single' | 'group'
  readonly startedAt: Instant
  readonly answeredAt: Instant | undefined
  readonly endedAt: Instant
  readonly outcome: Outcome
}

/** How long after its end a call's record can first be read (documented). */
export const recordDelay: Duration = 5_000

/** How long a record is kept: documented for the filter, assumed for reading one by its id. */
export const recordLife: Duration = 7 * 24 * 3_600_000

/** Makes the record of an ended call. */
export function toRecord(call: EndedCall): Record {
  return {
    id: call.id,
    caller: call.caller,
    everyone: call.everyone,
    media: call.media,
    room: call.room,
    type: toRecordType(call),
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    endedAt: call.ending.at,
    outcome: call.ending.outcome,
  }
}

/** Whether a record is of a call of two or of a group call. */
export const toRecordType = ({ everyone, group }: Call): Record['type'] =>
  everyone.length === 2 && group === undefined ? 'single' : 'group'

/** A call that has ended. */
export type EndedCall = Call & { readonly ending: Ending }

/** Whether a call's record can be read now: from 5 s after its end, for 7 days. */
export function isOnRecord(call: Call, now: Instant): call is EndedCall {
  const age = call.ending ? now - call.ending.at : -1
  return age >= recordDelay && age <= recordLife
}
