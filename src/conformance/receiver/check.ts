import type { Verdict } from '../rule.ts'
import { type Played, playProbes, type Tools } from './play.ts'
import type { Subject } from './probe.ts'
import { toReading } from './reading.ts'
import { type Finding, toFinding } from './rule.ts'
import { rules } from './rules/list.ts'

/** What a check found out about a receiver. */
export interface Report {
  readonly subject: Subject
  /** Failed if an error was found, a warning being none; not exercised if nothing ever answered. */
  readonly verdict: Verdict
  /** Every rule, in the order of its id. */
  readonly findings: readonly Finding[]
  /** Every probe, in the order in which they were played. */
  readonly played: readonly Played[]
  /** Why nothing ever answered, as a sentence. */
  readonly silence?: string | undefined
}

/** Plays the callbacks of the service at a receiver and judges what it answers. Nothing is waited for longer than 2 s. */
export async function checkReceiver(subject: Subject, tools: Tools): Promise<Report> {
  const played = await playProbes(subject, tools)
  return toReport(subject, played)
}

/** Judges what came of the probes. */
export function toReport(subject: Subject, played: readonly Played[]): Report {
  const outcomes = played.flatMap(({ shots }) => shots.map(({ outcome }) => outcome))
  const [first] = outcomes
  if (outcomes.every(outcome => toReading(outcome) === 'broken')) {
    const silence = first && 'unanswered' in first ? first.unanswered : 'Nothing was sent.'
    const findings = rules.map((rule): Finding => ({ rule, verdict: 'not exercised', details: [silence], broken: [] }))
    return { subject, verdict: 'not exercised', findings, played, silence }
  }
  const findings = rules.map(rule => toFinding(rule, played))
  const failed = findings.some(({ rule, verdict }) => verdict === 'failed' && rule.severity === 'error')
  const passed = findings.some(({ verdict }) => verdict === 'passed')
  return { subject, verdict: failed ? 'failed' : passed ? 'passed' : 'not exercised', findings, played }
}
