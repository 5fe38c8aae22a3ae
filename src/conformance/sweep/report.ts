import { operationNames } from '../../contracts/operations.ts'
import type { RefusedHost } from '../../emulator/journal.ts'
import { toDurationText } from '../../text/duration.ts'
import { formatList, toCount } from '../../text/format.ts'
import { listFailures } from '../client/failure-modes.ts'
import { explainRefusedHosts } from '../client/messages.ts'
import { clientRules } from '../client/rules.ts'
import type { Report, Section } from '../report/model.ts'
import { toShort } from '../report/printable.ts'
import {
  createTally,
  type FindingSubject,
  listResolved,
  type ReportPolicy,
  type Requirement,
  type ResolvedKnownIssue,
  type RuleResult,
  toVerdict,
} from '../rule.ts'
import { type FaultRun, outcomeMeanings, outcomeRules, sweepOutcomes } from './outcome.ts'
import type { FaultCase } from './plan.ts'

/** The run without faults. */
interface BaselineRun {
  readonly requests: number
  readonly milliseconds: number
  /** Ids of rules of severity error that it breaks; they are ignored in the other runs. */
  readonly brokenRules: readonly string[]
  /** Hosts that the proxy refused to its clients. */
  readonly refused: readonly RefusedHost[]
}

/** A report on a sweep. */
export interface SweepReport extends Report {
  readonly kind: 'sweep'
  /** The command as it would be typed, without secrets. */
  readonly command: string
  readonly scenario: string
  readonly baseline: BaselineRun
  /** The time limit of a run, in milliseconds. */
  readonly timeout: number
  /** The seed that runs were chosen by. */
  readonly seed: number
  /** Whether it was stopped before its end. */
  readonly interrupted: boolean
  /** In the order of the requests. */
  readonly runs: readonly ReturnType<typeof toRunReport>[]
  /** Cases that were not run. */
  readonly leftOut: readonly ReturnType<typeof toCaseReport>[]
}

/** What a report on a sweep is made from. */
export interface SweepFacts
  extends Pick<SweepReport, 'command' | 'scenario' | 'baseline' | 'timeout' | 'seed' | 'interrupted'> {
  readonly runs: readonly FaultRun[]
  readonly leftOut: readonly FaultCase[]
}

/** Makes a report on a sweep. */
export function toSweepReport(
  { runs: unsorted, leftOut, ...facts }: SweepFacts,
  { failOn = 'error', knownIssues = [] }: ReportPolicy = {},
): SweepReport {
  const runs = unsorted.toSorted(compare)
  const triggered = runs.filter(({ outcome }) => outcome !== 'not-triggered')
  const results = [
    ...outcomeRules.map(rule => toOutcomeResult(rule, triggered, { knownIssues })),
    ...toWarningResults(runs, { knownIssues }),
  ]
  const isExercised = triggered.length > 0
  const verdict = toVerdict(results, { failOn, isExercised, isFailed: facts.interrupted })
  return {
    kind: 'sweep',
    title: `${toCount(runs.length, 'run')} with one fault each`,
    label: facts.interrupted ? 'INTERRUPTED' : undefined,
    summary: explainCounts(runs, leftOut.length, results),
    verdict,
    reasons: [
      ...(facts.interrupted ? ['The sweep was interrupted.'] : []),
      ...(isExercised ? [] : ['No fault was triggered.']),
    ],
    failOn,
    results,
    resolvedKnownIssues: listResolved(knownIssues, results).map(issue => ({
      ...issue,
      exercised: issue.exercised && !leftOut.some(one => isMeant(issue, one)),
    })),
    facts: [{ text: explainBaseline(facts) }],
    sections: toSections(runs, leftOut, facts.interrupted),
    ...facts,
    runs: runs.map(toRunReport),
    leftOut: leftOut.toSorted(compare).map(toCaseReport),
  }
}

/** Whether a line of the known issues means a case. */
const isMeant = ({ fault, command }: ResolvedKnownIssue, one: FaultCase): boolean =>
  (fault === undefined || fault === one.failure.name) && (command === undefined || command === one.command)

