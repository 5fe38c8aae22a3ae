import { isOperationName } from '../../contracts/operations.ts'
import { toCount } from '../../text/format.ts'
import type { FailureCoverage, Report } from '../report/model.ts'
import { toShort } from '../report/printable.ts'
import {
  createTally,
  evaluateRules,
  type FindingSubject,
  type KnownIssue,
  listFatal,
  listResolved,
  type ReportPolicy,
  type RuleResult,
} from '../rule.ts'
import { type CaseFailure, explainCaseFailure } from './case-outcome.ts'
import { caseRequirements, clientCases } from './cases.ts'
import { toFailureCoverage } from './coverage.ts'
import { explainFailure, explainRun, explainRunName, explainUnexercised, listCommandFailures } from './messages.ts'
import { type ReproduceOptions, toReproduction } from './reproduction.ts'
import { clientRules } from './rules.ts'
import { type ClientRun, toClientRun } from './run.ts'
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

/** The result of one case for one command. */
export interface CaseResult {
  readonly id: string
  readonly command: string
  /** The index of its run, from 0. */
  readonly run: number
  /** The number of its last request there; absent if there was none. */
  readonly position: number | undefined
  /** When it ended, in Unix milliseconds of the emulator's clock. */
  readonly time: number
  /** Absent if it passed. */
  readonly failure: CaseFailure | undefined
  /** A line for a shell that runs the case again. */
  readonly rerun: string
}

/** Every built-in test case with its results; one that was not run is not exercised. */
function evaluateCases(
  results: readonly CaseResult[],
  runs: readonly ClientRun[],
  knownIssues: readonly KnownIssue[] | undefined,
  toTitle: (subject: Omit<FindingSubject, 'title'>) => string,
): readonly RuleResult[] {
  return caseRequirements.map(requirement => {
    const tally = createTally(requirement, { knownIssues })
    for (const result of results.filter(({ id }) => id === requirement.id)) {
      const { failure, rerun, command, id } = result
      if (failure === undefined) tally.addKept()
      else {
        const source = clientCases.find(one => one.id === id && one.command === command)?.source ?? requirement.source
        const facts = toFacts(result, runs)
        tally.addBroken({ title: toTitle(facts), ...facts }, source, () => {
          const { code, ...data } = failure
          const reproduction = { curl: rerun, needs: 'Run the case again; no emulator has to be running.' }
          return { code, data, message: explainCaseFailure(failure), reproduction }
        })
      }
    }
    return tally.toResult()
  })
}

function toFacts({ run, position, command, time }: CaseResult, runs: readonly ClientRun[]) {
  const request =
    position === undefined ? undefined : runs[run]?.journal.entries.find(entry => entry.position === position)
  return {
    run,
    position: request?.position,
    command: isOperationName(command) ? command : undefined,
    time,
    method: request?.method ?? '',
    target: request?.target ?? '',
  }
}
