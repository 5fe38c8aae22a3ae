import { explainReason, isFatal, type RuleResult } from '../rule.ts'
import { type JunitCase, toJunitXml } from './junit.ts'
import type { Report } from './model.ts'
import { toCount } from './outline.ts'
import { toPrintable } from './printable.ts'
import { toBlock, toCode, toDetails, toProse, toTable } from './to-markdown.ts'

/** A format of a report on a server or a receiver. */
export type ProbeFormat = (typeof probeFormats)[number]

/** Every format of a report on a server or a receiver. */
export const probeFormats = ['text', 'json', 'junit', 'markdown'] as const

/** Renders a report on a server or a receiver. */
export function render(report: Report, format: ProbeFormat, verbose?: boolean): string {
  const { body, verdict } = toTextParts(report, verbose)
  if (format === 'text') return [...body, verdict].join('\n')
  return format === 'junit' ? toJunit(report) : format === 'markdown' ? toMarkdown(report) : toJson(report)
}

/** How many findings and reproductions of a rule are shown. */
const shownFindings = 5
const shownReproductions = 3

/** The verdict as one line, such as `PASSED: http://127.0.0.1:2255. 54 rules passed, 0 failed, 1 not exercised.` */
export function explainVerdict({ verdict, title, results, failOn, sections, reasons }: Report): string {
  const of = (wanted: string) => results.filter(one => one.verdict === wanted)
  if (verdict === 'not exercised' && of('not exercised').length === results.length)
    return `NOT EXERCISED: ${title}. ${reasons.join(' ')}`
  const failed = of('failed').filter(({ severity }) => isFatal(severity, failOn))
  const spared = of('failed').filter(result => !failed.includes(result))
  const warnings = spared.filter(({ severity }) => severity === 'warning').length
  const changes = sections.filter(({ check }) => check)
  const counts = [
    `${toCount(of('passed').length, 'rule')} passed`,
    `${failed.length} failed`,
    ...(warnings > 0 ? [toCount(warnings, 'warning')] : []),
    ...(spared.length > warnings ? [`${toCount(spared.length - warnings, 'error')} not counted`] : []),
    `${of('not exercised').length} not exercised`,
    ...changes.map(({ items = [] }) => `${toCount(items.length, 'change')} since the baseline`),
  ]
  return `${verdict.toUpperCase()}: ${title}. ${counts.join(', ')}.`
}

/** The failed rules, errors first; within each the order of the rules. */
const listFailed = ({ results }: Report): readonly RuleResult[] =>
  results
    .filter(({ verdict }) => verdict === 'failed')
    .toSorted((one, other) => Number(one.severity === 'warning') - Number(other.severity === 'warning'))

const listReproductions = ({ findings }: RuleResult) => {
  const all = findings.slice(0, shownFindings).flatMap(({ reproduction }) => reproduction ?? [])
  return [...new Map(all.map(one => [one.curl, one])).values()].slice(0, shownReproductions)
}

/** A report for people in two parts, so that whatever else there is to print comes before the verdict. */
export function toTextParts(
  report: Report,
  verbose?: boolean,
): { readonly body: readonly string[]; readonly verdict: string } {
  const { sections, facts, verdict } = report
  const body = [
    ...sections
      .filter(({ check }) => !check)
      .flatMap(({ title, items = [] }) => items.map(item => `${title}: ${item}`)),
    ...listFailed(report).flatMap((result, index) => [...toFailedLines(result, index === 0), '']),
    ...sections.flatMap(({ title, items = [], check }) =>
      check && items.length > 0 ? [title, ...items.map(item => `  ${item}`), ''] : [],
    ),
    ...(verdict === 'not exercised' ? [] : verbose ? listRules(report) : listReasons(report)),
    ...facts.map(({ text }) => text),
    ...(verbose === false && verdict !== 'not exercised' ? ['Full lists of rules: --verbose'] : []),
  ]
  return { body: body.map(toPrintable), verdict: toPrintable(explainVerdict(report)) }
}

function toFailedLines(result: RuleResult, isFirst: boolean): readonly string[] {
  const { rule, severity, findings, count } = result
  const notes = new Set(findings.flatMap(({ notes = [] }) => notes))
  const sources = findings.slice(0, shownFindings).map(({ source }) => source)
  const unique = [...new Map(sources.map(source => [JSON.stringify(source), source])).values()]
  return [
    `${isFirst ? 'Fix first' : 'Then fix'}: ${rule.id}, ${severity}: ${rule.title}`,
    ...findings.slice(0, shownFindings).map(({ subject, message }) => `  found      ${subject.title}: ${message}`),
    ...(count > shownFindings ? [`             and ${count - shownFindings} more`] : []),
    `  why        ${[explainReason(rule.reason, unique), ...notes].join(' ')}`,
    `  fix        ${rule.fix}`,
    ...listReproductions(result).flatMap(({ curl, needs }) => [`  reproduce  ${needs}`, curl]),
  ]
}

