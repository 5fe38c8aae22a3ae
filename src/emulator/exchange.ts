import type { ParameterName } from '../contracts/query.ts'
import type { Scope } from '../contracts/scope.ts'
import type { FailureMode } from '../faults/failure-modes.ts'
import type { EmulatorCallEvent } from './event.ts'

/** One request and its reply. */
export interface Exchange {
  /** `<sdkAppId>-<n>`, n from 1 in the application; `unassigned-<n>` for requests that name no known application. */
  readonly id: string
  /** Its position in the run log, from 1. */
  readonly position: number
  /** The life of the application it belongs to; a reset begins a new one. */
  readonly epoch: number
  /** When it was received, in Unix milliseconds of the application's clock. */
  readonly at: number
  /** Milliseconds of that clock per millisecond of the wall clock; 0 if it only moved when it was moved. */
  readonly rate: number
  readonly method: string
  /** Path and query as received. Contains a UserSig: mask it before showing it. */
  readonly target: string
  /** The body, or its first part. May contain secrets: mask it before showing it. */
  readonly body: string
  /** Why the body could not be read, if so. */
  readonly unreadable: string | undefined
  readonly scope: Scope
  /** Parameters of the query that came as headers, if any did. */
  readonly parameterHeaders?: readonly ParameterName[] | undefined
  /** The W3C trace context that the client sent. */
  readonly traceparent?: string | undefined
  /** The name of the test that the client sent in `X-Ringback-Test`. */
  readonly test?: string | undefined
  /** The command; for another service with the service's name, such as `openim/sendmsg`. */
  readonly command: string | undefined
  readonly sdkAppId: number | undefined
  readonly identifier: string | undefined
  readonly callId: string | undefined
  /** The HTTP status. */
  readonly status: number
  /** Absent if the service sent no reply of its own. */
  readonly errorCode: number | undefined
  readonly reply: string
  /** Ids of the faults that were applied. */
  readonly faults: readonly string[]
  /** What those faults did. */
  readonly failureModes: readonly FailureMode[]
  /** What lenient validation let pass. */
  readonly tolerated: readonly string[]
  /** How long a fault delayed the reply, in milliseconds. */
  readonly delay: number
  /** Where a fault reset the connection. */
  readonly drop: 'before' | 'during' | undefined
  /** The events of calls that it caused. */
  readonly events: readonly EmulatorCallEvent[]
  /** When the call it names had ended, if it was refused; in Unix milliseconds of the application's clock. */
  readonly endedAt: number | undefined
  /** Whether its application had a callback URL, as far as the request was authorized. */
  readonly hasCallback: boolean
}

/**
 * The timing of a request, in Unix milliseconds of the wall clock with fractions. It is written to until the reply has
 * been sent.
 */
export interface RequestTiming {
  /** Absent without a connection. */
  readonly connection: Connection | undefined
  /** The host it was sent to, where that is known without a connection. */
  readonly host?: string | undefined
  readonly receivedAt: number
  /** When the reply was sent; undefined until then. */
  sentAt: number | undefined
  /** When the client closed the connection while it waited for the reply. */
  abortedAt: number | undefined
}

/** A client's connection. */
export interface Connection {
  /** From 1, in the order in which they were opened. */
  readonly number: number
  /** The `Host` and `User-Agent` of its first request; empty if it had none. */
  host: string | undefined
  agent: string | undefined
  readonly opened: number
  /** When it was closed, by either side. */
  closed: number | undefined
}

/** How much of a text the run log keeps, in characters. */
export const longestKept = 4096

/** The part of a text that is kept; a copy, because a slice keeps the whole text in memory. */
export const toKept = (text: string): string =>
  text.length <= longestKept ? text : `${Array.from({ length: longestKept }, (_, index) => text[index]).join('')}…`
