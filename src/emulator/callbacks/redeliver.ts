import type { Instant } from '../../call/call.ts'
import type { State } from '../state.ts'
import type { OutgoingCallback } from './outgoing-callback.ts'

/** Sends a settled callback once more, as it was meant. */
export function redeliver(outbox: State['outbox'], delivery: OutgoingCallback, at: Instant): void {
  Object.assign(delivery, { state: 'waiting', copies: 1, retries: 0, flaw: undefined, reason: undefined, leavesAt: at })
  outbox.add(delivery, at)
}