/** The reasons why rules were not exercised, each with its rules. */
function groupReasons({ results }: Report): ReadonlyMap<string, readonly RuleResult[]> {
  const groups = new Map<string, RuleResult[]>()
  for (const result of results) {
    if (result.verdict !== 'not exercised') continue
    const reason = result.reasons.join(' ')
    groups.set(reason, [...(groups.get(reason) ?? []), result])
  }
  return groups
}

const listReasons = (report: Report): readonly string[] =>
  [...groupReasons(report)].map(([reason, all]) => `Not exercised, ${toCount(all.length, 'rule')}: ${reason}`)

function listRules(report: Report): readonly string[] {
  const passed = report.results.filter(({ verdict }) => verdict === 'passed')
  const toLine = ({ rule }: RuleResult) => `  ${rule.id}  ${rule.title}`
  const rest = [...groupReasons(report)].flatMap(([reason, all]) => [...all.map(toLine), `          ${reason}`])
  return [
    ...(passed.length > 0 ? ['Passed', ...passed.map(toLine), ''] : []),
    ...(rest.length > 0 ? ['Not exercised', ...rest, ''] : []),
  ]
}

/** A report for programs; what is for people alone is left out. */
export function toJson({ facts: _, sections: __, ...report }: Report): string {
  return `${JSON.stringify({ headline: explainVerdict({ facts: [], sections: [], ...report }), ...report }, undefined, 2)}\n`
}

/** A report as JUnit XML: a test case for each rule, with failures exactly if the report fails. */
export function toJunit(report: Report): string {
  const { kind, title, verdict, failOn, results, sections } = report
  const checks = sections.flatMap(({ check, items = [] }): JunitCase[] => {
    if (!check) return []
    const names = { name: check.title, classname: `ringback.${kind}.check` }
    if (!check.isBroken) return [names]
    const failure = { message: items[0] ?? check.title, type: check.severity, lines: items }
    return [{ ...names, ...(isFatal(check.severity, failOn) ? { failure } : { systemOut: items }) }]
  })
  return toJunitXml({
    name: explainVerdict(report),
    properties: { verdict, 'fail-on': failOn, target: title },
    suites: [
      { name: `ringback: ${kind}`, cases: results.map(result => toCase(result, report)) },
      { name: 'ringback: checks', cases: checks },
    ],
  })
}

function toCase(result: RuleResult, { kind, failOn }: Report): JunitCase {
  const { rule, severity, verdict, findings, reasons } = result
  const names = { name: `${rule.id} ${rule.title}`, classname: `ringback.${kind}` }
  if (verdict === 'not exercised') return { ...names, skipped: `Not exercised: ${reasons.join(' ')}` }
  if (verdict === 'passed') return names
  const lines = toFailedLines(result, true).slice(1)
  if (!isFatal(severity, failOn))
    return { ...names, systemOut: [`Does not fail the run (--fail-on ${failOn}).`, ...lines] }
  return { ...names, failure: { message: findings[0]?.message ?? rule.title, type: severity, lines } }
}

/** A report as Markdown, for a job's summary. */
export function toMarkdown(report: Report): string {
  const { kind, verdict, results, sections } = report
  const rest = results.filter(result => result.verdict !== 'failed')
  const rows = rest.map(({ rule, verdict, reasons }) => [
    toCode(rule.id),
    toProse(rule.title),
    [verdict, ...reasons].map(toProse).join('<br>'),
  ])
  return [
    `## ${kind === 'server' ? 'Server' : 'Receiver'} report: ${verdict}`,
    '',
    `**${toProse(explainVerdict(report))}**`,
    ...sections.flatMap(({ title, items = [] }) =>
      items.length > 0 ? ['', `### ${title}`, '', ...items.map(item => `- ${toProse(item)}`)] : [],
    ),
    ...listFailed(report).flatMap(result => ['', ...toFailedMarkdown(result)]),
    '',
    ...toDetails(`The other ${rest.length} rules`, toTable(['Rule', 'Title', 'Result'], rows)),
    '',
  ].join('\n')
}

function toFailedMarkdown(result: RuleResult): readonly string[] {
  const { rule, severity, findings } = result
  return [
    `### ${toCode(rule.id)}, ${severity}: ${toProse(rule.title)}`,
    '',
    ...findings.slice(0, shownFindings).map(({ subject, message }) => `- ${toProse(`${subject.title}: ${message}`)}`),
    '',
    toProse(explainReason(rule.reason, findings[0]?.source ?? rule.source)),
    '',
    `**Fix:** ${toProse(rule.fix)}`,
    ...listReproductions(result).flatMap(({ curl }) => ['', toBlock(curl)]),
  ]
}
