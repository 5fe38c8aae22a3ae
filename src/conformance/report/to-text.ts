import { toCount } from '../../text/format.ts'
import { narrowest, toWidth, wrap } from '../../text/wrap.ts'
import type { Finding, RuleResult } from '../rule.ts'
import { explainCoverage, explainReactions, listAdvice, listCovered, listUncoveredLines } from './coverage.ts'
import type { Paint, Render, RenderOptions, Report, Section } from './model.ts'
import {
  explainFinding,
  explainHeadline,
  explainMessage,
  explainResolved,
  explainResultReason,
  groupByReason,
  listKnownReasons,
  listNotes,
  listReproductions,
  type Outline,
  shown,
  toOutline,
} from './outline.ts'
import { toPasteable, toPrintable } from './printable.ts'

const mostListed = 3

/** A report as lines for a terminal: what to fix first and why, then the rest in short, and the headline last. */
export const toText: Render = (report, options = {}) => {
  const { body, headline } = toTextParts(report, options)
  return body + headline
}

/** A text in two parts, so that a program can print more before the headline. */
interface TextParts {
  readonly body: string
  readonly headline: string
}

/** The same as `toText`, in two parts. */
export function toTextParts(report: Report, options: RenderOptions = {}): TextParts {
  const { columns = 100, paint, verbose } = options
  const page = createPage(columns, paint)
  const outline = toOutline(report)
  for (const [index, result] of outline.broken.entries()) putBroken(page, result, index === 0, report)
  if (outline.broken.length > 0) page.gap()
  for (const section of report.sections) if (verbose || !section.isVerbose) putSection(page, section)
  putFacts(page, report, options)
  if (verbose) putLists(page, report, outline)
  else putShort(page, report, outline)
  putCoverage(page, report, options)
  if (verbose === false && report.verdict !== 'not exercised') page.put('Full lists: --verbose', '', 'dim')
  const last = createPage(columns, paint)
  putHeadline(last, report)
  return { body: page.toString(), headline: last.toString() }
}

type Tone = keyof Paint
type Page = ReturnType<typeof createPage>

function createPage(columns: number, paint: Paint | undefined) {
  const lines: string[] = []
  const toPainted = (line: string, tones: readonly Tone[]) =>
    paint ? tones.reduce((text, tone) => paint[tone](text), line) : line
  return {
    /** Lines after a lead. */
    put(text: string, lead = '', ...tones: readonly Tone[]) {
      // A lead that takes half of the line would leave too little room beside it.
      const isLong = lead.length > Math.max(narrowest, columns) / 2
      const wrapped = isLong
        ? [...wrap(lead.trimEnd(), columns), ...wrap(text, columns, '  ')]
        : wrap(text, columns, lead)
      lines.push(...wrapped.map(line => toPainted(line, tones)))
    },
    /** A line as it is, however long. */
    putWhole: (line: string) => void lines.push(line),
    gap: () => void lines.push(''),
    /** A heading with its items, if there are any. */
    putPart<Item>(title: string, items: readonly Item[], putItem: (item: Item) => void) {
      if (items.length === 0) return
      lines.push('', toPainted(title, ['bold']))
      items.forEach(putItem)
    },
    toString: () => lines.map(line => `${line}\n`).join(''),
  }
}

function putBroken(page: Page, result: RuleResult, isFirst: boolean, report: Report): void {
  const { rule, severity, findings, count } = result
  const listed = findings.slice(0, shown[report.kind].findings)
  if (!isFirst) page.gap()
  const tone = severity === 'error' ? 'red' : 'yellow'
  page.put(`${isFirst ? 'Fix first' : 'Then fix'}: ${rule.id}, ${severity}: ${rule.title}`, '', tone)
  for (const finding of listed) putFinding(page, finding, '  found      ')
  if (count > listed.length) page.put(`and ${count - listed.length} more`, '             ')
  page.put(explainResultReason(result), '  why        ')
  page.put(rule.fix, '  fix        ')
  for (const { needs, curl } of listReproductions(result, report)) {
    page.put(toPrintable(needs), '  reproduce  ')
    page.putWhole(toPasteable(curl))
  }
}

function putFinding(page: Page, finding: Finding, lead: string): void {
  page.put(explainFinding(finding), lead)
  for (const note of listNotes(finding)) page.put(note, ' '.repeat(lead.length))
}

function putSection(page: Page, { title, text, items = [], table }: Section): void {
  page.put(toPrintable(title), '', 'bold')
  if (text !== undefined) page.put(toPrintable(text))
  for (const item of items) page.put(toPrintable(item), '  ')
  const rows = (table?.rows ?? []).map(cells => cells.map(toPrintable))
  const widths = (table?.columns ?? []).map((_, index) => Math.max(...rows.map(cells => toWidth(cells[index] ?? ''))))
  for (const cells of rows) {
    const lead = cells.slice(0, -1).map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - toWidth(cell) + 2))
    page.put(cells.at(-1) ?? '', `  ${lead.join('')}`)
  }
  page.gap()
}

