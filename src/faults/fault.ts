import type { CallbackCommand } from '../contracts/callbacks.ts'
import type { ErrorName } from '../contracts/errors.ts'
import type { OperationName } from '../contracts/operations.ts'

/** Something that goes wrong on purpose: whom it hits, when, how often, and what it does. */
export interface Fault {
  /** What it is about: every command, every callback, or these; never commands and callbacks together. */
  readonly on: 'all' | 'callbacks' | readonly (OperationName | CallbackCommand)[]
  /** Narrows it to an application, a call, an identifier; callbacks have none. */
  readonly app?: number | undefined
  readonly call?: string | undefined
  readonly identifier?: string | undefined
  /** How many matching requests or callbacks pass before it hits. */
  readonly skip: number
  /** How many it hits then; `Infinity` for all. */
  readonly times: number
  /** The stretch in which it is awake, in milliseconds since the beginning: `from` included, `until` not. */
  readonly from: number
  readonly until: number
  /** How likely a matching one is hit, 0 to 1; certain if absent. */
  readonly probability?: number | undefined
  readonly effect: Effect
}

/** What a fault does, one or more of these: to a request or its answer, or else to a callback. */
export interface Effect {
  /** The service refuses, with its usual text or another. */
  readonly error?: { readonly name: ErrorName; readonly message?: string | undefined } | undefined
  readonly delay?: Delay | undefined
  /** Something before the service answers, with this HTTP status. */
  readonly http?: number | undefined
  /** The connection is reset before anything is answered, or in the middle of the answer. */
  readonly drop?: 'before' | 'during' | undefined
  readonly body?: 'empty' | 'truncated' | 'garbage' | 'html' | undefined
  /** Fields the envelope loses. */
  readonly omit?: readonly string[] | undefined
  /** Fields of the envelope that arrive as another JSON type. */
  readonly mistype?: readonly string[] | undefined
  /** The answer trickles, at this many bytes a second. */
  readonly dribble?: number | undefined
  /** What befalls a callback. A callback takes this and `delay`, a request everything else. */
  readonly callback?: CallbackEffect | undefined
}

/**
 * What befalls a callback: it never leaves, it is sent twice, the call's next callback overtakes it, its Sign is wrong,
 * or its body is not JSON.
 */
export type CallbackEffect = 'drop' | 'duplicate' | 'reorder' | 'wrong-signature' | 'malformed'

/** How long an answer or a callback is held back, in milliseconds; if not fixed, drawn anew for each. */
export type Delay =
  | number
  | { readonly uniform: readonly [least: number, most: number] }
  | { readonly lognormal: { readonly median: number; readonly sigma: number } }
