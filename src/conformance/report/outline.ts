import type { Source } from '../../contracts/source.ts'
import { toCount } from '../../text/format.ts'
import { explainReason, type Finding, isFatal, listFatal, type ResolvedKnownIssue, type RuleResult } from '../rule.ts'
import type { Report, ReportKind } from './model.ts'
import { toPrintable, toShort } from './printable.ts'

/** The results of a report in the order in which people read them. */
export interface Outline {
  /** What to fix, the first thing first: errors before warnings, then in the order of the groups. */
  readonly broken: readonly RuleResult[]
  /** Results with known issues, whether or not they have other findings. */
  readonly known: readonly RuleResult[]
  /** Results without findings. */
  readonly passed: readonly RuleResult[]
  readonly notExercised: readonly RuleResult[]
}

/** Sorts the results of a report. */
export function toOutline({ results }: Pick<Report, 'results'>): Outline {
  const of = (verdict: RuleResult['verdict']) => results.filter(result => result.verdict === verdict)
  const groups = listGroups(results)
  const toRank = ({ severity, rule }: RuleResult) =>
    (severity === 'error' ? 0 : groups.length) + groups.indexOf(rule.group)
  return {
    broken: of('failed').toSorted((one, other) => toRank(one) - toRank(other)),
    known: results.filter(({ knownCount }) => knownCount > 0),
    passed: of('passed').filter(({ knownCount }) => knownCount === 0),
    notExercised: of('not exercised'),
  }
}

/** How many findings of a rule, and how many lines that reproduce them, a report for people shows. */
export const shown: { readonly [Kind in ReportKind]: { readonly findings: number; readonly reproductions: number } } = {
  client: { findings: 3, reproductions: 1 },
  server: { findings: 5, reproductions: 3 },
  receiver: { findings: 20, reproductions: 20 },
  sweep: { findings: 20, reproductions: 20 },
}

/** The lines that reproduce the shown findings of a rule, each once. */
export const listReproductions = ({ findings }: RuleResult, { kind }: Pick<Report, 'kind'>) => [
  ...new Map(
    findings
      .slice(0, shown[kind].findings)
      .flatMap(({ reproduction }) => (reproduction ? [[reproduction.curl, reproduction] as const] : []))
      .slice(0, shown[kind].reproductions),
  ).values(),
]

/** The title of a report by its kind. */
export const reportTitles: { readonly [Kind in ReportKind]: string } = {
  client: 'Contract report',
  server: 'Server report',
  receiver: 'Receiver report',
  sweep: 'Sweep',
}

/** What the rules of a report are about, as the heading of a column. */
export const subjectTitles: { readonly [Kind in ReportKind]: string } = {
  client: 'The client',
  server: 'The server',
  receiver: 'The receiver',
  sweep: 'The client',
}

const groupTitles: { readonly [group: string]: string } = {
  request: 'Requests',
  behaviour: 'Behaviour over time',
  response: 'Reading responses',
  case: 'Cases',
}

/** The groups of results in their order. */
export const listGroups = (results: readonly RuleResult[]): readonly string[] => {
  const found = new Set(results.map(({ rule }) => rule.group))
  const named = Object.keys(groupTitles).filter(group => found.has(group))
  return [...new Set([...named, ...found])]
}

/** The heading of a group of rules. */
export const toGroupTitle = (group: string): string =>
  groupTitles[group] ?? `${group.charAt(0).toUpperCase()}${group.slice(1)}`

/** How many failed commands a headline names. */
const mostCommands = 3

/**
 * The headline as one line: the verdict with the counts, such as `PASSED: 4 requests. 22 rules passed, 0 failed, 18 not
 * exercised.` A command that failed by itself is named first, whatever the verdict.
 */
export function explainHeadline(report: Report): string {
  const { verdict, label = verdict.toUpperCase(), commandFailures = [] } = report
  const own = `${label}: ${explainOutcome(report)}`
  if (commandFailures.length === 0) return own
  const more = commandFailures.length > mostCommands ? `, and ${commandFailures.length - mostCommands} more` : ''
  return `COMMAND FAILED: ${commandFailures.slice(0, mostCommands).join(', ')}${more}. Contract report ${own}`
}

/** The verdict as a title, such as `Passed` or `Command failed; contract report passed`. */
export function toVerdictTitle({ verdict, commandFailures = [] }: Report): string {
  if (commandFailures.length > 0) return `Command failed; contract report ${verdict}`
  return `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}`
}

const isCase = ({ rule }: RuleResult) => rule.group === 'case'

function explainOutcome({ kind, title, verdict, reasons, results, summary, failOn, sections }: Report): string {
  const subject = toPrintable(title)
  if (verdict === 'not exercised') {
    const why = toPrintable(reasons.join(' '))
    return `${kind === 'client' ? '' : `${subject}. `}${why} None of ${explainHowMany(results)} could be checked.`
  }
  if (summary !== undefined) return `${subject}. ${summary}`
  const cases = results.filter(isCase)
  const rules = results.filter(result => !isCase(result))
  return [
    `${subject}.`,
    explainCounts('rule', rules, failOn),
    ...(cases.length > 0 ? [explainCounts('case', cases, failOn)] : []),
    ...sections.flatMap(({ check }) => check?.summary ?? []),
    // A report may fail although no rule does, by its failure coverage for example.
    ...(verdict === 'failed' && listFatal(results, failOn).length === 0 ? reasons.map(toPrintable) : []),
  ].join(' ')
}

