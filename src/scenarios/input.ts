import type { Media } from '../call/call.ts'
import type { InvitationAction, MemberAction, WholeCallAction } from '../call/command.ts'
import type { CallbackCommand } from '../contracts/callbacks.ts'
import type { errors } from '../contracts/errors.ts'
import type { OperationName } from '../contracts/operations.ts'
import type { DurationText } from './duration-text.ts'

/** A scenario as its author writes it, in YAML, JSON or TypeScript: what shall happen, from its beginning on. */
export interface ScenarioInput {
  /** The version of this format. */
  readonly ringback: 1
  readonly name?: string | undefined
  /** One or two sentences for whoever looks for a scenario. */
  readonly about?: string | undefined
  /** Everything made up follows from it; 1 if absent. */
  readonly seed?: number | undefined
  /** Where the manual clock begins, as ISO 8601 with a zone: `2026-01-15T09:30:00Z`. Real time if absent. */
  readonly start?: string | undefined
  /** The applications that exist; the demo application if absent. */
  readonly apps?: readonly AppInput[] | undefined
  readonly calls?: readonly CallInput[] | undefined
  readonly faults?: readonly FaultInput[] | undefined
  readonly generate?: readonly CrowdInput[] | undefined
}

/** An application: its id, its key, its administrators, and whom it tells. */
export interface AppInput {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly admins: readonly string[]
  readonly callback?: CallbackInput | undefined
  /** Requests a second for each command, 1 to 1,000,000, or `off`; each command's own limit if absent. */
  readonly rateLimit?: number | 'off' | undefined
}

/** How an application's callbacks are sent. `url` and `commands` go together; a client can set them by set_callback. */
export interface CallbackInput {
  readonly url?: string | undefined
  readonly commands?: readonly CallbackCommand[] | undefined
  /** Signs each callback, if given. */
  readonly token?: string | undefined
  /** How often an unanswered callback is sent again; 0 if absent. */
  readonly retries?: number | undefined
}

/** What it takes to open a call. */
export interface OpeningInput {
  /** Made from the seed if absent. */
  readonly id?: string | undefined
  /** Whose call it is; the first application's if absent. */
  readonly app?: number | undefined
  readonly from: string
  readonly to: readonly string[]
  readonly media: Media
  /** A text is a text room id, an integer a number room id. */
  readonly room?: string | number | undefined
  /** The chat group of a group call. */
  readonly group?: string | undefined
  /** How long whoever is called rings; 30s if absent. */
  readonly ring?: DurationText | 'never' | undefined
}

/** A scripted call: when it begins, and what then happens to it. */
export interface CallInput extends OpeningInput {
  /** Since the scenario's beginning; 0s if absent. */
  readonly at?: DurationText | undefined
  readonly then?: readonly StepInput[] | undefined
}

/** Something done to a call, `at` a time since that call's start. */
export type StepInput =
  | { readonly at: DurationText; readonly does: MemberAction; readonly user: string }
  | { readonly at: DurationText; readonly does: InvitationAction; readonly users: readonly string[] }
  | { readonly at: DurationText; readonly does: WholeCallAction }

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

/** Many calls made up from the seed, spread over a stretch of time. */
export interface CrowdInput {
  readonly calls: number
  readonly over: DurationText
  /** How often each comes, in proportion; 3 audio to 1 video if absent. */
  readonly media?: { readonly [Name in Media]?: number | undefined } | undefined
  /** How often calls come out so, in proportion. */
  readonly outcome?: { readonly [Name in CrowdOutcome]?: number | undefined } | undefined
}

/** How a made-up call can come out. */
export type CrowdOutcome = 'answered' | 'rejected' | 'unanswered' | 'cancelled' | 'busy' | 'offline' | 'interrupted'
