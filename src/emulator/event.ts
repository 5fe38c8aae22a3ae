import type { Scope } from '../contracts/scope.ts'

/** Something that happened, for whoever watches. `at` is in Unix milliseconds of the emulator's clock. */
export type EmulatorEvent =
  | EmulatorCallEvent
  | {
      readonly at: number
      readonly about: 'request'
      readonly exchange: number
      readonly scope: Scope
      readonly command: string | undefined
      readonly call: string | undefined
      readonly errorCode: number | undefined
    }
  | {
      readonly at: number
      readonly about: 'skipped'
      readonly call: string
      readonly does: string
      readonly why: string
    }
  | EmulatorCallbackEvent
  | {
      readonly at: number
      readonly about: 'app'
      readonly what: 'made' | 'reset' | 'removed'
      readonly app: number
    }
  | {
      readonly at: number
      readonly about: 'clock' | 'reset'
      readonly what: string
    }
  | {
      readonly at: number
      readonly about: 'fault'
      readonly what: 'armed' | 'disarmed'
      readonly fault: string
    }

/** Something that happened to a call: to one of its members, or to it as a whole. */
export interface EmulatorCallEvent {
  readonly at: number
  readonly about: 'call'
  readonly app: number
  readonly call: string
  readonly what: string
  readonly user?: string
  readonly outcome?: string
}

/** What became of a callback: where it stands after something was done to it. */
export interface EmulatorCallbackEvent {
  readonly at: number
  readonly about: 'callback'
  readonly what: 'waiting' | 'sending' | 'delivered' | 'failed' | 'dropped'
  /** Such as `callback-1`. */
  readonly callback: string
  readonly command: string
  readonly app: number
  readonly call: string
  readonly attempts: number
  readonly reason?: string | undefined
}
