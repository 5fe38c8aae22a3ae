import type { Refusal } from '../contracts/refusal.ts'
import type { Mishap } from './mishap.ts'

/** What became of a request: what the service answered, if it ever saw it, and what faults did. */
export interface Served {
  readonly answer?: { readonly respond?: object | undefined } | Refusal
  /** Slips that lenient validation let pass. */
  readonly tolerated?: readonly string[]
  readonly mishap: Mishap
}
