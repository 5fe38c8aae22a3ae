import * as z from 'zod'
import type { CallEvent, Media, Outcome } from '../call/call.ts'
import { parseRequest } from '../contracts/parse-request.ts'
import type { DeliveryState, OutgoingCallback } from '../emulator/callbacks/outgoing-callback.ts'
import type { EmulatorEvent } from '../emulator/event.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { Settings } from '../emulator/settings.ts'
import type { App, HeldCall } from '../emulator/state.ts'
import type { Mask } from '../text/redact.ts'
import { createExchangeMask, maskAll, maskTarget } from '../text/redact.ts'

/** A moment as the control surface writes it: ISO 8601 in UTC, with milliseconds; null where there is none. */
export const toIso = (instant: number | undefined): string | null =>
  instant === undefined || !Number.isFinite(instant) ? null : toText(instant)

const toText = (instant: number) => new Date(instant).toISOString()

/** A call with everything that happened to it, as the control surface shows it; moments in ISO 8601. */
export interface CallView {
  readonly id: string
  /** The application it belongs to. */
  readonly app: number
  readonly state: 'live' | 'ended'
  /** How it came out; null as long as it lives. */
  readonly outcome: Outcome | null
  readonly from: string
  readonly media: Media
  readonly room: string | number | null
  readonly group: string | null
  /** Who takes part now; `ringsUntil` is null where somebody rings for ever. */
  readonly members: readonly MemberView[]
  /** Whoever was in it, in the order in which they came. */
  readonly everyone: readonly string[]
  readonly startedAt: string
  readonly answeredAt: string | null
  readonly endedAt: string | null
  readonly events: readonly EventView[]
}

/** Who takes part in a call now. */
export type MemberView =
  | { readonly user: string; readonly state: 'talking' }
  | { readonly user: string; readonly state: 'ringing'; readonly ringsUntil: string | null }

/** Something that happened to a call, with its moment in words. */
export type EventView = CallEvent extends infer Each
  ? Each extends CallEvent
    ? Timed<Omit<Each, 'call'>>
    : never
  : never

type Timed<Thing> = Omit<Thing, 'at'> & { readonly at: string }

/** A call with everything that happened to it. */
export const toCallView = ({ app, call, events }: HeldCall): CallView => ({
  id: call.id,
  app: app.sdkAppId,
  state: call.ending ? 'ended' : 'live',
  outcome: call.ending?.outcome ?? null,
  from: call.caller,
  media: call.media,
  room: call.room ? (call.room.kind === 'number' ? Number(call.room.id) : call.room.id) : null,
  group: call.group ?? null,
  members: call.members.map(member =>
    member.state === 'ringing'
      ? { user: member.user, state: member.state, ringsUntil: toIso(member.until) }
      : { user: member.user, state: member.state },
  ),
  everyone: call.everyone,
  startedAt: toText(call.startedAt),
  answeredAt: toIso(call.answeredAt),
  endedAt: toIso(call.ending?.at),
  events: events.map(({ at, call: _, ...event }) => ({ at: toText(at), ...event })),
})

/** Something that happened, with its moment in words. */
export const toNoteView = ({ at, ...note }: EmulatorEvent) => ({ at: toIso(at), ...note })

/** A request and its answer as the control surface shows them: without keys and UserSigs, their moment in ISO 8601. */
export type ExchangeView = Timed<Exchange>

/** An exchange without its secrets, given the mask for those of all applications. */
export function toExchangeView({ at, target, ...exchange }: Exchange, mask: Mask): ExchangeView {
  const own = createExchangeMask(parseRequest('', target, { text: '' }).query, mask)
  return { ...maskAll(exchange, own), at: toText(at), target: own(maskTarget(target)) }
}

/** A callback with every attempt at it, as the control surface shows it. */
export type DeliveryView = ReturnType<typeof toDeliveryView>

/** A callback with every attempt at it, its body as JSON. */
export const toDeliveryView = (delivery: OutgoingCallback) => ({
  id: delivery.id,
  at: toIso(delivery.at),
  app: delivery.app,
  call: delivery.call,
  command: delivery.command,
  url: delivery.url,
  state: delivery.state,
  reason: delivery.reason ?? null,
  faults: delivery.faults,
  platform: delivery.platform,
  // What a fault makes of it stands beside the attempt; this is always JSON.
  body: JSON.parse(delivery.body) as unknown,
  attempts: delivery.attempts.map(({ at, target, sent, status, answer, reason, took }) => ({
    at: toIso(at),
    target,
    ...(sent === undefined ? {} : { sent }),
    status: status ?? null,
    answer: answer ?? null,
    reason: reason ?? null,
    took,
  })),
})

/** An application with its key, which is meant to be known, and what holds for it now. */
export const toAppView = (app: App, { rateLimit }: Settings) => ({
  sdkAppId: app.sdkAppId,
  secretKey: app.secretKey,
  identifier: [...app.admins][0] ?? null,
  admins: [...app.admins],
  rateLimit: rateLimit ?? app.rateLimit ?? null,
  callback: {
    url: app.callback?.url ?? null,
    commands: app.callback?.commands ?? [],
    token: app.token ?? null,
    retries: app.retries,
  },
  calls: { live: app.live, ended: app.ended.size },
})

const meanings: { readonly [State in DeliveryState]: string } = {
  waiting: 'for its turn, its moment or its next attempt',
  sending: 'on its way',
  delivered: 'answered with status 200',
  failed: 'given up',
  dropped: 'a fault, or a reset of its application, kept it from leaving',
}

// The table is a literal, so its keys are exactly the states.
/** Where a callback can stand. */
export const deliveryStates = Object.keys(meanings) as DeliveryState[]

/** Each state with what it means, for documents. */
export const deliveryStatesText: string = deliveryStates.map(state => `${state} (${meanings[state]})`).join(', ')

/** The id of a callback, or its number alone. */
export const callbackId = z
  .string()
  .regex(/^(?:callback-)?\d{1,15}$/, { error: 'the id of a callback, such as callback-7, or its number' })
