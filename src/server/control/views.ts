import type { HeldCall } from '../../emulator/state.ts'
import type { Exchange } from '../../journal/exchange.ts'
import type { Note } from '../../journal/note.ts'
import { maskTarget } from '../../words/mask.ts'

/** A moment as the control surface writes it: ISO 8601 in UTC, with milliseconds; null where there is none. */
export const toIso = (instant: number | undefined): string | null =>
  instant === undefined || !Number.isFinite(instant) ? null : new Date(instant).toISOString()

/** A call with everything that happened to it. */
export const toCallView = ({ app, call, events }: HeldCall) => ({
  id: call.id,
  app: app.sdkAppId,
  state: call.ending ? 'ended' : 'live',
  outcome: call.ending?.outcome ?? null,
  from: call.caller,
  media: call.media,
  room: call.room ? (call.room.kind === 'number' ? Number(call.room.id) : call.room.id) : null,
  group: call.group ?? null,
  members: call.members.map(member => ({
    user: member.user,
    state: member.state,
    ...(member.state === 'ringing' ? { ringsUntil: toIso(member.until) } : {}),
  })),
  everyone: call.everyone,
  startedAt: toIso(call.startedAt),
  answeredAt: toIso(call.answeredAt),
  endedAt: toIso(call.ending?.at),
  events: events.map(({ at, call: _, ...event }) => ({ at: toIso(at), ...event })),
})

/** Something that happened, with its moment in words. */
export const toNoteView = ({ at, ...note }: Note) => ({ at: toIso(at), ...note })

/** An exchange without its secrets. */
export const toExchangeView = ({ at, target, ...exchange }: Exchange) => ({
  ...exchange,
  at: toIso(at),
  target: maskTarget(target),
})
