import type { Source } from '../../../contracts/basis.ts'
import { isFatal } from '../../rule.ts'
import { toOtherName } from '../explain-failure.ts'
import type { Finding, Gone, Report, RunFacts, Slip } from '../report.ts'
import { explainSpan } from '../said.ts'
import { toCount } from './outline.ts'
import { toPrintable, toShort } from './printable.ts'

/** How many findings of a rule are listed one by one. */
export const slipsTold = 3

/** The longest target and the longest sentence that are shown in full, in characters. */
const longestTarget = 160
const longestSentence = 1_000

/** How many failed commands and how many runs are named one by one. */
const mostNamed = 3

/**
 * The headline as one line: the verdict with the counts, such as `PASSED: 4 requests. 22 rules passed, 0 failed, 18 not
 * exercised.` A command that failed by itself is named first, whatever the verdict.
 */
export function explainVerdict(report: Report): string {
  const own = `${report.verdict.toUpperCase()}: ${explainOutcome(report)}`
  const failures = listCommandFailures(report)
  if (failures.length === 0) return own
  const more = failures.length > mostNamed ? `, and ${failures.length - mostNamed} more` : ''
  return `COMMAND FAILED: ${failures.slice(0, mostNamed).join(', ')}${more}. Contract report ${own}`
}

/** The verdict as a title, such as `Passed` or `Command failed; contract report passed`. */
export function toTitle(report: Report): string {
  const { verdict } = report
  if (listCommandFailures(report).length > 0) return `Command failed; contract report ${verdict}`
  return `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}`
}

/** How the commands that were run failed, such as `exit code 1` or `run 2: ended by SIGKILL`; empty if none did. */
export const listCommandFailures = ({ runs }: Report): readonly string[] =>
  runs.flatMap(({ run }, index) => {
    const how = run && explainFailedEnd(run)
    return how === undefined ? [] : [runs.length > 1 ? `run ${index + 1}: ${how}` : how]
  })

function explainFailedEnd({ code, signal, timedOut, began, ended }: NonNullable<RunFacts['run']>): string | undefined {
  if (timedOut) return `timed out after ${explainSpan(ended - began)}`
  if (signal !== null) return `ended by ${toShort(signal, 40)}`
  return code === null || code === 0 ? undefined : `exit code ${code}`
}

/** The number of requests, and how many rules and cases passed, failed or were not exercised. */
export function explainOutcome(report: Report): string {
  if (report.verdict === 'not exercised') return explainUnexercised(report)
  const cases = report.findings.filter(isCase)
  const rules = report.findings.filter(finding => !isCase(finding))
  return [
    `${toCount(toOutlineRequests(report), 'request')}.`,
    explainCounts('rule', rules, report),
    ...(cases.length > 0 ? [explainCounts('case', cases, report)] : []),
  ].join(' ')
}

const toOutlineRequests = ({ runs }: Report) => runs.reduce((total, run) => total + run.requests, 0)

const isCase = ({ rule }: Finding) => rule.group === 'case'

function explainCounts(thing: string, findings: readonly Finding[], { failOn }: Report): string {
  const { passed, failed, warnings, ignored, known, rest } = countFindings(findings, failOn)
  const counts = [
    `${toCount(passed, thing)} passed`,
    `${failed} failed`,
    ...(warnings > 0 ? [toCount(warnings, 'warning')] : []),
    ...(ignored > 0 ? [`${toCount(ignored, 'error')} not counted`] : []),
    ...(known > 0 ? [`${known} known`] : []),
    `${rest} not exercised`,
  ]
  return `${counts.join(', ')}.`
}

/** How many rules and cases have each result; each is counted once. */
export interface Counts {
  readonly passed: number
  /** Those with findings that fail the run. */
  readonly failed: number
  /** Those with findings that do not fail the run: warnings, and errors where nothing fails it. */
  readonly warnings: number
  readonly ignored: number
  /** Those whose findings are all known issues. */
  readonly known: number
  readonly rest: number
}

/** Counts rules or cases by their results. */
export function countFindings(findings: readonly Finding[], failOn: Report['failOn']): Counts {
  const count = (isOne: (finding: Finding) => boolean) => findings.filter(isOne).length
  const isBroken = ({ verdict }: Finding) => verdict === 'failed'
  const fails = (finding: Finding) => isBroken(finding) && isFatal(finding.rule.severity, failOn)
  const isSpared = (finding: Finding) => isBroken(finding) && !fails(finding)
  return {
    passed: count(({ verdict, knownCount }) => verdict === 'passed' && knownCount === 0),
    failed: count(fails),
    warnings: count(finding => isSpared(finding) && finding.rule.severity === 'warning'),
    ignored: count(finding => isSpared(finding) && finding.rule.severity === 'error'),
    known: count(({ verdict, knownCount }) => verdict === 'passed' && knownCount > 0),
    rest: count(({ verdict }) => verdict === 'not exercised'),
  }
}

/** The number of rules and the number of cases among some findings. */
export function explainHowMany(findings: readonly Finding[]): string {
  const cases = findings.filter(isCase).length
  const counts = [toCount(findings.length - cases, 'rule'), toCount(cases, 'case')]
  return counts.filter(count => !count.startsWith('0')).join(' and ')
}

