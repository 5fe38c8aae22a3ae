/** One request and what became of it. */
export interface Exchange {
  readonly id: number
  /** When it was asked, in Unix milliseconds of the emulator's clock. */
  readonly at: number
  readonly method: string
  /** Path and query as they came. Holds a usersig: mask it before showing it. */
  readonly target: string
  /** The body's first part. */
  readonly body: string
  readonly command: string | undefined
  readonly sdkAppId: number | undefined
  readonly identifier: string | undefined
  readonly callId: string | undefined
  readonly status: number
  /** `undefined` where no answer of the service's was sent. */
  readonly errorCode: number | undefined
  readonly reply: string
  /** Ids of the faults that struck it. */
  readonly faults: readonly string[]
  /** Slips that lenient validation let pass. */
  readonly tolerated: readonly string[]
  /** How long the answer is held back, in milliseconds. */
  readonly delay: number
  /** Where the connection is cut, if a fault cuts it. */
  readonly drop: 'before' | 'during' | undefined
}

/** How much of a text the journal keeps, in characters, so that its memory is bounded by its places. */
const longestKept = 4096

/** The part of a text that is kept; a copy, since a slice would hold on to the whole. */
export const toKept = (text: string): string =>
  text.length <= longestKept ? text : `${Array.from({ length: longestKept }, (_, index) => text[index]).join('')}…`
