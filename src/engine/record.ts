import type { Call, Duration, Ending, Instant, Media, Outcome, Room } from './call.ts'

/** What is kept of an ended call. */
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

/** The record of an ended call. */
export function toRecord(call: Call & { readonly ending: Ending }): Record {
  return {
    id: call.id,
    caller: call.caller,
    everyone: call.everyone,
    media: call.media,
    room: call.room,
    type: call.everyone.length === 2 && call.group === undefined ? 'single' : 'group',
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    endedAt: call.ending.at,
    outcome: call.ending.outcome,
  }
}

/** The record of a call, if it can be read now: some seconds after the end, and for some days. */
export function findRecord(call: Call, now: Instant): Record | undefined {
  const { ending } = call
  if (!ending) return undefined
  const age = now - ending.at
  return age >= recordDelay && age <= recordLife ? toRecord({ ...call, ending }) : undefined
}
