import type { Instant } from '../../call/call.ts'
import type { ClientPlatform } from '../../contracts/callback.ts'
import type { CallbackCommand } from '../../contracts/callbacks.ts'
import type { DeliveryIssue } from '../messages.ts'

/**
 * The state of a callback: it waits for its turn, its time or its next attempt; it is being sent; it was answered with
 * status 200; it was given up; a fault, or a reset of its application, kept it from being sent.
 */
export type DeliveryState = (typeof deliveryStates)[number]

/** Every state of a callback. */
export const deliveryStates = ['waiting', 'sending', 'delivered', 'failed', 'dropped'] as const

/** A callback that is queued, sent or settled, with every attempt. */
export interface OutgoingCallback {
  /** `<sdkAppId>-<n>`, n from 1 in the application. */
  readonly id: string
  /** Its position in the log of all callbacks, from 1. */
  position: number
  /** The life of the application it belongs to. */
  readonly epoch: number
  /** When the reported event happened. */
  readonly at: Instant
  readonly app: number
  readonly call: string
  readonly command: CallbackCommand
  /** The address that was configured then. */
  readonly url: string
  /** JSON. */
  readonly body: string
  readonly platform: ClientPlatform
  /** Ids of the faults that were applied. */
  readonly faults: readonly string[]
  readonly attempts: DeliveryAttempt[]
  state: DeliveryState
  /** Why it is not delivered, or what is wrong with the receiver's answer; `reason` is the sentence. */
  code: DeliveryIssue['code'] | undefined
  reason: string | undefined
  /** It is not sent before this instant. */
  sendAt: Instant
  /** How many times it is still to be sent, duplicates included. */
  copies: number
  /** How many more attempts follow if the receiver does not answer. */
  retries: number
  /** What a fault does to it when it is sent. */
  flaw: CallbackFlaw | undefined
  /** What a redelivery sends instead; the next ordinary redelivery removes it. */
  change?: CallbackChange | undefined
}

/** What a redelivery sends in place of a callback's own URL, body (JSON) and token; a token of null sends it unsigned. */
export interface CallbackChange {
  readonly url?: string | undefined
  readonly body?: string | undefined
  readonly token?: string | null | undefined
}

/** What a fault does to a callback when it is sent: the call's next one is sent first, its Sign is wrong, its body is not JSON. */
export type CallbackFlaw = 'reorder' | 'wrong-signature' | 'malformed'

/** One attempt to deliver a callback. */
export interface DeliveryAttempt {
  /** When it was made, on the application's clock. */
  readonly at: Instant
  /** The complete URL it was sent to. */
  readonly target: string
  /** What was sent, if a fault changed the body. */
  readonly sent?: string | undefined
  /** The receiver's HTTP status; absent if there was no answer. */
  readonly status?: number | undefined
  /** The first part of the receiver's answer. */
  readonly answer?: string | undefined
  /** What is wrong with the answer; absent if nothing is. */
  readonly code?: DeliveryIssue['code'] | undefined
  readonly reason?: string | undefined
  /** How long it took, in real milliseconds. */
  readonly took: number
}

/** The address of an application's callbacks, and which of them are sent: what set_callback sets. */
export interface CallbackSettings {
  readonly url: string
  readonly commands: readonly CallbackCommand[]
}

/** Settings of an application's callbacks in the vendor's console. */
export interface CallbackConsole {
  /** Signs each callback, if present. */
  readonly token?: string | undefined
  /** How often an unanswered callback is sent again. */
  readonly retries: number
}
