import type { Replaced } from '../scenarios/anonymizer.ts'
import { toDurationText } from '../text/duration.ts'
import { toCount } from '../text/format.ts'

/** The contents of a recording, in numbers. */
export interface RecordingFacts {
  readonly exchanges: number
  /** How long the recording begins before the first request, in milliseconds: its first call had begun by then. */
  readonly lead: number
  readonly calls: number
  readonly faults: number
  /** Calls that the client started itself, which the scenario leaves to it. */
  readonly own: number
  /** Calls that did not fit into the scenario. */
  readonly leftOut: number
  /** Exchanges with a failure that no fault of a scenario can reproduce. */
  readonly notReproduced: number
  /** Whether the server accepted requests that strict validation refuses. */
  readonly isLenient: boolean
  readonly replaced: Replaced
}

/** Describes a recording and its limits: the `about` of its scenario. */
export function explainRecording(facts: RecordingFacts): string {
  const { exchanges, lead, own, leftOut, notReproduced, isLenient } = facts
  return [
    `Recorded from ${toCount(exchanges, 'exchange')} with a server. Accounts, ids, rooms, groups, keys and addresses are invented.`,
    'Calls are reconstructed from the answers: between two observations members may have done more, a member who left may have left otherwise, and a call that was not seen to end does not end.',
    ...(lead >= longLead ? [explainLead(lead)] : []),
    ...(own > 0 ? [`The client started ${toCount(own, 'call')} itself and will again; nobody answers there.`] : []),
    ...(leftOut > 0 ? [`${toCount(leftOut, 'more call')} did not fit.`] : []),
    ...(notReproduced > 0 ? [`No fault can reproduce the failures of ${toCount(notReproduced, 'exchange')}.`] : []),
    ...(isLenient ? ['The server accepted requests that strict validation refuses: use --validation lenient.'] : []),
  ].join(' ')
}

/** A lead of at least this many milliseconds is explained: what happens in it is over before a client sends a request. */
export const longLead = 1_000

/** Explains that the clock must be advanced before the first request; `lead` is in milliseconds. */
export const explainLead = (lead: number): string =>
  `It begins ${toDurationText(lead)} before the first request, with its first call: start with --clock manual and advance the clock by that (POST clock/advance) before the client sends a request.`

/** Why the connection to the server broke. */
export type BreakReason =
  /** Node's error code or message. */
  | { readonly code: 'connection-failed'; readonly error: string }
  | { readonly code: 'protocol-switch' }
  | { readonly code: 'answer-too-large'; readonly limit: number }

/** Why the connection to the server broke, as a clause about the server. */
export function explainBreak(reason: BreakReason): string {
  switch (reason.code) {
    case 'connection-failed':
      return reason.error
    case 'protocol-switch':
      return 'it switched to another protocol'
    case 'answer-too-large':
      return `its answer has more than ${reason.limit} bytes`
  }
}

/** Explains that a request was not forwarded; `limit` is in bytes. */
export const explainTooLarge = (limit: number): string =>
  `The request was not forwarded: expected a body of at most ${limit} bytes.`

/** Why a server refused a UserSig: its ErrorInfo, or the name of the error. */
export const explainServerRefusal = (info: string): string => `The server answered: ${info}`
