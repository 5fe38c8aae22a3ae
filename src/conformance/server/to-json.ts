import { maskAll } from '../../text/redact.ts'
import { explainReason } from '../rule.ts'
import type { Report } from './check.ts'
import { explainVerdict, toReportMask } from './explain.ts'
import type { Outcome, Played } from './probe.ts'
import type { Subject } from './stage.ts'
import { toCurl } from './to-curl.ts'

/** How much of an answer is shown, in characters. */
const kept = 400

/** A report for programs; its keys are stable, and what is absent is null. */
export function toJson(report: Report) {
  const { verdict, failOn, subject, findings, played, silence, left, changes } = report
  const document = {
    verdict,
    headline: explainVerdict(report),
    failOn,
    url: subject.url,
    write: subject.write,
    silence: silence ?? null,
    left,
    changes: changes ?? null,
    rules: findings.map(({ rule, severity, verdict, slips, unclear }) => ({
      id: rule.id,
      severity,
      verdict,
      sentence: rule.sentence,
      reason: explainReason(rule.reason, rule.seen),
      seen: rule.seen,
      fix: rule.fix,
      drifts: slips.map(({ probe, field, sentence, seen }) => ({ probe, field: field ?? null, sentence, seen })),
      unclear,
    })),
    probes: played.map(one => toProbe(one, subject)),
  }
  return maskAll(document, toReportMask(report))
}

function toProbe(one: Played, subject: Subject) {
  const { probe, shots, unplayed } = one
  const last = shots.at(-1)
  return {
    id: probe.id,
    sentence: probe.sentence,
    unplayed: unplayed ?? null,
    times: shots.length,
    ...explainOutcome(last?.outcome),
    took: last?.took ?? null,
    curl: toCurl(one, subject) ?? null,
  }
}

function explainOutcome(outcome: Outcome | undefined) {
  if (outcome === undefined) return { status: null, answer: null, unanswered: null }
  if ('unanswered' in outcome) return { status: null, answer: null, unanswered: outcome.unanswered }
  return { status: outcome.status, answer: outcome.text.slice(0, kept), unanswered: null }
}