function explainCounts(thing: string, results: readonly RuleResult[], failOn: Report['failOn']): string {
  const { passed, failed, warnings, ignored, known, notExercised } = countResults(results, failOn)
  const counts = [
    `${toCount(passed, thing)} passed`,
    `${failed} failed`,
    ...(warnings > 0 ? [toCount(warnings, 'warning')] : []),
    ...(ignored > 0 ? [`${toCount(ignored, 'error')} not counted`] : []),
    ...(known > 0 ? [`${known} known`] : []),
    `${notExercised} not exercised`,
  ]
  return `${counts.join(', ')}.`
}

/** How many results there are of each sort; each result is counted once. */
interface Counts {
  readonly passed: number
  /** With findings that fail the report. */
  readonly failed: number
  /** With findings that do not fail the report: warnings, and errors if nothing fails it. */
  readonly warnings: number
  readonly ignored: number
  /** With known issues only. */
  readonly known: number
  readonly notExercised: number
}

/** Counts results by their sort. */
function countResults(results: readonly RuleResult[], failOn: Report['failOn']): Counts {
  const count = (isOne: (result: RuleResult) => boolean) => results.filter(isOne).length
  const isSpared = ({ verdict, severity }: RuleResult) => verdict === 'failed' && !isFatal(severity, failOn)
  return {
    passed: count(({ verdict, knownCount }) => verdict === 'passed' && knownCount === 0),
    failed: count(({ verdict, severity }) => verdict === 'failed' && isFatal(severity, failOn)),
    warnings: count(result => isSpared(result) && result.severity === 'warning'),
    ignored: count(result => isSpared(result) && result.severity === 'error'),
    known: count(({ verdict, knownCount }) => verdict === 'passed' && knownCount > 0),
    notExercised: count(({ verdict }) => verdict === 'not exercised'),
  }
}

/** The number of rules and the number of cases among results, such as `41 rules and 70 cases`. */
export function explainHowMany(results: readonly RuleResult[]): string {
  const cases = results.filter(isCase).length
  const counts = [toCount(results.length - cases, 'rule'), toCount(cases, 'case')]
  return counts.filter(count => !count.startsWith('0')).join(' and ')
}

/** The longest message and the longest target that are shown whole, in characters. */
const longestMessage = 1_000
const longestTarget = 160

/** What was found, short enough to read. */
export const explainMessage = ({ message }: Finding): string => toShort(message, longestMessage)

/** A finding with its subject, such as `request 12, get_call_info: The method is "GET".` */
export const explainFinding = (finding: Finding): string =>
  `${toPrintable(finding.subject.title)}: ${explainMessage(finding)}`

/** The method and target of a finding's request, short enough to read; empty if it has none. */
export const explainTarget = ({ subject: { method = '', target = '' } }: Finding): string =>
  toShort(`${method} ${target}`.trim(), longestTarget)

/** The reasons of known issues, each once. */
export const listKnownReasons = ({ knownFindings }: RuleResult): string[] => [
  ...new Set(
    knownFindings.flatMap(({ knownIssue }) => (knownIssue?.reason ? [toShort(knownIssue.reason, longestMessage)] : [])),
  ),
]

/** What to do about a known issue that did not occur. */
export function explainResolved({ line, rule, fault, command, exercised }: ResolvedKnownIssue): string {
  const scope = [fault, command].filter(part => part !== undefined).join(' of ')
  const what = toPrintable(scope === '' ? rule : `${rule} on ${scope}`)
  return exercised
    ? `${what} no longer occurs. Remove line ${line} from the list.`
    : `${what} was not exercised, so line ${line} may still be needed.`
}

/** The sources of what was found, each once; the rule's if nothing was. */
export function listSources({ rule, findings }: Pick<RuleResult, 'rule' | 'findings'>): readonly Source[] {
  const sources = findings.map(({ source }) => source)
  return sources.length === 0
    ? [rule.source]
    : [...new Map(sources.map(source => [JSON.stringify(source), source])).values()]
}

/** Why a broken rule exists, as sentences, with the sources of its findings. */
export const explainResultReason = (result: RuleResult): string =>
  explainReason(result.rule.reason, listSources(result))

/** A broken rule as plain lines: what was found, why, the fix, and how to reproduce it. */
export function listResultLines(result: RuleResult, report: Pick<Report, 'kind'>): string[] {
  return [
    ...listFoundLines(result.findings, result.count, report),
    `why: ${explainResultReason(result)}`,
    `fix: ${result.rule.fix}`,
    ...listReproductions(result, report).flatMap(({ needs, curl }) => [
      `reproduce: ${toPrintable(needs)}`,
      toPrintable(curl),
    ]),
  ]
}

/** The first findings, a line each, and how many more there are. */
export function listFoundLines(findings: readonly Finding[], count: number, { kind }: Pick<Report, 'kind'>): string[] {
  const listed = findings.slice(0, shown[kind].findings)
  return [
    ...listed.flatMap(finding => [`found: ${explainFinding(finding)}`, ...listNotes(finding)]),
    ...(count > listed.length ? [`and ${count - listed.length} more`] : []),
  ]
}

/** The notes of a finding, harmless for a terminal. */
export const listNotes = ({ notes = [] }: Finding): string[] => notes.map(toPrintable)

/** The results that were not exercised, by the reasons why. */
export function groupByReason(results: readonly RuleResult[]): ReadonlyMap<string, readonly RuleResult[]> {
  const groups = new Map<string, RuleResult[]>()
  for (const result of results) {
    const reason = toPrintable(result.reasons.join(' '))
    groups.set(reason, [...(groups.get(reason) ?? []), result])
  }
  return groups
}
