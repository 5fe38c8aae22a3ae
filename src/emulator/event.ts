import type { Scope } from '../contracts/scope.ts'
import type { DeliveryIssue } from './messages.ts'

/** Something that happened. `at` is in Unix milliseconds of the application's clock. */
export type EmulatorEvent =
  | EmulatorCallEvent
  | {
      readonly at: number
      readonly about: 'request'
      /** The application; absent where the request names no known one. */
      readonly app?: number | undefined
      /** The id of the exchange. */
      readonly exchange: string
      readonly scope: Scope
      readonly command: string | undefined
      readonly call: string | undefined
      readonly errorCode: number | undefined
    }
  | {
      readonly at: number
      readonly about: 'skipped'
      readonly app: number
      readonly call: string
      readonly does: string
      readonly why: string
    }
  | EmulatorCallbackEvent
  | {
      readonly at: number
      readonly about: 'app'
      readonly what: 'created' | 'reset' | 'removed'
      readonly app: number
    }
  | {
      readonly at: number
      readonly about: 'clock'
      readonly app?: number | undefined
      /** The new mode, or `advanced`. */
      readonly what: string
    }
  | {
      readonly at: number
      readonly about: 'reset'
      /** The scenario's name. */
      readonly what: string
    }
  | {
      readonly at: number
      readonly about: 'fault'
      readonly app?: number | undefined
      readonly what: 'armed' | 'disarmed'
      readonly fault: string
    }

/** An event of a call: of one of its members, or of the call as a whole. */
export interface EmulatorCallEvent {
  readonly at: number
  readonly about: 'call'
  readonly app: number
  readonly call: string
  readonly what: string
  readonly user?: string | undefined
  readonly outcome?: string | undefined
}

/** The new state of a callback. */
export interface EmulatorCallbackEvent {
  readonly at: number
  readonly about: 'callback'
  readonly what: 'waiting' | 'sending' | 'delivered' | 'failed' | 'dropped'
  /** The id of the callback. */
  readonly callback: string
  readonly command: string
  readonly app: number
  readonly call: string
  readonly attempts: number
  /** What is wrong with the delivery, and the sentence about it. */
  readonly code?: DeliveryIssue['code'] | undefined
  readonly reason?: string | undefined
}
