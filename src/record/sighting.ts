import type { ApiRequest } from '../contracts/api-request.ts'
import type { RequestTiming } from '../emulator/exchange.ts'

/** A request that passed on its way to a server, and what came back. Moments are Unix milliseconds of the wall's clock. */
export interface Sighting {
  /** When the request was there as a whole. */
  readonly at: number
  readonly ask: ApiRequest
  readonly answer: Answer
  /** How long the answer took, in milliseconds. */
  readonly took: number
  readonly line: RequestTiming
}

/**
 * What came back: an answer, with its body as text; none, or only a part of one, since the connection broke; or something
 * that nobody knows, since the client did not wait for it.
 */
export type Answer =
  | { readonly status: number; readonly type: string; readonly text: string }
  | { readonly broken: 'before' | 'during'; readonly why: string }
  | { readonly unseen: string }