/** Why nothing could be checked. */
const explainUnexercised = ({ because, findings }: Report): string =>
  toPrintable(`${because.join(' ') || 'No requests received.'} None of ${explainHowMany(findings)} could be checked.`)

/** The name of a run among several: its position, and its file if it has one. */
export function explainRunName(runs: readonly RunFacts[], index: number): string {
  const name = runs[index]?.name
  const place = runs.length > 1 ? `run ${index + 1}` : 'run'
  return name === undefined ? place : `${place}, ${toShort(name, longestTarget)}`
}

/** A run as sentences: its requests, its settings, and how its command ended. */
export function explainRun(facts: RunFacts): string[] {
  const { scenario, validation, auth, run, requests, kept, commands } = facts
  const each = commands.map(({ command, requests: own }) => `${toPrintable(command ?? 'no command')} ${own}`)
  const list = each.length > 0 ? ` (${each.join(', ')})` : ''
  return [
    `${toCount(requests, 'request')}${list} in scenario "${toShort(scenario, longestTarget)}".`,
    ...(kept < requests ? [`Only the last ${kept} of ${requests} requests were kept, and checked.`] : []),
    ...explainNotEvaluated(facts),
    ...explainRefused(facts.refused),
    ...(validation === 'lenient' ? ['Validation was lenient.'] : []),
    ...(auth === 'off' ? ['UserSigs were not verified.'] : []),
    ...(run ? [explainEnd(run)] : []),
  ]
}

/** The requests of a run that no rule evaluates since they are not of the Call API; empty if there are none. */
export function explainNotEvaluated({ otherServices, outside }: RunFacts): string[] {
  const parts = [
    ...otherServices.map(
      ({ command, requests, accepted }) => `${toOtherName(command)} ${requests}${accepted > 0 ? ' (accepted)' : ''}`,
    ),
    ...(outside.requests > 0
      ? [
          `outside the API ${outside.requests} (${outside.examples.map(({ method, path }) => toShort(`${method} ${path}`.trim() || 'not HTTP', 60)).join(', ')})`,
        ]
      : []),
  ]
  return parts.length > 0 ? [`Not evaluated, since not of the Call API: ${parts.join(', ')}.`] : []
}

/** Which hosts were refused, each with its count and the reason; nothing if there are none. */
export function explainRefused(refused: RunFacts['refused']): string[] {
  if (refused.length === 0) return []
  const hosts = refused.map(({ host, count }) => `${toShort(host, longestTarget)} (${count})`)
  const reasons = new Set(refused.map(({ reason }) => toShort(reason, longestReason)))
  return [`Refused hosts: ${hosts.join(', ')}.`, ...reasons]
}

const longestReason = 400

function explainEnd(run: NonNullable<RunFacts['run']>): string {
  const { command, code, signal, timedOut, began, ended } = run
  const subject = `"${toShort(command, longestTarget)}"`
  const span = explainSpan(ended - began)
  if (timedOut) return `${subject} timed out after ${span}.`
  if (signal !== null) return `${subject} was ended by ${toShort(signal, 40)} after ${span}.`
  return `${subject} exited with ${code === null ? 'an unknown code' : `code ${code}`} after ${span}.`
}

/** The request that a finding is about, such as `request 12, get_call_info`. */
export function explainPlace({ run, entry, command, method, target }: Slip, runs: readonly RunFacts[]): string {
  // The query is long and mostly the same.
  const what = command ?? `${method} ${target.replace(/\?.*$/s, '')}`.trim()
  const request = entry === undefined ? 'no request' : `request ${entry}`
  return `${runs.length > 1 ? `run ${run + 1}, ` : ''}${request}, ${toShort(what, longestTarget)}`
}

/** The method and target of a finding's request, short enough to read. */
export const explainTarget = ({ method, target }: Slip): string => toShort(`${method} ${target}`.trim(), longestTarget)

/** What was found, short enough to read. */
export const explainSlip = ({ sentence }: Slip): string => toShort(sentence, longestSentence)

/** Why findings are known issues, each reason once. */
export const explainWhys = (known: readonly Slip[]): string[] => [
  ...new Set(known.flatMap(({ why }) => (why ? [toShort(why, longestSentence)] : []))),
]

/** What to do about a line of the list of known issues that did not occur. */
export function explainGone({ line, rule, command, exercised }: Gone): string {
  const what = toPrintable(command === undefined ? rule : `${rule} on ${command}`)
  return exercised
    ? `${what} no longer occurs. Remove line ${line} from the list.`
    : `${what} was not exercised, so line ${line} may still be needed.`
}

/** The sources of what was found, each once: of its commands' pages, or of its rule where nothing was found. */
export function findSources({ rule, slips }: Pick<Finding, 'rule' | 'slips'>): readonly Source[] {
  const all = slips.map(({ seen }) => seen ?? rule.seen)
  return all.length === 0 ? [rule.seen] : [...new Map(all.map(basis => [JSON.stringify(basis), basis])).values()]
}
