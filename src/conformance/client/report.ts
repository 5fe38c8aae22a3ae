import { toCount } from '../../text/format.ts'
import type { FailureCoverage, Report } from '../report/model.ts'
import { toShort } from '../report/printable.ts'
import { evaluateRules, type FindingSubject, listFatal, listResolved, type ReportPolicy } from '../rule.ts'
import { type CaseResult, evaluateCases } from './case-results.ts'
import { toFailureCoverage } from './coverage.ts'
import { explainFailure, explainRun, explainRunName, explainUnexercised, listCommandFailures } from './messages.ts'
import { type ReproduceOptions, toReproduction } from './reproduction.ts'
import { clientRules } from './rules.ts'
import { toClientRun } from './run.ts'
import { type NamedJournal, type RunFacts, toRunFacts } from './run-facts.ts'

/** A report on clients, made from one or several runs. */
export interface ClientReport extends Report {
  readonly kind: 'client'
  /** The runs, in the order in which they were given. */
  readonly runs: readonly RunFacts[]
  readonly failureCoverage: FailureCoverage
  /** How the commands failed that were run, such as `exit code 1`. */
  readonly commandFailures: readonly string[]
}

/** How a report on clients is made. */
export interface ReportOptions extends ReportPolicy {
  readonly reproduce?: ReproduceOptions | undefined
}

/** Makes a report on one or several runs, each evaluated by itself; `cases` has the results of the built-in cases. */
export function toClientReport(
  journals: readonly NamedJournal[],
  { knownIssues = [], failOn = 'error', minCoverage, reproduce }: ReportOptions = {},
  cases?: readonly CaseResult[],
): ClientReport {
  const invalid = journals.map(() => new Set<number>())
  const runs = journals.map(({ journal }, index) => toClientRun(journal, invalid[index]))
  const toTitle = (subject: Omit<FindingSubject, 'title'>) => explainSubject(subject, runs.length)
  const ruleResults = evaluateRules(clientRules, runs, {
    knownIssues,
    toSubject({ position, command, at, method, target }, _, run) {
      const facts = { run, position, command, time: at, method, target }
      return { title: toTitle(facts), ...facts }
    },
    toReproduction: ({ subject, also }, { journal }, { group }) =>
      toReproduction(group, subject, journal, reproduce, also),
    onBroken({ position }, index, { group, severity }) {
      if (group === 'request' && severity === 'error') invalid[index]?.add(position)
    },
  })
  const caseResults = cases ? evaluateCases(cases, runs, knownIssues, toTitle) : []
  const results = [...ruleResults, ...caseResults]
  const failureCoverage = toFailureCoverage(runs, minCoverage)
  const facts = journals.map(toRunFacts)
  const isExercised = facts.some(({ requests }) => requests > 0) || (cases?.length ?? 0) > 0
  const reasons = isExercised ? explainFailure(listFatal(results, failOn), failureCoverage) : explainUnexercised(facts)
  return {
    kind: 'client',
    title: toCount(
      facts.reduce((total, { requests }) => total + requests, 0),
      'request',
    ),
    verdict: isExercised ? (reasons.length > 0 ? 'failed' : 'passed') : 'not exercised',
    reasons,
    failOn,
    commandFailures: listCommandFailures(facts),
    runs: facts,
    results,
    failureCoverage,
    resolvedKnownIssues: listResolved(knownIssues, results),
    facts: facts.map((run, index) => ({
      name: explainRunName(facts, index),
      text: explainRun(run).join(' '),
      time: run.run?.began,
    })),
    sections: [],
  }
}

const longestTarget = 160

/** The request that a finding is about, such as `request 12, get_call_info`; with its run if there are several. */
function explainSubject(
  { run = 0, position, command, method = '', target = '' }: Omit<FindingSubject, 'title'>,
  runs: number,
): string {
  // The query is long and mostly the same.
  const what = command ?? `${method} ${target.replace(/\?.*$/s, '')}`.trim()
  const request = position === undefined ? 'no request' : `request ${position}`
  return `${runs > 1 ? `run ${run + 1}, ` : ''}${request}, ${toShort(what, longestTarget)}`
}
