import * as z from 'zod'
import type { CallEvent, Media, Outcome } from '../call/call.ts'
import { parseRequest } from '../contracts/parse-request.ts'
import { type DeliveryState, deliveryStates, type OutgoingCallback } from '../emulator/callbacks/outgoing-callback.ts'
import type { EmulatorEvent } from '../emulator/event.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { callbackView } from '../emulator/journal.ts'
import type { Settings } from '../emulator/settings.ts'
import type { Application, StoredCall } from '../emulator/state.ts'
import type { Plain } from '../text/data.ts'
import type { Mask } from '../text/redact.ts'
import { createExchangeMask, maskAll, maskTarget } from '../text/redact.ts'

/** An instant as the admin API writes it: ISO 8601 in UTC, with milliseconds; null if there is none. */
export const toIso = (instant: number | undefined): string | null =>
  instant === undefined || !Number.isFinite(instant) ? null : toText(instant)

const toText = (instant: number) => new Date(instant).toISOString()

/** A call with its latest events, as the admin API shows it; times in ISO 8601. */
export interface CallView {
  readonly id: string
  /** The application it belongs to. */
  readonly app: number
  readonly state: 'live' | 'ended'
  /** How it ended; null while it is live. */
  readonly outcome: Outcome | null
  readonly from: string
  readonly media: Media
  readonly room: string | number | null
  readonly group: string | null
  /** The current members; `ringsUntil` is null if one rings without an end. */
  readonly members: readonly MemberView[]
  /** Everyone who was ever a member, in the order in which they entered. */
  readonly everyone: readonly string[]
  readonly startedAt: string
  readonly answeredAt: string | null
  readonly endedAt: string | null
  readonly events: readonly EventView[]
}

/** A current member of a call. */
export type MemberView =
  | { readonly user: string; readonly state: 'talking' }
  | { readonly user: string; readonly state: 'ringing'; readonly ringsUntil: string | null }

/** An event of a call, its time in ISO 8601. */
export type EventView = CallEvent extends infer Each
  ? Each extends CallEvent
    ? Timed<Omit<Each, 'call'>>
    : never
  : never

type Timed<Thing> = Omit<Thing, 'at'> & { readonly at: string }

/** A call with its latest events. */
export const toCallView = ({ app, call, events }: StoredCall): CallView => ({
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

/** An event, its time in ISO 8601. */
export const toEventView = ({ at, ...note }: EmulatorEvent) => ({ at: toIso(at), ...note })

/** A request and its reply as the admin API shows them: without keys and UserSigs, the time in ISO 8601. */
export type ExchangeView = Timed<Exchange>

/** An exchange without secrets; `mask` hides those of all applications. */
export function toExchangeView({ at, target, ...exchange }: Exchange, mask: Mask): ExchangeView {
  const own = createExchangeMask(parseRequest('', target, { text: '' }).query, mask)
  return { ...maskAll(exchange, own), at: toText(at), target: own(maskTarget(target)) }
}

/** A callback with its attempts, as the admin API shows it. */
export type CallbackView = Plain<z.infer<ReturnType<typeof callbackView>>>

/** A callback with its attempts, its body as JSON. */
export const toCallbackView = (callback: OutgoingCallback): CallbackView => ({
  id: callback.id,
  position: callback.position,
  at: toText(callback.at),
  app: callback.app,
  call: callback.call,
  command: callback.command,
  url: callback.url,
  state: callback.state,
  code: callback.code ?? null,
  reason: callback.reason ?? null,
  faults: callback.faults,
  platform: callback.platform,
  // The body as it was meant, which is JSON; what a fault made of it is in the attempt.
  body: JSON.parse(callback.body),
  attempts: callback.attempts.map(({ at, target, sent, status, answer, code, reason, took }) => ({
    at: toText(at),
    target,
    ...(sent === undefined ? {} : { sent }),
    status: status ?? null,
    answer: answer ?? null,
    code: code ?? null,
    reason: reason ?? null,
    took,
  })),
})

/** An application with its key and its current settings. */
export type AppView = ReturnType<typeof toAppView>

/** An application with its key and its current settings. */
export const toAppView = (app: Application, { rateLimit }: Settings) => ({
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
  clock: app.clock.mode,
  ttl: app.ttl ?? null,
  calls: { live: app.live, ended: app.ended.size },
})

const meanings: { readonly [State in DeliveryState]: string } = {
  waiting: 'for its turn, its time or its next attempt',
  sending: 'being sent',
  delivered: 'answered with status 200',
  failed: 'given up',
  dropped: 'a fault, or a reset of its application, kept it from being sent',
}

/** Each state with its meaning, for documents. */
export const deliveryStatesText: string = deliveryStates.map(state => `${state} (${meanings[state]})`).join(', ')

/** The id of a callback, or its position. */
export const callbackId = z
  .string()
  .regex(/^(?:\d{1,10}-)?\d{1,15}$/, { error: 'the id of a callback, such as 88888888-7, or its position' })
