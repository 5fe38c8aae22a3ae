import type { Call, CallEvent, Member } from '../../call/call.ts'
import type { OutgoingCallback } from '../callbacks/outgoing-callback.ts'
import type { App, HeldCall } from '../state.ts'
import {
  fromLasting,
  type SavedCall,
  type SavedDelivery,
  type SavedEvent,
  type SavedMember,
  toLasting,
  type Whole,
} from './snapshot.ts'

/** A call as it is saved: always with the same keys in the same order. */
export function toSavedCall({ call, events, wakesAt }: HeldCall): SavedCall {
  return {
    id: call.id,
    media: call.media,
    room: call.room && { id: call.room.id, kind: call.room.kind },
    group: call.group,
    caller: call.caller,
    ring: toLasting(call.ring),
    members: call.members.map(toSavedMember),
    everyone: call.everyone,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    ending: call.ending && {
      at: call.ending.at,
      outcome: call.ending.outcome,
      left: call.ending.left.map(toSavedMember),
    },
    events: events.map(toSavedEvent),
    wakesAt,
  } satisfies Whole<SavedCall>
}

const toSavedMember = (member: Member): SavedMember =>
  member.state === 'ringing'
    ? { user: member.user, state: member.state, until: toLasting(member.until) }
    : { user: member.user, state: member.state }

function toSavedEvent(event: CallEvent): SavedEvent {
  if (event.what === 'started') return { at: event.at, what: event.what }
  if (event.what === 'ended') return { at: event.at, what: event.what, outcome: event.outcome }
  return { at: event.at, what: event.what, user: event.user }
}

/** The call that was saved, held by an application. */
export function fromSavedCall(saved: SavedCall, app: App): HeldCall {
  const { id, ending } = saved
  const call: Call = {
    id,
    media: saved.media,
    room: saved.room,
    group: saved.group,
    caller: saved.caller,
    ring: fromLasting(saved.ring),
    members: saved.members.map(fromSavedMember),
    everyone: saved.everyone,
    startedAt: saved.startedAt,
    answeredAt: saved.answeredAt,
    ending: ending && { at: ending.at, outcome: ending.outcome, left: ending.left.map(fromSavedMember) },
  }
  return {
    app,
    call,
    events: saved.events.map(event => ({ ...event, call: id })),
    wakesAt: saved.wakesAt,
    isGone: false,
  }
}

const fromSavedMember = (member: SavedMember): Member =>
  member.state === 'ringing' ? { ...member, until: fromLasting(member.until) } : member

/** A callback as it is saved; one on its way waits again. */
export function toSavedDelivery(delivery: OutgoingCallback): SavedDelivery {
  return {
    id: delivery.id,
    at: delivery.at,
    app: delivery.app,
    call: delivery.call,
    command: delivery.command,
    url: delivery.url,
    body: delivery.body,
    platform: delivery.platform,
    faults: delivery.faults,
    attempts: delivery.attempts.map(({ at, target, sent, status, answer, reason, took }) => ({
      at,
      target,
      sent,
      status,
      answer,
      reason,
      took,
    })),
    reason: delivery.reason,
    leavesAt: delivery.leavesAt,
    copies: delivery.copies,
    retries: delivery.retries,
    flaw: delivery.flaw,
  } satisfies Whole<SavedDelivery>
}

/** The callback that was saved. */
export const fromSavedDelivery = (saved: SavedDelivery): OutgoingCallback => ({
  ...saved,
  attempts: [...saved.attempts],
  state: 'waiting',
  reason: saved.reason,
  flaw: saved.flaw,
})
