import type { ParameterName } from '../contracts/query.ts'
import type { Scope } from '../contracts/scope.ts'
import type { EmulatorCallEvent } from './event.ts'

/** One request and what became of it. */
export interface Exchange {
  readonly id: number
  /** When it was asked, in Unix milliseconds of the emulator's clock. */
  readonly at: number
  readonly method: string
  /** Path and query as they came. Holds a usersig: mask it before showing it. */
  readonly target: string
  /** The body's first part. May hold secrets that do not belong there: mask it before showing it. */
  readonly body: string
  /** Why the body could not be read, if so. */
  readonly unreadable: string | undefined
  readonly scope: Scope
  /** The command's name; for another service with the service's, such as `openim/sendmsg`. */
  /** Parameters of the query that came as headers, if any did. */
  readonly parameterHeaders?: readonly ParameterName[] | undefined
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
  /** What those faults did to it. */
  readonly failureModes: readonly FailureMode[]
  /** Slips that lenient validation let pass. */
  readonly tolerated: readonly string[]
  /** How long the answer is held back, in milliseconds. */
  readonly delay: number
  /** Where the connection is cut, if a fault cuts it. */
  readonly drop: 'before' | 'during' | undefined
  /** What it did to calls. */
  readonly events: readonly EmulatorCallEvent[]
  /** When the call it names had ended, where it was refused; in Unix milliseconds of the emulator's clock. */
  readonly endedAt: number | undefined
  /** Whether its application is told of calls by callbacks, as far as the gates let it through. */
  readonly hasCallback: boolean
}

/** What a fault does to a request or its answer, as a client meets it. */
export type FailureMode = (typeof failureModes)[number]

/** Every stumble there is: a refusal in the service's place, what happens to the connection, the status, the body, the pace. */
export const failureModes = [
  'refusal',
  'http',
  'reset-before',
  'reset-during',
  'empty',
  'truncated',
  'garbage',
  'html',
  'omitted',
  'mistyped',
  'slow',
  'dribble',
] as const

/**
 * What the real world did around a request, which no seed repeats. Moments are Unix milliseconds of the wall's clock,
 * with fractions. It may go on being written while the answer is held back.
 */
export interface RequestTiming {
  /** Absent where it came by none. */
  readonly connection: Connection | undefined
  /** The host it was meant for, where that is known without a connection. */
  readonly host?: string | undefined
  readonly receivedAt: number
  /** When its answer left; `undefined` as long as none has. */
  sentAt: number | undefined
  /** When the client closed the connection while it waited for the answer. */
  abortedAt: number | undefined
}

/** A connection that requests come by, one after another. */
export interface Connection {
  /** Which one it is of all, from 1. */
  readonly number: number
  /** The `Host` and the `User-Agent` that its first request named; empty where it named none. */
  host: string | undefined
  agent: string | undefined
  readonly opened: number
  /** When it was gone, whoever closed it. */
  closed: number | undefined
}

/** How much of a text the journal keeps, in characters, so that its memory is bounded by its places. */
export const longestKept = 4096

/** The part of a text that is kept; a copy, since a slice would hold on to the whole. */
export const toKept = (text: string): string =>
  text.length <= longestKept ? text : `${Array.from({ length: longestKept }, (_, index) => text[index]).join('')}…`
