import type { ParameterName } from './query.ts'

/** A request as data: no headers and no streams from here on. */
export interface ApiRequest {
  /** Empty where not even a method could be read. */
  readonly method: string
  /** The path and query as they came, for the journal. */
  readonly target: string
  /** The path alone, such as `/v4/call_engine_http_srv/get_call_info`. */
  readonly path: string
  /** The query's values, percent-decoded; of a repeated name the first. */
  readonly query: ReadonlyMap<string, string>
  /** Names that came more than once. */
  readonly repeated: readonly string[]
  readonly body: RequestBody
  /** Parameters of the query that came as headers; looked for only where the query lacks one. */
  readonly parameterHeaders?: readonly ParameterName[] | undefined
  /** The W3C trace context of the header `traceparent`, if sent. */
  readonly traceparent?: string | undefined
  /** The name of the test that sent it, from the header `X-Ringback-Test`, if sent. */
  readonly test?: string | undefined
  /** Whether the admin API sent it on behalf of its user. */
  readonly isFromAdmin?: true
}

/** The body's text, or why it has none. */
export type RequestBody = { readonly text: string } | { readonly unreadable: Unreadable }

/**
 * What kept a body from being read: more than `largestBody` bytes, bytes that are not UTF-8, UTF-16, a compression, or
 * more than `slowestBody` ms.
 */
export type Unreadable = 'too large' | 'not UTF-8' | 'UTF-16' | 'too slow' | Encoded

/** A compressed body, with the name of its encoding, such as `encoded: gzip`. */
export type Encoded = `encoded: ${string}`

const unreadables: readonly string[] = ['too large', 'not UTF-8', 'UTF-16', 'too slow'] satisfies readonly Unreadable[]

/** Whether a text, as in a journal that was read from a file, is a reason why a body could not be read. */
export const isUnreadable = (text: string): text is Unreadable =>
  unreadables.includes(text) || text.startsWith('encoded: ')

/** The largest body taken, in bytes. The bound is ours. */
export const largestBody = 1_048_576

/** How much of a body that is too large is still read and discarded, in bytes, so that its sender can read the answer. */
export const drainedBody = 64 * largestBody

/** How long a body may take to arrive, in milliseconds: the backend's own patience is 3 s (page 68926). */
export const slowestBody = 3_000

/** How deep a body may nest. The bound is ours; no documented body nests deeper than four. */
export const deepestBody = 64
