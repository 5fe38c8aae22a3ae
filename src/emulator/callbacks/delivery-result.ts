import type { Instant } from '../../call/call.ts'
import { callbackAnswer, callbackTimeoutMs } from '../../contracts/callback.ts'
import { explainIssues } from '../../contracts/messages.ts'
import { formatValue } from '../../text/format.ts'
import type { Attempt, OutgoingCallback } from './outgoing-callback.ts'

/** The result of one attempt to send a callback. */
export type DeliveryResult =
  | {
      readonly status: number
      readonly text: string
      /** What the service would not accept about the connection, although the receiver answered. */
      readonly warning?: string | undefined
    }
  /** There was no answer; the reason. */
  | { readonly unanswered: string }

/** A callback as it is sent: the complete URL and the body. */
export interface CallbackRequest {
  readonly target: string
  readonly body: string
}

/** Whether a value is a delivery result: senders of callbacks may be the user's own. */
export function isDeliveryResult(something: unknown): something is DeliveryResult {
  if (typeof something !== 'object' || something === null) return false
  if ('unanswered' in something) return typeof something.unanswered === 'string'
  return (
    'status' in something &&
    typeof something.status === 'number' &&
    'text' in something &&
    typeof something.text === 'string'
  )
}

/**
 * Sends a callback by POST and returns the result within `timeoutMs`; `signal` is aborted when its application is reset or
 * removed. It never rejects.
 */
export type SendCallback = (
  request: CallbackRequest,
  timeoutMs: number,
  signal?: AbortSignal,
) => Promise<DeliveryResult>

/** The reason for an attempt that took too long. */
export const tooSlow = `The receiver did not answer within ${callbackTimeoutMs} ms.`

/** What is wrong with a receiver's answer, if anything is: the service wants status 200 and three fields (page 34354). */
export function explainAnswer(outcome: DeliveryResult): string | undefined {
  if ('unanswered' in outcome) return outcome.unanswered
  const { status, text } = outcome
  if (status !== 200) return `The receiver answered with HTTP status ${status}: want 200.`
  const json = parse(text)
  if (json === undefined) return `The receiver's answer is not JSON: ${formatValue(text, 60)}.`
  const checked = callbackAnswer.safeParse(json)
  return checked.success
    ? undefined
    : `The receiver's answer: ${explainIssues(checked.error, json, { schema: callbackAnswer })}`
}

/** What a receiver objects to, if its answer is as documented and says that it does. It is of no consequence (page 34354). */
export function explainObjection(outcome: DeliveryResult): string | undefined {
  const answer = callbackAnswer.safeParse('text' in outcome ? parse(outcome.text) : undefined)
  if (!answer.success || (answer.data.ActionStatus === 'OK' && answer.data.ErrorCode === 0)) return undefined
  const { ActionStatus, ErrorCode, ErrorInfo } = answer.data
  return `The receiver said ${ActionStatus}, ErrorCode ${ErrorCode}: ${formatValue(ErrorInfo, 200)}.`
}

/**
 * Whether a receiver that refused a callback seems to miss its Sign: the address it was sent to has none, and the status is 401
 * or 403 or the answer mentions it.
 */
export function missesSign(target: string, outcome: DeliveryResult): boolean {
  if ('unanswered' in outcome || /[?&]Sign=/.test(target)) return false
  return outcome.status === 401 || outcome.status === 403 || /\bsign(?:ature|ed)?\b/i.test(outcome.text)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What was sent in an attempt. */
export interface SentRequest extends CallbackRequest {
  /** When, on the emulator's clock. */
  readonly at: Instant
  /** How many real milliseconds it took. */
  readonly took: number
}

/** How much of a receiver's answer is kept, in characters. */
const longestAnswer = 1_024

/** The first part of an answer; a copy, since a slice would hold on to the whole. */
const toShort = (text: string) =>
  text.length <= longestAnswer ? text : Array.from({ length: longestAnswer }, (_, index) => text[index]).join('')

/** What is kept of an attempt at a delivery: what was sent, and what came of it. */
export const toAttempt = (
  { body: meant }: Pick<OutgoingCallback, 'body'>,
  outcome: DeliveryResult,
  { at, target, body, took }: SentRequest,
): Attempt => ({
  at,
  target,
  took,
  reason: explainOutcome(target, outcome),
  ...(body === meant ? {} : { sent: body }),
  ...('status' in outcome ? { status: outcome.status, answer: toShort(outcome.text) } : {}),
})

/** What is wrong with an answer, and what may be the cause; undefined if nothing is. */
function explainOutcome(target: string, outcome: DeliveryResult): string | undefined {
  const problem = explainAnswer(outcome) ?? explainObjection(outcome)
  const sentences = [
    problem,
    problem !== undefined && missesSign(target, outcome) ? unsigned : undefined,
    'warning' in outcome ? outcome.warning : undefined,
  ].filter(sentence => sentence !== undefined)
  return sentences.length > 0 ? sentences.join(' ') : undefined
}

const unsigned =
  'No token is configured, so no Sign was sent: set it with --callback-token or as the token of the callback in the scenario.'
