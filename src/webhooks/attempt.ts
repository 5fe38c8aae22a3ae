import type { Instant } from '../engine/call.ts'
import { explainAnswer, explainObjection, type Outcome, type Parcel } from './answer.ts'
import type { Attempt, Delivery } from './delivery.ts'

/** What was sent in an attempt. */
export interface Sent extends Parcel {
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
  { body: meant }: Pick<Delivery, 'body'>,
  outcome: Outcome,
  { at, target, body, took }: Sent,
): Attempt => ({
  at,
  target,
  took,
  reason: explainAnswer(outcome) ?? explainObjection(outcome),
  ...(body === meant ? {} : { sent: body }),
  ...('status' in outcome ? { status: outcome.status, answer: toShort(outcome.text) } : {}),
})
