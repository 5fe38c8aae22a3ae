import { callbackTimeoutMs } from '../../contracts/callback.ts'
import type { DeliveryResult, SendCallback } from '../../emulator/callbacks/delivery-result.ts'
import type { Sha256 } from '../../emulator/callbacks/sign.ts'
import { explainDelivery } from '../../emulator/messages.ts'
import { maskSecret } from '../../text/redact.ts'
import { type ProbeReport, toProbeReport } from '../probe-report.ts'
import { createContext, type ProbeOutcome, type ProbeSuite, runProbes } from '../probe-runner.ts'
import type { ReportPolicy } from '../rule.ts'
import { receiverProbes } from './probes.ts'
import {
  type CallbackTemplate,
  createCall,
  isOtherShapeAccepted,
  type ReceiverContext,
  type ReceiverProbeRun,
  type ReceiverRunTarget,
  type ReceiverTarget,
  reads,
  toReading,
  toReceiverCurl,
  toRequest,
  toStart,
  toTemplate,
} from './request.ts'
import { type ReceiverSubject, receiverRules } from './rules.ts'

/** A report on a receiver. */
export interface ReceiverReport extends ProbeReport {
  readonly kind: 'receiver'
}

/** What a check needs from outside. */
interface ReceiverTools {
  readonly send: SendCallback
  /** Unix milliseconds. */
  readonly now: () => number
  readonly sha256: Sha256
  /** How long an answer may take, in milliseconds; 2 s, as with the service, if absent. */
  readonly answerTimeout?: number
  /** Called after each probe that was sent. */
  readonly onProbe?: ((run: ReceiverProbeRun) => void) | undefined
}

/** Sends the callbacks of the service to a receiver. Nothing is awaited for longer than 2 s. */
export const runReceiverProbes = (
  target: ReceiverTarget,
  { send, now, sha256, answerTimeout = callbackTimeoutMs, onProbe }: ReceiverTools,
): Promise<readonly ReceiverProbeRun[]> =>
  runProbes(
    suite,
    { ...target, sha256 },
    { pause: 0, answerTimeout, timeout: Number.POSITIVE_INFINITY },
    {
      send: async ({ url, body }, timeoutMs) => toOutcome(await send({ target: url, body }, timeoutMs), timeoutMs),
      now,
      pause: async () => {},
    },
    onProbe,
  )

function toOutcome(result: DeliveryResult, timeoutMs: number): ProbeOutcome {
  if ('status' in result) return { status: result.status, headers: {}, text: result.text }
  const { unanswered } = result
  if (unanswered.code === 'timeout') return { unanswered: { code: 'timeout', timeoutMs } }
  return { unanswered: { code: 'other', sentence: explainDelivery(unanswered) } }
}

const suite: ProbeSuite<ReceiverRunTarget, CallbackTemplate> = {
  probes: receiverProbes,
  isConcurrent: ({ find }) => reads(find('at-once'), 'accepted'),
  lacks: (need, { token }) => need === 'token' && token === undefined,
  holds(condition, probe, context) {
    const run = context.find(probe)
    // A connection that is closed without an answer is a refusal too.
    if (condition === 'refused') return reads(run, 'refused', 'unanswered')
    if (condition === 'on-time') return !reads(run, 'late')
    return reads(run, 'accepted') || isOtherShapeAccepted(context, probe)
  },
  findStop({ runs }) {
    const gone = runs.find(run => run.gone)
    return gone && { code: 'gone', probe: gone.probe.id }
  },
  toRequest,
  // A receiver that answers too late would only take longer.
  isFinal: outcome => toReading(outcome) === 'late',
  toLivenessCheck(finished, context) {
    const suspects = finished.filter(({ attempts }) => attempts.some(({ outcome }) => isSuspect(outcome, context)))
    if (suspects.length === 0) return undefined
    const call = createCall(context, `alive ${suspects.map(({ probe }) => probe.id).join(' ')}`)
    return { suspects, template: toTemplate(context, toStart(call)) }
  },
  isAlive: outcome => toReading(outcome) !== 'unanswered',
}

/** A receiver that never answers in time is not asked whether it still answers. */
function isSuspect(outcome: ProbeOutcome, { find }: ReceiverContext): boolean {
  const reading = toReading(outcome)
  return reading === 'unanswered' || (reading === 'late' && reads(find('start-call'), 'accepted'))
}

/** Evaluates the probes of a run. */
export function toReceiverReport(
  target: ReceiverTarget,
  runs: readonly ReceiverProbeRun[],
  policy: ReportPolicy = {},
): ReceiverReport {
  const report = toProbeReport({
    // Evaluating makes no new calls, so nothing is hashed.
    context: createContext({ ...target, sha256: String }, runs),
    rules: receiverRules,
    policy,
    isAnswered: outcome => toReading(outcome) !== 'unanswered',
    toSubject: ({ probe, index, of }: ReceiverSubject) => ({
      title: of === 1 ? probe : `${probe}, callback ${index + 1} of ${of}`,
      probe,
    }),
    toCurl: toReceiverCurl,
  })
  const facts = target.token === undefined ? [] : [{ text: explainToken(target.token) }]
  return { kind: 'receiver', ...report, facts, sections: [] }
}

const explainToken = (token: string) =>
  `Signed with the token ${maskSecret(token)}. A receiver that checks RequestTime accepts the reproductions for about a minute.`

/** A line on a probe that was sent, such as `start-call: accepted, 12 ms`. */
export function explainProbeRun({ probe, attempts }: ReceiverProbeRun): string {
  const readings = [...new Set(attempts.map(({ outcome }) => readingNames[toReading(outcome)]))]
  return `${probe.id}: ${readings.join(' and ')}, ${Math.max(...attempts.map(({ took }) => took))} ms`
}

const readingNames = {
  accepted: 'accepted',
  refused: 'refused',
  late: 'not answered in time',
  unanswered: 'not answered',
} as const
