import { explainReason } from '../rule.ts'
import type { Report } from './check.ts'
import type { Shot } from './play.ts'
import { toCurl } from './to-curl.ts'
import { explainVerdict } from './to-text.ts'

/** How much of a receiver's answer is kept, in characters. */
const kept = 400

/** A report for programs; its keys are stable, and what is absent is null. */
export function toJson(report: Report) {
  const { verdict, subject, findings, played, silence } = report
  return {
    verdict,
    headline: explainVerdict(report),
    url: subject.url,
    silence: silence ?? null,
    rules: findings.map(({ rule, verdict, details, broken }) => ({
      id: rule.id,
      severity: rule.severity,
      verdict,
      sentence: rule.sentence,
      reason: explainReason(rule.reason, rule.seen),
      seen: rule.seen,
      fix: rule.fix,
      details,
      probes: rule.probes,
      broken,
    })),
    probes: played.map(one => ({
      id: one.probe.id,
      sentence: one.probe.sentence,
      unplayed: one.unplayed ?? null,
      sent: one.shots.map(toSent),
      curl: toCurl(one) ?? null,
    })),
  }
}

function toSent({ parcel, outcome, took }: Shot) {
  const answered = 'status' in outcome
  return {
    target: parcel.target,
    status: answered ? outcome.status : null,
    answer: answered ? outcome.text.slice(0, kept) : null,
    unanswered: answered ? null : outcome.unanswered,
    took,
  }
}
