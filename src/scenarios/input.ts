import type { InvitationAction, Media, MemberAction, WholeCallAction } from '../call/call.ts'
import type { CallbackCommand } from '../contracts/callbacks.ts'
import type { FaultInput } from '../faults/fault.ts'
import type { DurationText } from '../text/duration.ts'

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

/** A scenario in TypeScript, in the shape a YAML file has: the compiler finds the slips that can be seen in the types. */
export const defineScenario = (scenario: ScenarioInput): ScenarioInput => scenario
