import type { Instant } from '../../call/call.ts'
import { callbackAnswer } from '../../contracts/callback.ts'
import { listSchemaIssues } from '../../contracts/field-issues.ts'
import { isRecord, parseJson } from '../../text/data.ts'
import { type DeliveryIssue, deliveryCodes, explainDelivery } from '../messages.ts'
import type { DeliveryAttempt, OutgoingCallback } from './outgoing-callback.ts'

/** The result of one attempt to send a callback. */
export type DeliveryResult =
  | {
      readonly status: number
      readonly text: string
      /** What the service would not accept about the connection, although the receiver answered. */
      readonly warning?: DeliveryIssue | undefined
    }
  /** There was no answer; the reason, such as `{ code: 'timeout', timeoutMs: 2000 }`. */
  | { readonly unanswered: DeliveryIssue }

/** A callback as it is sent: the complete URL and the body. */
export interface CallbackRequest {
  readonly target: string
  readonly body: string
}

/** Whether a value is a delivery result: senders of callbacks may be the user's own. */
export function isDeliveryResult(value: unknown): value is DeliveryResult {
  if (!isRecord(value)) return false
  const { status, text, unanswered } = value
  if (unanswered === undefined) return typeof status === 'number' && typeof text === 'string'
  return isRecord(unanswered) && deliveryCodes.some(code => code === unanswered.code)
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

/** What is wrong with a receiver's answer; undefined if it has status 200 and three valid fields (page 34354). */
export function findAnswerIssue(result: DeliveryResult): DeliveryIssue | undefined {
  if ('unanswered' in result) return result.unanswered
  const { status, text } = result
  if (status !== 200) return { code: 'wrong-status', status }
  const json = parseJson(text)
  if (json === undefined) return { code: 'answer-not-json', text }
  const checked = callbackAnswer.safeParse(json)
  if (!checked.success) {
    return { code: 'invalid-answer', issues: listSchemaIssues(checked.error, json, { schema: callbackAnswer }) }
  }
  const { ActionStatus: actionStatus, ErrorCode: errorCode, ErrorInfo: errorInfo } = checked.data
  return actionStatus === 'OK' && errorCode === 0
    ? undefined
    : { code: 'objection', actionStatus, errorCode, errorInfo }
}

/** What is wrong with an attempt, the main issue first; then what may be its cause, and a warning. */
function listIssues(target: string, result: DeliveryResult): readonly DeliveryIssue[] {
  const issue = findAnswerIssue(result)
  const issues = issue ? [issue] : []
  if (issue && missesSign(target, result)) issues.push({ code: 'no-sign' })
  return 'warning' in result && result.warning ? [...issues, result.warning] : issues
}

/** Whether a receiver that refused a callback seems to miss its Sign: none was sent, and the answer has status 401 or 403 or mentions it. */
function missesSign(target: string, result: DeliveryResult): boolean {
  if ('unanswered' in result || /[?&]Sign=/.test(target)) return false
  return result.status === 401 || result.status === 403 || /\bsign(?:ature|ed)?\b/i.test(result.text)
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

/** The code of the main issue, and the sentences about all; both undefined if nothing is wrong. */
export const toReason = (...issues: readonly DeliveryIssue[]) => ({
  code: issues[0]?.code,
  reason: issues.length === 0 ? undefined : issues.map(explainDelivery).join(' '),
})

/** What is kept of an attempt: what was sent, and the result. */
export const toAttempt = (
  { body: meant }: Pick<OutgoingCallback, 'body'>,
  result: DeliveryResult,
  { at, target, body, took }: SentRequest,
): DeliveryAttempt => ({
  at,
  target,
  took,
  ...toReason(...listIssues(target, result)),
  ...(body === meant ? {} : { sent: body }),
  ...('status' in result ? { status: result.status, answer: toShort(result.text) } : {}),
})
