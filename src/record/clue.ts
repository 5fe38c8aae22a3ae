import type { OperationName } from '../contracts/operations.ts'
import type { Damage } from './read-answer.ts'

/** What is kept of each exchange, so that a scenario can make things go wrong as they did, in their order. */
export interface Clue {
  readonly at: number
  readonly command: OperationName
  /** How long the answer took, in milliseconds. */
  readonly took: number
  readonly damage: Damage
  /** Whether a scenario has no fault for it. */
  readonly isBeyond: boolean
  readonly code: number | undefined
  /** Whether it came as far as the command itself, past everything that is looked at before. */
  readonly passes: boolean
  /** The call it names. */
  readonly call: { readonly app: number; readonly id: string } | undefined
  /** Whether there being no callbacks set is what the client itself has seen to. */
  readonly isUnset: boolean
}
