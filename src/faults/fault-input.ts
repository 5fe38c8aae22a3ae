import type { CallbackCommand } from '../contracts/callbacks.ts'
import type { errors } from '../contracts/errors.ts'
import type { OperationName } from '../contracts/operations.ts'
import type { DurationText } from '../text/duration.ts'

/** Any error code the service documents. */
export type ErrorCode = (typeof errors)[keyof typeof errors]['code']

/** How long an answer or a callback is held back: always the same, or drawn anew for each. */
export type DelayInput =
  | DurationText
  | { readonly uniform: readonly [least: DurationText, most: DurationText] }
  | { readonly lognormal: { readonly median: DurationText; readonly sigma: number } }

/** Something that goes wrong on purpose: whom it hits, when, how often, and at least one thing it does. */
export interface FaultInput {
  /** `all` is every command and no callback; commands and callbacks are not mixed. */
  readonly on: 'all' | 'callbacks' | OperationName | CallbackCommand | readonly (OperationName | CallbackCommand)[]
  readonly app?: number | undefined
  readonly call?: string | undefined
  readonly identifier?: string | undefined
  /** How many matching requests or callbacks pass first; 0 if absent. */
  readonly skip?: number | undefined
  /** How many it hits then; all if absent. */
  readonly times?: number | undefined
  /** The stretch of the scenario in which it is awake. */
  readonly from?: DurationText | undefined
  readonly until?: DurationText | 'never' | undefined
  /** How likely a matching one is hit, 0 to 1; certain if absent. */
  readonly probability?: number | undefined
  readonly error?: ErrorCode | undefined
  /** What ErrorInfo says, if not the usual text. */
  readonly message?: string | undefined
  readonly delay?: DelayInput | undefined
  /** An HTTP status that comes instead of the answer. */
  readonly http?: number | undefined
  /** The connection is reset before the answer, or within it. */
  readonly drop?: 'before' | 'during' | undefined
  readonly body?: 'empty' | 'truncated' | 'garbage' | 'html' | undefined
  /** Fields the answer's envelope loses. */
  readonly omit?: readonly EnvelopeField[] | undefined
  /** Fields of the envelope that arrive as another JSON type: numbers and maps as strings, strings in a list. */
  readonly mistype?: readonly EnvelopeField[] | undefined
  /** The answer trickles, at so many bytes a second. */
  readonly dribble?: `${number}B/s` | undefined
  /** What befalls a callback: dropped, sent twice, overtaken by the call's next, wrongly signed, not JSON. */
  readonly callback?: 'drop' | 'duplicate' | 'reorder' | 'wrong-signature' | 'malformed' | undefined
}

/** A field that every answer has, or may have. */
export type EnvelopeField = 'ErrorCode' | 'ErrorInfo' | 'ActionStatus' | 'RequestId' | 'Response'