const toName = ({ command, nth, failure }: FaultCase) => `${command} ${nth}, ${failure.name}`

const toSubject = (run: FaultCase): FindingSubject => ({
  title: toName(run),
  command: run.command,
  fault: run.failure.name,
})

const toReproduction = (run: FaultRun) => ({
  curl: run.reproduction,
  needs: `Repeats ${toName(run)}. No emulator has to be running.`,
})

function toOutcomeResult(
  rule: (typeof outcomeRules)[number],
  runs: readonly FaultRun[],
  policy: Pick<ReportPolicy, 'knownIssues'>,
): RuleResult {
  const tally = createTally(rule, { ...policy, keptFindings: mostRuns })
  for (const run of runs) {
    if (run.outcome !== rule.id) tally.addKept()
    else
      tally.addBroken(toSubject(run), rule.source, () => ({
        code: run.outcome,
        data: { failure: run.failure.name, ended: toEnd(run), reactions: run.reactions, violations: run.violations },
        message: explainRun(run),
        reproduction: toReproduction(run),
        notes: listLastLines(run.output).map(line => `output: ${line}`),
      }))
  }
  return tally.toResult()
}

const mostRuns = 10_000

/** The rules of severity warning that runs broke, each with its runs. */
function toWarningResults(runs: readonly FaultRun[], policy: Pick<ReportPolicy, 'knownIssues'>): readonly RuleResult[] {
  return clientRules.flatMap(rule => {
    const broken = runs.flatMap(run => {
      const warning = run.warnings.find(one => one.rule === rule.id)
      return warning ? [{ run, warning }] : []
    })
    if (broken.length === 0) return []
    const requirement: Requirement = { ...rule, severity: 'warning' }
    const tally = createTally(requirement, { ...policy, keptFindings: mostRuns })
    for (const { run, warning } of broken)
      tally.addBroken(toSubject(run), rule.source, () => ({
        code: 'warning',
        data: { failure: run.failure.name },
        message: warning.message,
        reproduction: toReproduction(run),
      }))
    return [tally.toResult()]
  })
}

/** How a run ended and what the client did, as sentences. */
function explainRun(run: FaultRun): string {
  const { outcome, code, signal, milliseconds, reactions, violations, failure } = run
  const span = toDurationText(milliseconds)
  const end =
    outcome === 'timed-out'
      ? `It was stopped after ${span}.`
      : `It ${signal === null ? `exited with code ${code ?? 'unknown'}` : `was ended by ${signal}`} after ${span}.`
  return [
    failure.meaning,
    end,
    ...(reactions.length > 0 ? [`The client ${formatList(reactions, 'and')}.`] : []),
    ...violations.map(({ rule, title, message }) => `${rule}, ${title}: ${message}`),
  ].join(' ')
}

function explainCounts(runs: readonly FaultRun[], leftOut: number, results: readonly RuleResult[]): string {
  const counts = sweepOutcomes.toReversed().flatMap(outcome => {
    const count = runs.filter(run => run.outcome === outcome).length
    return count > 0 ? [`${count} ${outcome}`] : []
  })
  const known = results.reduce((sum, { knownCount }) => sum + knownCount, 0)
  const warnings = results.filter(({ rule, count }) => rule.group !== 'outcomes' && count > 0).length
  const more = [
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
    ...(known > 0 ? [`${known} known`] : []),
    ...(warnings > 0 ? [toCount(warnings, 'warning')] : []),
  ]
  return counts.length + more.length === 0 ? '' : `${[...counts, ...more].join(', ')}.`
}

const longestCommand = 120

function explainBaseline({ command, scenario, baseline, timeout }: Omit<SweepFacts, 'runs' | 'leftOut'>): string {
  const { requests, milliseconds, brokenRules, refused } = baseline
  return [
    `"${toShort(command, longestCommand)}" exited with code 0 after ${toDurationText(milliseconds)} and ${toCount(requests, 'request')} in scenario "${toShort(scenario, longestCommand)}".`,
    `The time limit with a fault was ${toDurationText(timeout)}.`,
    ...(brokenRules.length > 0
      ? [`Without a fault it breaks ${brokenRules.join(', ')}, which is ignored here: see ringback exec.`]
      : []),
    ...explainRefusedHosts(refused),
  ].join(' ')
}

