import type { Instant } from '../../call/call.ts'
import type { Platform } from '../../contracts/callback.ts'
import type { CallbackCommand } from '../../contracts/callbacks.ts'

/**
 * Where a callback stands: it waits for its turn, its moment or its next attempt; it is on its way; it was answered with
 * status 200; it was not, and is given up; a fault, or a reset of its application, kept it from leaving.
 */
export type DeliveryState = 'waiting' | 'sending' | 'delivered' | 'failed' | 'dropped'

/** One callback on its way to a receiver, with every attempt. */
export interface OutgoingCallback {
  /** Such as `callback-1`. */
  readonly id: string
  /** When what it tells of happened. */
  readonly at: Instant
  readonly app: number
  readonly call: string
  readonly command: CallbackCommand
  /** The address as it was configured then. */
  readonly url: string
  readonly body: string
  readonly platform: Platform
  /** Ids of the faults that befell it. */
  readonly faults: readonly string[]
  readonly attempts: Attempt[]
  state: DeliveryState
  /** Why it is not delivered; or what is wrong with the answer, though it is. */
  reason: string | undefined
  /** Not before this moment does it leave. */
  leavesAt: Instant
  /** How many times it is still to be sent, duplicates included. */
  copies: number
  /** How many more attempts there are for a receiver that does not answer. */
  retries: number
  /** What a fault does to it when it leaves. */
  flaw: CallbackFlaw | undefined
}

/** What a fault does to a callback that leaves: another one goes first, its Sign is wrong, its body is not JSON. */
export type CallbackFlaw = 'reorder' | 'wrong-signature' | 'malformed'

/** One attempt at a delivery. */
export interface Attempt {
  /** When it was made, on the emulator's clock. */
  readonly at: Instant
  /** The whole address it was sent to. */
  readonly target: string
  /** What was sent, where a fault made it another than the delivery's. */
  readonly sent?: string | undefined
  /** The receiver's HTTP status; absent where nobody answered. */
  readonly status?: number | undefined
  /** The first part of the receiver's answer. */
  readonly answer?: string | undefined
  /** What is wrong with it, or what the receiver objects to, as a sentence; absent if nothing is. */
  readonly reason?: string | undefined
  /** How long it took, in real milliseconds. */
  readonly took: number
}

/** The number in a callback's id, which of all callbacks it is; where people write it, the number alone will do. */
export const toCallbackNumber = (id: string): number => Number(id.replace('callback-', ''))

/** Where an application's callbacks go, and which of them: what set_callback sets. */
export interface CallbackSettings {
  readonly url: string
  readonly commands: readonly CallbackCommand[]
}

/** What is switched on for an application's callbacks in the vendor's console, whatever their address is. */
export interface CallbackSwitches {
  /** Signs each callback, if there is one. */
  readonly token?: string | undefined
  /** How often a callback that nobody answered is sent again. */
  readonly retries: number
}
