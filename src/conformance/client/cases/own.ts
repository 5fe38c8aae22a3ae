import type { Source } from '../../../contracts/basis.ts'
import { type ErrorName, toError } from '../../../contracts/errors.ts'
import type { Body, OperationName } from '../../../contracts/operations.ts'
import type { DurationText } from '../../../scenarios/duration-text.ts'
import type { CallInput } from '../../../scenarios/input.ts'
import type { Scene, Want } from './case.ts'

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
