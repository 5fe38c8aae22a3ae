import type { CallbackCommand } from '../../contracts/callbacks.ts'
import { type ErrorName, toError } from '../../contracts/errors.ts'
import type { Body, OperationName } from '../../contracts/operations.ts'
import type { Source } from '../../contracts/source.ts'
import type { FaultInput } from '../../faults/fault.ts'
import type { AppInput, CallInput, ScenarioInput } from '../../scenarios/schema.ts'
import type { DurationText } from '../../text/duration.ts'
import type { ClientRequirement } from './rule.ts'

/** A built-in test case for one command: the setup, the requests that a client is asked to make, and the expected results. */
export interface ClientCase extends ClientRequirement {
  readonly command: OperationName
  readonly setup: Setup
  readonly steps: Steps
  /** Whether it takes more than a second of real time. */
  readonly isSlow: boolean
}

/** The state of the emulator before the first step, as scenarios write it. */
interface Setup {
  readonly calls?: readonly CallInput[]
  readonly faults?: readonly FaultInput[]
  /** The callback configuration of the application; none if absent. */
  readonly callback?: { readonly url: string; readonly commands: readonly CallbackCommand[] }
}

/** The steps of a case, in order; a failed one ends the case. */
type Steps = readonly [CaseStep, ...CaseStep[]]

/** One request that a client is asked to make. */
export interface CaseStep {
  /** How far the clock is advanced before it. */
  readonly after?: DurationText
  /** The body of the request, with the field names of the API. */
  readonly body: object
  /** The accepted results; one of them has to occur. */
  readonly expected: readonly Expectation[]
}

/**
 * An accepted result: a value that has these fields of the service's `Response`, each given as a path; an error with an
 * ErrorCode; or an error without one, since the service sent no usable response.
 */
export type Expectation =
  | { readonly returns: readonly string[] }
  | { readonly errorCode: number }
  | { readonly fails: true }

/** The application of the cases, which is not the demo application. */
export const caseApp = {
  sdkAppId: 1_400_000_255,
  secretKey: '63617365732d666f722d612d636c69656e74'.repeat(2).slice(0, 64),
  admins: ['case-administrator'],
} as const satisfies AppInput

/** The setup of a case as a scenario. */
export const toScenario = ({ setup: { calls, faults, callback } }: Pick<ClientCase, 'setup'>): ScenarioInput => ({
  ringback: 1,
  name: 'built-in test cases',
  apps: [callback ? { ...caseApp, callback } : caseApp],
  calls,
  faults,
})

/** The name of a case among all: its id and its command. */
export const toCaseName = ({ id, command }: Pick<ClientCase, 'id' | 'command'>): string => `${id} ${command}`

/** The default time limit of a step, in milliseconds of real time. */
export const defaultAnswerTimeout = 15_000

/** The cases of one command: a request that succeeds, from which the failure cases are derived, and cases of its own. */
export interface CommandCases<Name extends OperationName = OperationName> {
  /** If absent, it follows from the first example of the contract. */
  readonly plain?: PlainCase<Name>
  readonly own: readonly OwnCase<Name>[]
}

/** A request that succeeds, and the fields of its response that every client returns. */
export interface PlainCase<Name extends OperationName = OperationName> extends Pick<CaseStep, 'after'> {
  readonly setup?: Setup
  readonly body: Body<Name>
  readonly returns: readonly string[]
}

/** A case of one command alone. */
interface OwnCase<Name extends OperationName> extends Pick<ClientRequirement, 'title' | 'reason' | 'fix'> {
  readonly id: `RB-C${number}`
  /** The page of the command if absent. */
  readonly source?: Source
  readonly setup?: Setup
  readonly steps: readonly [OwnStep<Name>, ...OwnStep<Name>[]]
}

/** A step with a body of its command. */
interface OwnStep<Name extends OperationName> extends Pick<CaseStep, 'after'> {
  readonly body: Body<Name>
  readonly expected: Expectation
}

/** Expects a value with these fields of `Response`, each given as a path. */
export const returns = (...paths: readonly string[]): Expectation => ({ returns: paths })

/** Expects an error with the ErrorCode of a refusal. */
export const failsWith = (name: ErrorName): Expectation => ({ errorCode: toError(name).code })

/** The id of the call in most cases: the same, so that a client that caches responses fails. */
export const callId = '055662e1-bc8a-469c-a334-1126c8c17d58'

/** A call that rings without end. */
export const ringingCall = {
  id: callId,
  from: 'user1',
  to: ['user2'],
  media: 'audio',
  ring: 'never',
} as const satisfies CallInput

/** The same call, answered after two seconds and ended after five. */
export const endedCall = {
  ...ringingCall,
  then: [
    { at: '2s', user: 'user2', does: 'answer' },
    { at: '5s', user: 'user1', does: 'hangup' },
  ],
} as const satisfies CallInput

/** Accounts with characters that are not ASCII or have a meaning in JSON, URLs and shells. */
export const unusualAccounts = ['用户一', 'zoë "q" \\n', '📞+&=?#%41', "o'neill/$HOME"] as const

/** An id with such characters. */
export const unusualId = 'call "é" \\ 通话 📞 +&=?#%41 $HOME'
