import type { Instant } from '../engine/call.ts'
import type { Delivery } from '../webhooks/delivery.ts'
import type { State } from './state.ts'

/** Sends a settled callback once more, as it was meant. */
export function redeliver(outbox: State['outbox'], delivery: Delivery, at: Instant): void {
  Object.assign(delivery, { state: 'waiting', copies: 1, retries: 0, flaw: undefined, reason: undefined, leavesAt: at })
  outbox.add(delivery, at)
}