function putFacts(page: Page, { facts }: Report, { verbose }: RenderOptions): void {
  const listed = verbose ? facts : facts.slice(0, mostListed)
  for (const { name, text } of listed)
    page.put(toPrintable(text), name === undefined ? '' : `${toPrintable(name)}  `, 'dim')
  if (facts.length > listed.length) page.put(`and ${toCount(facts.length - listed.length, 'more run')}`, '', 'dim')
}

/** Known issues, and why rules were not exercised, in short. */
function putShort(page: Page, report: Report, { known, notExercised }: Outline): void {
  if (known.length > 0) {
    const names = known.slice(0, mostListed).map(result => {
      const [reason] = listKnownReasons(result)
      return `${result.rule.id} (${toCount(result.knownCount, 'time')}${reason === undefined ? '' : `: ${reason}`})`
    })
    const more = known.length > names.length ? `, and ${known.length - names.length} more` : ''
    page.put(`${names.join(', ')}${more}`, 'Known issues, not counted: ')
  }
  const resolved = report.resolvedKnownIssues
  for (const issue of resolved.slice(0, mostListed)) page.put(explainResolved(issue), 'Known issues: ')
  if (resolved.length > mostListed) page.put(`and ${resolved.length - mostListed} more lines`, 'Known issues: ')
  // If nothing was exercised, the headline says so of all of them.
  if (report.verdict === 'not exercised') return
  const reasons = [...groupByReason(notExercised)].filter(([reason]) => reason !== '')
  for (const [reason, results] of reasons.slice(0, mostListed))
    page.put(reason, `Not exercised, ${toCount(results.length, 'rule')}: `)
  const rest = reasons.slice(mostListed).reduce((total, [, results]) => total + results.length, 0)
  if (rest > 0) page.put(`Not exercised, ${toCount(rest, 'rule')} more`)
}

/** Known issues, and the rules without findings, in full. */
function putLists(page: Page, report: Report, { known, passed, notExercised }: Outline): void {
  const putRule = ({ rule }: RuleResult) => page.put(rule.title, `  ${rule.id}  `, 'dim')
  page.putPart('Known issues, not counted', known, result => putKnown(page, result))
  page.putPart('Known issues that did not occur', report.resolvedKnownIssues, issue =>
    page.put(explainResolved(issue), '  '),
  )
  page.putPart('Passed', passed, putRule)
  if (report.verdict !== 'not exercised')
    page.putPart('Not exercised', [...groupByReason(notExercised)], ([reason, results]) => {
      results.forEach(putRule)
      if (reason !== '') page.put(reason, '          ', 'dim')
    })
  page.gap()
}

function putKnown(page: Page, result: RuleResult): void {
  const { rule, knownFindings, knownCount } = result
  const lead = `  ${rule.id}  `
  page.put(`${rule.title}: found ${toCount(knownCount, 'time')}.`, lead)
  const indent = ' '.repeat(lead.length)
  for (const reason of listKnownReasons(result)) page.put(reason, `${indent}why    `)
  for (const finding of knownFindings.slice(0, 1))
    page.put(`${toPrintable(finding.subject.title)}: ${explainMessage(finding)}`, `${indent}found  `)
}

function putCoverage(page: Page, report: Report, { verbose, invocation }: RenderOptions): void {
  const { failureCoverage: coverage, verdict } = report
  if (!coverage || (verdict === 'not exercised' && coverage.rows.length === 0)) return
  page.put(explainCoverage(coverage), 'Failure coverage: ', 'bold')
  if (verbose) {
    const uncovered = listUncoveredLines(coverage)
    if (uncovered.length > 0) page.put('Failure modes not covered:')
    for (const line of uncovered) page.put(line, '  ')
    const covered = coverage.rows.flatMap(row => listCovered(row).map(cell => ({ row, cell })))
    if (covered.length > 0) page.put('Failure modes covered, and what the client did next:')
    for (const { row, cell } of covered)
      page.put(`${cell.name}, ${toCount(cell.times, 'time')}: ${explainReactions(cell)}`, `  ${row.command}: `)
  }
  const advice = listAdvice(report, invocation)
  if (advice.length > 0) page.put('To raise it, run one of these:')
  for (const line of advice) page.putWhole(`  ${toPrintable(line)}`)
}

function putHeadline(page: Page, report: Report): void {
  const { verdict, commandFailures = [] } = report
  const hasFailed = verdict === 'failed' || commandFailures.length > 0
  page.put(explainHeadline(report), '', hasFailed ? 'red' : verdict === 'passed' ? 'green' : 'yellow', 'bold')
}
