import type { CallbackCommand } from '../../../contracts/callbacks.ts'
import type { OperationName } from '../../../contracts/operations.ts'
import type { DurationText } from '../../../scenarios/duration-text.ts'
import type { AppInput, CallInput, FaultInput, ScenarioInput } from '../../../scenarios/input.ts'
import type { Clause } from '../rule.ts'

/** One thing a client is led through: what is arranged, what it is asked, and what is good. Its id and its command name it. */
export interface ClientCase extends Clause {
  readonly command: OperationName
  readonly scene: Scene
  readonly steps: Steps
  /** Whether it takes more than a second of real time. */
  readonly isSlow: boolean
}

/** What is there when a client is asked, as in scenarios. */
export interface Scene {
  readonly calls?: readonly CallInput[]
  readonly faults?: readonly FaultInput[]
  /** The callback configuration of the application; none if absent. */
  readonly callback?: { readonly url: string; readonly commands: readonly CallbackCommand[] }
}

/** What a client is asked, one after the other; as soon as one of them comes to no good, the rest is left out. */
export type Steps = readonly [Step, ...Step[]]

/** One question to a client, and what is good. */
export interface Step {
  /** How far the clock is put ahead before it. */
  readonly after?: DurationText
  /** The body of the request, in the names of the wire. */
  readonly body: object
  /** One of them is to come. */
  readonly wants: readonly Want[]
}

/**
 * What a good client gives: a value with these fields as the service has told them, each a path into `Response`; an
 * error with this ErrorCode; or an error of its own, since no answer of the service's came.
 */
export type Want = { readonly gives: readonly string[] } | { readonly refuses: number } | { readonly fails: true }

/** The application that cases are played with: not the one that everybody knows. */
export const caseApp = {
  sdkAppId: 1_400_000_255,
  secretKey: '63617365732d666f722d612d636c69656e74'.repeat(2).slice(0, 64),
  admins: ['case-administrator'],
} as const satisfies AppInput

/** What the scenario of every case is called. */
const caseName = 'the cases for a client'

/** A case's scene as a scenario. */
export const toScenario = ({ scene: { calls, faults, callback } }: Pick<ClientCase, 'scene'>): ScenarioInput => ({
  ringback: 1,
  name: caseName,
  apps: [callback ? { ...caseApp, callback } : caseApp],
  calls,
  faults,
})

/** How a case is named among all: by its id and its command. */
export const toCaseName = ({ id, command }: Pick<ClientCase, 'id' | 'command'>): string => `${id} ${command}`

/** How long a client may take with one step of a case, in milliseconds of real time, unless told otherwise. */
export const usualPatience = 15_000
