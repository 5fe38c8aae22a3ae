import type { Refusal } from '../contracts/refusal.ts'
import type { EmulatorCallEvent } from './event.ts'
import type { Mishap } from './mishap.ts'
import type { App } from './state.ts'

/** What became of a request: what the service answered, if it ever saw it (`accepted` for another service's command), and what faults did. */
export interface Served {
  readonly answer?: 'accepted' | { readonly respond?: object | undefined } | Refusal
  /** Whose request it was, if the gates let it through. */
  readonly app?: App | undefined
  /** Slips that lenient validation let pass. */
  readonly tolerated?: readonly string[]
  readonly mishap: Mishap
  /** What it did to calls. */
  readonly events?: readonly EmulatorCallEvent[] | undefined
}
