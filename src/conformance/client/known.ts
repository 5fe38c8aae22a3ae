/** A finding that is known: a rule, and the command it is known for, if only for one. */
export interface KnownLine {
  /** Which line of the list it is, from 1. */
  readonly line: number
  readonly rule: string
  readonly command: string | undefined
  readonly why: string | undefined
}

/** Thrown where a list of known findings has slips: all of them, with lines. */
export class KnownError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'KnownError'
  }
}

/**
 * Reads a list of known findings. A line is a rule's id, a command if it is known for that one alone, and behind a `#`
 * why: `RB-Q07 get_call_info  # the SDK is old`. Empty lines and comments may stand between.
 */
export declare function parseKnown(text: string, file: string): readonly KnownLine[]
