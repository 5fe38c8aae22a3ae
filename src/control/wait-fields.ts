import { type OutgoingCallback, toCallbackNumber } from '../emulator/callbacks/outgoing-callback.ts'
import type { EmulatorEvent } from '../emulator/event.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { HeldCall } from '../emulator/state.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { isCallbackOfNow, isRequestOfNow } from './find.ts'
import { toCallView, toDeliveryView, toExchangeView } from './views.ts'
import type { Criterion } from './wait-criteria.ts'

/** Where things of one kind are looked for. */
export interface Field<Thing> {
  /** The kind, as it is written where something is waited for. */
  readonly kind: 'request' | 'webhook' | 'call'
  /** All that are remembered, the oldest first. */
  list(): readonly Thing[]
  /** The one that a note tells of, if it tells of one. */
  findTold(note: EmulatorEvent): Thing | undefined
  /** Whether one leaves with its application. */
  isGoneWith(thing: Thing, sdkAppId: number): boolean
  toView(thing: Thing): object
}

/** The requests in the journal. */
export const toRequestField = (switchboard: Switchboard): Field<Exchange> => ({
  kind: 'request',
  // A readiness probe or a preflight is no request that anyone waits for.
  list: () => switchboard.journal.since().filter(one => one.scope !== 'outside' && isRequestOfNow(switchboard, one)),
  findTold: note =>
    note.about === 'request' && note.scope !== 'outside' ? switchboard.journal.find(note.exchange) : undefined,
  isGoneWith: (exchange, sdkAppId) => exchange.sdkAppId === sdkAppId,
  toView: exchange => toExchangeView(exchange, switchboard.mask),
})

/** The callbacks that are kept. */
export const toWebhookField = (switchboard: Switchboard): Field<OutgoingCallback> => ({
  kind: 'webhook',
  list: () => switchboard.callbacks.since().filter(one => isCallbackOfNow(switchboard, one)),
  findTold(note) {
    const told = note.about === 'callback' ? switchboard.findCallback(toCallbackNumber(note.callback)) : undefined
    return told && isCallbackOfNow(switchboard, told) ? told : undefined
  },
  isGoneWith: (delivery, sdkAppId) => delivery.app === sdkAppId,
  toView: toDeliveryView,
})

/** The calls that are remembered, live and ended. */
export const toCallField = (switchboard: Switchboard): Field<HeldCall> => ({
  kind: 'call',
  list: () => switchboard.listCalls(),
  findTold: note => (note.about === 'call' ? switchboard.findCall(note.call, note.app) : undefined),
  isGoneWith: (held, sdkAppId) => held.app.sdkAppId === sdkAppId,
  toView: toCallView,
})

/** Something that came near: it, under its kind, and how it differs, in words. */
export interface Near {
  readonly differs: readonly string[]
  readonly [kind: string]: object
}

/** How many that came near are told of. */
const mostNear = 3

/** Those that are nearly as wanted, the nearest first; of equally near ones the latest first. */
export function findNear<Thing>(field: Field<Thing>, criteria: readonly Criterion<Thing>[]): readonly Near[] {
  return field
    .list()
    .map(thing => ({ thing, misses: criteria.filter(criterion => !criterion.fits(thing)) }))
    .filter(({ misses }) => misses.length > 0)
    .reverse()
    .sort((one, other) => one.misses.length - other.misses.length)
    .slice(0, mostNear)
    .map(({ thing, misses }) => ({
      differs: misses.map(criterion => criterion.explain(thing)),
      [field.kind]: field.toView(thing),
    }))
}
