import type { Instant } from '../../call/call.ts'
import type { State } from '../state.ts'
import type { CallbackRequest, DeliveryResult } from './delivery-result.ts'
import type { OutgoingCallback } from './outgoing-callback.ts'
import { type Sha256, toCallbackSign, toCallbackUrl } from './sign.ts'

/** A callback that leaves now: what is to be sent, and whom to tell what came of it. */
export interface Departure {
  readonly parcel: CallbackRequest
  /** To be called once, with how many real milliseconds it took. */
  settle(outcome: DeliveryResult, took: number): void
}

/** Takes what can leave now. `now` is asked again when an attempt is settled. */
export function takeDepartures(state: State, now: () => Instant, sha256: Sha256): readonly Departure[] {
  if (state.outbox.isEmpty) return []
  const at = now()
  return state.outbox.take().map(delivery => {
    const parcel = toParcel(delivery, state.apps.get(delivery.app)?.token, at, sha256)
    return {
      parcel,
      settle: (outcome, took) => state.outbox.settle(delivery, outcome, { at, took, ...parcel }, now()),
    }
  })
}

function toParcel(delivery: OutgoingCallback, token: string | undefined, at: Instant, sha256: Sha256): CallbackRequest {
  const { url, app: sdkAppId, command, platform, flaw, body } = delivery
  const requestTime = Math.floor(at / 1000)
  const isForged = flaw === 'wrong-signature'
  const signature =
    token === undefined && !isForged
      ? undefined
      : {
          requestTime,
          sign: toCallbackSign(isForged ? `not ${token ?? 'a token'}` : (token ?? ''), requestTime, sha256),
        }
  return {
    target: toCallbackUrl({ url, sdkAppId, command, clientIp: '127.0.0.1', platform }, signature),
    body: flaw === 'malformed' ? body.slice(0, Math.floor(body.length / 2)) : body,
  }
}
