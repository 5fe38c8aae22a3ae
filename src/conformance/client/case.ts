import type { CallbackCommand } from '../../contracts/callbacks.ts'
import { type ErrorName, toError } from '../../contracts/errors.ts'
import type { Body, OperationName } from '../../contracts/operations.ts'
import type { Source } from '../../contracts/source.ts'
import type { FaultInput } from '../../faults/fault.ts'
import type { AppInput, CallInput, ScenarioInput } from '../../scenarios/schema.ts'
import type { DurationText } from '../../text/duration.ts'
import type { Clause } from './rule.ts'

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

/** The cases of one command: a request that goes well, which trouble is then put in the way of, and what is its own. */
export interface CommandCases<Name extends OperationName> {
  readonly plain: PlainCase<Name>
  /** Where its facts were seen, unless a case says otherwise. */
  readonly seen: Source
  readonly own: readonly OwnCase<Name>[]
}

/** A request that goes well, and which fields of its answer a client surely gives. */
export interface PlainCase<Name extends OperationName> {
  readonly scene: Scene
  /** How far the clock is put ahead before it is asked. */
  readonly after?: DurationText
  readonly body: Body<Name>
  readonly gives: readonly string[]
}

/** A case of one command alone. */
export interface OwnCase<Name extends OperationName> {
  readonly id: `RB-C${number}`
  readonly sentence: string
  readonly reason: string
  readonly fix: string
  readonly seen?: Source
  readonly scene: Scene
  readonly steps: readonly [OwnStep<Name>, ...OwnStep<Name>[]]
}

/** A step whose body is that of its command. */
export interface OwnStep<Name extends OperationName> {
  readonly after?: DurationText
  readonly body: Body<Name>
  readonly wants: Want
}

/** A value with these fields, each a path into `Response`; the ids and states of what was asked for. */
export const gives = (...paths: readonly string[]): Want => ({ gives: paths })

/** An error with the number of a refusal. */
export const refuses = (name: ErrorName): Want => ({ refuses: toError(name).code })

/** The id that most cases ask for, so that whoever remembers an answer of before is seen to. */
export const callId = '055662e1-bc8a-469c-a334-1126c8c17d58'

/** A call that rings for ever, unless something is done. */
export const aCall = {
  id: callId,
  from: 'user1',
  to: ['user2'],
  media: 'audio',
  ring: 'never',
} as const satisfies CallInput

/** The same, answered after two seconds and over after five. */
export const anEndedCall = {
  ...aCall,
  then: [
    { at: '2s', user: 'user2', does: 'answer' },
    { at: '5s', user: 'user1', does: 'hangup' },
  ],
} as const satisfies CallInput

/** Accounts that are no plain ASCII, and what JSON, URLs and shells have other plans for. */
export const oddAccounts = ['用户一', 'zoë "q" \\n', '📞+&=?#%41', "o'neill/$HOME"] as const

/** An id of the same kind. */
export const oddId = 'call "é" \\ 通话 📞 +&=?#%41 $HOME'
