import type { Instant } from '../../call/call.ts'
import { type CallbackRequest, type DeliveryResult, explainAnswer, explainObjection, missesSign } from './answer.ts'
import type { Attempt, OutgoingCallback } from './delivery.ts'

/** What was sent in an attempt. */
export interface Sent extends CallbackRequest {
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
  { at, target, body, took }: Sent,
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