function toSections(
  runs: readonly FaultRun[],
  leftOut: readonly FaultCase[],
  interrupted: boolean,
): readonly Section[] {
  const used = sweepOutcomes.filter(outcome => runs.some(run => run.outcome === outcome)).toReversed()
  const rows = listRequests(runs).flatMap(request =>
    used.flatMap(outcome => {
      const own = runs.filter(run => run.outcome === outcome && toRequest(run) === request)
      return own.length === 0 ? [] : [[request, outcome, own.map(({ failure }) => failure.name).join(', ')]]
    }),
  )
  const notRetried = runs.filter(run => run.notRetried)
  const untriggered = runs.filter(({ outcome }) => outcome === 'not-triggered')
  const notes = [
    ...(notRetried.length > 0
      ? [`Exited with code 0, but a request that got no answer was not retried: ${toList(notRetried)}.`]
      : []),
    ...(untriggered.length > 0 ? [`Did not trigger the fault: ${toList(untriggered)}.`] : []),
    ...(leftOut.length > 0
      ? [
          `Left out: ${toCount(leftOut.length, 'run')} of ${toCount(listRequests(leftOut).length, 'request')}.${interrupted ? '' : ' --max includes more of them, --seed others.'}`,
        ]
      : []),
  ]
  return [
    ...(rows.length > 0
      ? [
          {
            id: 'outcomes',
            title: 'Outcomes',
            isVerbose: true,
            table: { columns: ['Request', 'Outcome', 'Faults'], rows },
            items: used.map(outcome => `${outcome}: ${outcomeMeanings[outcome]}`),
          },
        ]
      : []),
    ...(notes.length > 0 ? [{ id: 'notes', title: 'Notes', items: notes }] : []),
  ]
}

const toRequest = ({ command, nth }: FaultCase) => `${command} ${nth}`

const listRequests = (cases: readonly FaultCase[]) => [...new Set(cases.map(toRequest))]

const mostNamed = 12

function toList(cases: readonly FaultCase[]): string {
  const names = cases.slice(0, mostNamed).map(toName).join('; ')
  return cases.length > mostNamed ? `${names}; and ${cases.length - mostNamed} more` : names
}

/** A fault case as data: the failure by its name, such as `http` or `101001`. */
const toCaseReport = ({ command, nth, failure, fault }: FaultCase) => ({ command, nth, failure: failure.name, fault })

const toEnd = ({ code, signal, timedOut, milliseconds }: FaultRun) => ({ code, signal, timedOut, milliseconds })

function toRunReport(run: FaultRun) {
  const { outcome, violations, warnings, reactions, notRetried, output, reproduction } = run
  const results = { outcome, ended: toEnd(run), violations, warnings, reactions, notRetried, output, reproduction }
  return { ...toCaseReport(run), ...results }
}

/** In the order of the contracts, then of the requests and their failures. */
const compare = (one: FaultCase, other: FaultCase) =>
  operationNames.indexOf(one.command) - operationNames.indexOf(other.command) ||
  one.nth - other.nth ||
  toPlace(one) - toPlace(other)

const toPlace = ({ command, failure }: FaultCase) =>
  listFailures(command).findIndex(({ name }) => name === failure.name)

/** How many lines, and how much of each in characters, of a run's output are shown. */
const mostLines = 8
const longestLine = 400

/** Escape sequences that test runners colour their output with. */
const colour = /\p{Cc}\[[\d;]*m/gu

/** The last lines of a run's output, without blank ones and colours. */
export const listLastLines = (output: string, most = mostLines): readonly string[] =>
  output
    .replaceAll(colour, '')
    .split(/\r?\n/)
    .filter(line => line.trim() !== '')
    .slice(-most)
    .map(line => line.slice(0, longestLine))
