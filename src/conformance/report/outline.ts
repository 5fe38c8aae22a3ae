import type { Source } from '../../contracts/source.ts'
import type { FailureMode } from '../../emulator/exchange.ts'
import { toOtherName } from '../client/explain-failure.ts'
import { type Meets, toMeetName } from '../client/failure-modes.ts'
import {
  type Exposure,
  type ExposureCell,
  type ExposureRow,
  type Finding,
  type Gone,
  type Reaction,
  type Report,
  type RunFacts,
  reactions,
  type Slip,
} from '../client/report.ts'
import type { Group } from '../client/rule.ts'
import { explainSpan } from '../client/said.ts'
import { explainReason, isFatal } from '../rule.ts'
import { toExampleFault, toFaultText } from '../sweep/mutant.ts'
import type { Invocation } from './formats.ts'
import { toPrintable, toShort } from './printable.ts'

/** A report's findings in the order in which people read them. */
export interface Outline {
  /** What to fix, the first thing first: errors before warnings, then requests, behaviour, responses, cases. */
  readonly broken: readonly Finding[]
  /** Those with known issues, whether or not they have other findings. */
  readonly known: readonly Finding[]
  /** Those without findings. */
  readonly kept: readonly Finding[]
  /** Those that nothing exercised. */
  readonly rest: readonly Finding[]
}

/** Every group with its heading, in the order in which findings are fixed. */
export const groupTitles: { readonly [Name in Group]: string } = {
  request: 'Requests',
  behaviour: 'Behaviour over time',
  answer: 'Reading responses',
  case: 'Cases',
}

const groupNames = Object.keys(groupTitles)

/** Puts a report's findings in order. */
export function toOutline({ findings }: Report): Outline {
  const of = (verdict: string) => findings.filter(finding => finding.verdict === verdict)
  return {
    broken: of('failed').toSorted((one, other) => toWeight(one) - toWeight(other)),
    known: findings.filter(({ knownCount }) => knownCount > 0),
    kept: of('passed').filter(({ knownCount }) => knownCount === 0),
    rest: of('not exercised'),
  }
}

const toWeight = ({ rule }: Finding) =>
  (rule.severity === 'error' ? 0 : groupNames.length) + groupNames.indexOf(rule.group)

/** A number of things, such as `1 request` or `2 requests`. */
export const toCount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

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

/** A failed rule as plain lines for tools that show a text as it is: what was found, why, the fix, and how to reproduce it. */
export function explainBroken({ rule, slips, count }: Finding, runs: readonly RunFacts[]): string[] {
  const [first] = slips
  return [
    ...explainFound(slips, count, runs),
    `why: ${explainReason(rule.reason, findSources({ rule, slips }))}`,
    `fix: ${rule.fix}`,
    ...(first ? [`reproduce: ${toPrintable(first.needs)}`, toPrintable(first.curl)] : []),
  ]
}

/** The first findings, a line each, and how many more there are. */
export function explainFound(slips: readonly Slip[], count: number, runs: readonly RunFacts[]): string[] {
  const told = slips.slice(0, slipsTold)
  return [
    ...told.map(slip => `found: ${explainPlace(slip, runs)}: ${explainSlip(slip)}`),
    ...(count > told.length ? [`and ${count - told.length} more`] : []),
  ]
}

/** How many of the failure modes of its commands a client met, as a line without its title. */
export function explainExposure({ met, all, percent, rows, floor }: Exposure): string {
  if (percent === undefined) return 'no command was used, so there are no failure modes to cover'
  const required = floor === undefined || percent >= floor ? '' : `; at least ${floor} % is required`
  return `${percent} % (${met} of ${toCount(all, 'failure mode')} of ${toCount(rows.length, 'command')})${required}`
}

/** A failure mode by its number or its name. */
export const toCellName = ({ meets }: ExposureCell): string => toMeetName(meets)

/** What it is, as a sentence. */
export const explainCell = ({ meets }: ExposureCell): string => explainMeets(meets)

/** What a failure mode is, as a sentence. */
export const explainMeets = (meets: Meets): string => ('code' in meets ? meets.meaning : stumbleMeanings[meets.stumble])

const stumbleMeanings: { readonly [Name in Exclude<FailureMode, 'refusal'>]: string } = {
  http: 'The HTTP status is not 200.',
  'reset-before': 'The connection is reset before the response.',
  'reset-during': 'The connection is reset in the middle of the response.',
  empty: 'The body is empty.',
  truncated: 'The body is cut off.',
  garbage: 'The body is not JSON.',
  html: 'The body is an HTML page.',
  omitted: 'A field of the response is missing.',
  mistyped: 'A field of the response has the wrong type.',
  slow: 'The response takes long.',
  dribble: 'The response arrives a few bytes at a time.',
}

/** What a client did next, in a word. */
export const reactionNames: { readonly [Name in Reaction]: string } = {
  recovered: 'recovered',
  'asked again': 'retried',
  'went on': 'continued',
  'hung up': 'disconnected',
  'asked no more': 'stopped',
}

/** What a client did after it had met a failure mode, such as `recovered 10, retried 2`. */
export function explainReactions({ times, reactions: counted }: ExposureCell): string {
  const named = reactions.flatMap(name => (counted[name] ? [`${reactionNames[name]} ${counted[name]}`] : []))
  if (named.length > 0) return named.join(', ')
  return times > 0 ? 'the requests are no longer kept' : ''
}

/** The covered failure modes of a command. */
export const toMet = ({ cells }: ExposureRow) => cells.filter(({ times }) => times > 0)

/** The failure modes of a command that are not covered. */
export const toUnmet = ({ cells }: ExposureRow) => cells.filter(({ times }) => times === 0)

/** The failure modes of a command that are not covered, such as `get_call_info: 101001, http`; undefined if all are. */
export function explainUnmet(row: ExposureRow): string | undefined {
  const names = toUnmet(row).map(toCellName)
  return names.length === 0 ? undefined : `${row.command}: ${names.join(', ')}`
}

/** Below this failure coverage, in hundredths, a report says how to raise it. */
const lowCoverage = 50

/** The scenario that is suggested: its faults hit a client request by request. */
const scenario = 'flaky-backend'

/**
 * Three lines for a shell, each of which raises the failure coverage: a sweep, a fault that the client has not met, and
 * a scenario with faults. Empty where the coverage is high enough, where no command was used, and for a client that was
 * led through the built-in cases, which have faults of their own.
 */
export function listAdvice({ exposure, findings }: Report, invocation: Invocation | undefined): string[] {
  const { percent, floor = 0, rows } = exposure
  if (findings.some(({ rule, judged }) => rule.group === 'case' && judged > 0)) return []
  if (percent === undefined || percent >= Math.max(lowCoverage, floor)) return []
  const row = rows.find(one => toUnmet(one).length > 0)
  const cell = row && toUnmet(row)[0]
  if (!row || !cell) return []
  const fault = toFaultText(toExampleFault(row.command, cell.meets))
  return [
    toLine('sweep', invocation, [], 'fault'),
    toLine('exec', invocation, [`--fault '${fault}'`]),
    toLine('exec', invocation, [`--scenario ${scenario}`], 'scenario'),
  ]
}

/** A command line like the one that made the report, with other flags; `left` is a flag that it goes without. */
function toLine(name: 'exec' | 'sweep', invocation: Invocation | undefined, flags: readonly string[], left?: string) {
  const own = (invocation?.flags ?? []).filter(flag => flag.name !== left).map(({ text }) => text)
  return ['npx ringback', name, ...own, ...flags, '--', invocation?.command ?? 'COMMAND'].join(' ')
}
