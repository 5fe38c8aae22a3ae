import type { ProbeOutcome, ProbeRun, RunContext } from './probe-runner.ts'
import { explainFailure, explainSkip } from './probe-runner.ts'
import type { Report } from './report/model.ts'
import {
  evaluateRules,
  type FindingSubject,
  listFatal,
  listResolved,
  listUnexercised,
  type ReportPolicy,
  type Rule,
  type RuleResult,
  toVerdict,
} from './rule.ts'

/** A report on a server or a receiver. */
export interface ProbeReport extends Report {
  readonly url: string
  /** Why no request was answered, as a sentence; null if any was. */
  readonly unanswered: string | null
  /** Every probe, in the order in which they were sent. */
  readonly probes: readonly ProbeFacts[]
}

/** A probe in a report. What is absent is null. */
interface ProbeFacts {
  readonly id: string
  readonly title: string
  /** Why it was not sent, as a sentence. */
  readonly skipped: string | null
  /** How many requests were sent. */
  readonly sent: number
  /** The last of them. */
  readonly requests: readonly {
    readonly method: string
    readonly url: string
    readonly status: number | null
    /** The beginning of the answer. */
    readonly answer: string | null
    /** Why there is no answer, as a sentence. */
    readonly unanswered: string | null
    /** Milliseconds. */
    readonly took: number
  }[]
  /** A line for a shell that sends it again. */
  readonly curl: string | null
}

/** How many requests of a probe a report shows, and how much of an answer, in characters. */
const shownRequests = 3
const shownAnswer = 400

/** What a report on probes is made from. */
interface ProbeReportParts<Target, Template, Subject> {
  readonly context: RunContext<Target, Template>
  readonly rules: readonly Rule<RunContext<Target, Template>, Subject>[]
  readonly policy: ReportPolicy
  /** Whether broken assumptions are warnings. */
  readonly assumptionsWarn?: boolean
  /** Whether there is another reason to fail. */
  readonly isFailed?: boolean
  isAnswered(outcome: ProbeOutcome): boolean
  toSubject(subject: Subject): FindingSubject
  toCurl(run: ProbeRun<Target, Template>): string | undefined
  /** What a line for a shell needs in its environment, as a sentence; empty if nothing. */
  explainVariables?(curl: string): string
}

/** Makes the part of a report that is the same for servers and receivers. */
export function toProbeReport<
  Target extends { readonly url: string },
  Template,
  Subject extends { readonly probe: string },
>(parts: ProbeReportParts<Target, Template, Subject>): Omit<ProbeReport, 'kind' | 'facts' | 'sections'> {
  const { context, rules, policy, isFailed } = parts
  const { failOn = 'error', knownIssues = [] } = policy
  const { runs, target } = context
  const unanswered = findSilence(runs, parts.isAnswered)
  const results = unanswered === undefined ? evaluate(parts) : listUnexercised(rules, unanswered)
  const fatal = listFatal(results, failOn)
  return {
    // A query may hold a token, and headlines end up in build logs.
    title: target.url.replace(/[?#].*$/s, ''),
    verdict: toVerdict(results, { failOn, ...(isFailed === undefined ? {} : { isFailed }) }),
    reasons: [
      ...(unanswered === undefined ? [] : [unanswered]),
      ...(fatal.length > 0 ? [`Failed rules: ${fatal.map(({ rule }) => rule.id).join(', ')}.`] : []),
    ],
    failOn,
    results,
    resolvedKnownIssues: listResolved(knownIssues, results),
    url: target.url,
    unanswered: unanswered ?? null,
    probes: runs.map(run => toFacts(run, parts)),
  }
}

function evaluate<Target, Template, Subject extends { readonly probe: string }>({
  context,
  rules,
  policy: { knownIssues },
  assumptionsWarn = false,
  toSubject,
  toCurl,
  explainVariables,
}: ProbeReportParts<Target, Template, Subject>): readonly RuleResult[] {
  return evaluateRules(rules, [context], {
    knownIssues,
    assumptionsWarn,
    toSubject,
    toReproduction({ subject: { probe } }) {
      const run = context.find(probe)
      const curl = run && toCurl(run)
      if (!run || curl === undefined) return undefined
      return { curl, needs: [run.probe.title, explainVariables?.(curl) ?? ''].filter(Boolean).join(' ') }
    },
  })
}

function findSilence<Target, Template>(
  runs: readonly ProbeRun<Target, Template>[],
  isAnswered: (outcome: ProbeOutcome) => boolean,
): string | undefined {
  const outcomes = runs.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome))
  if (outcomes.some(isAnswered)) return undefined
  const [first] = outcomes
  return first && 'unanswered' in first ? explainFailure(first.unanswered) : 'No request was sent.'
}

function toFacts<Target, Template, Subject>(
  run: ProbeRun<Target, Template>,
  { toCurl }: Pick<ProbeReportParts<Target, Template, Subject>, 'toCurl'>,
): ProbeFacts {
  const { probe, attempts, skipped } = run
  return {
    id: probe.id,
    title: probe.title,
    skipped: skipped ? explainSkip(skipped) : null,
    sent: attempts.length,
    requests: attempts.slice(-shownRequests).map(({ request: { method, url }, outcome, took }) => ({
      method,
      url,
      status: 'status' in outcome ? outcome.status : null,
      answer: 'status' in outcome ? outcome.text.slice(0, shownAnswer) : null,
      unanswered: 'unanswered' in outcome ? explainFailure(outcome.unanswered) : null,
      took,
    })),
    curl: toCurl(run) ?? null,
  }
}
