import type { Replaced } from './names.ts'

/** What a recording is made of, in numbers. */
export interface RecordingFacts {
  readonly exchanges: number
  /** How long before the first request it begins, in milliseconds: so long ago the first call of it had begun. */
  readonly lead: number
  readonly calls: number
  readonly faults: number
  /** Calls that the client started itself, and that the scenario leaves to it. */
  readonly own: number
  /** Calls for which there was no place. */
  readonly leftOut: number
  /** Exchanges at which something went wrong for which scenarios have no fault. */
  readonly untold: number
  /** Whether requests were served that strict validation refuses. */
  readonly isLenient: boolean
  readonly replaced: Replaced
}
