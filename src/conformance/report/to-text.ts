import { narrowest, wrap } from '../../text/wrap.ts'
import type { Finding, Report, Slip } from '../client/report.ts'
import { explainReason } from '../rule.ts'
import type { Look, Paint, Render } from './formats.ts'
import {
  explainExposure,
  explainGone,
  explainPlace,
  explainReactions,
  explainRun,
  explainRunName,
  explainSlip,
  explainUnmet,
  explainVerdict,
  explainWhys,
  findSources,
  listAdvice,
  listCommandFailures,
  type Outline,
  slipsTold,
  toCellName,
  toCount,
  toMet,
  toOutline,
} from './outline.ts'
import { toPrintable } from './printable.ts'

/** How many runs and known issues a text without full lists names one by one. */
const mostListed = 3

/** A report as lines for a terminal: what to fix first and why, then the rest in short, and the verdict last. */
export const toText: Render = (report, _journals, look = {}) => {
  const { body, verdict } = toTextParts(report, look)
  return body + verdict
}

/** A text in two parts, so that whatever else there is to say comes before the verdict. */
export interface TextParts {
  readonly body: string
  readonly verdict: string
}

/** The same as `toText`, in two parts. */
export function toTextParts(report: Report, look: Look = {}): TextParts {
  const page = createPage(look.columns ?? 100, look.paint)
  const outline = toOutline(report)
  for (const [index, finding] of outline.broken.entries()) putBroken(page, finding, index === 0, report)
  if (outline.broken.length > 0) page.gap()
  putRuns(page, report, look)
  if (look.verbose) putLists(page, report, outline)
  else putShort(page, report, outline)
  putCoverage(page, report, look)
  if (look.verbose === false && report.verdict !== 'not exercised')
    page.put('Full lists of rules and failure modes: --verbose', '', 'dim')
  const last = createPage(look.columns ?? 100, look.paint)
  putVerdict(last, report)
  return { body: page.toString(), verdict: last.toString() }
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
      // A lead that takes half of the line would leave too little beside it.
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
    part<Item>(title: string, items: readonly Item[], putItem: (item: Item) => void) {
      if (items.length === 0) return
      lines.push('', toPainted(title, ['bold']))
      items.forEach(putItem)
    },
    toString: () => lines.map(line => `${line}\n`).join(''),
  }
}

function putBroken(page: Page, { rule, slips, count }: Finding, isFirst: boolean, { runs }: Report): void {
  if (!isFirst) page.gap()
  const tone = rule.severity === 'error' ? 'red' : 'yellow'
  page.put(`${isFirst ? 'Fix first' : 'Then fix'}: ${rule.id}, ${rule.severity}: ${rule.sentence}`, '', tone)
  for (const slip of slips.slice(0, slipsTold))
    page.put(`${explainPlace(slip, runs)}: ${explainSlip(slip)}`, '  found      ')
  if (count > slipsTold) page.put(`and ${count - slipsTold} more`, '             ')
  page.put(explainReason(rule.reason, findSources({ rule, slips })), '  why        ')
  page.put(rule.fix, '  fix        ')
  const [first] = slips
  if (first) putReproduction(page, first)
}

function putReproduction(page: Page, { needs, curl }: Slip): void {
  page.put(toPrintable(needs), '  reproduce  ')
  page.putWhole(toPrintable(curl))
}

function putRuns(page: Page, { runs }: Report, { verbose }: Look): void {
  const listed = verbose ? runs : runs.slice(0, mostListed)
  for (const [index, run] of listed.entries()) {
    const lead = runs.length > 1 || run.name !== undefined ? `${explainRunName(runs, index)}  ` : ''
    page.put(explainRun(run).join(' '), lead, 'dim')
  }
  if (runs.length > listed.length) page.put(`and ${runs.length - listed.length} more runs`, '', 'dim')
}

/** Known issues in short. */
function putShort(page: Page, { gone }: Report, { known }: Outline): void {
  if (known.length > 0) {
    const names = known.slice(0, mostListed).map(({ rule, known: slips, knownCount }) => {
      const [why] = explainWhys(slips)
      return `${rule.id} (${toCount(knownCount, 'time')}${why === undefined ? '' : `: ${why}`})`
    })
    const more = known.length > names.length ? `, and ${known.length - names.length} more` : ''
    page.put(`${names.join(', ')}${more}`, 'Known issues, not counted: ')
  }
  for (const line of gone.slice(0, mostListed)) page.put(explainGone(line), 'Known issues: ')
  if (gone.length > mostListed) page.put(`and ${gone.length - mostListed} more lines`, 'Known issues: ')
}

/** Known issues, and the rules without findings, in full. */
function putLists(page: Page, report: Report, { known, kept, rest }: Outline): void {
  page.part('Known issues, not counted', known, finding => putKnown(page, finding, report))
  page.part('Known issues that did not occur', report.gone, gone => page.put(explainGone(gone), '  '))
  page.part('Passed', kept, ({ rule }) => page.put(rule.sentence, `  ${rule.id}  `, 'dim'))
  // Where no request was received, the verdict says so of all of them.
  if (report.verdict !== 'not exercised')
    page.part('Not exercised', rest, ({ rule }) => page.put(rule.sentence, `  ${rule.id}  `, 'dim'))
  page.gap()
}

function putKnown(page: Page, { rule, known, knownCount }: Finding, { runs }: Report): void {
  const lead = `  ${rule.id}  `
  page.put(`${rule.sentence}: found ${toCount(knownCount, 'time')}.`, lead)
  const indent = ' '.repeat(lead.length)
  for (const why of explainWhys(known)) page.put(why, `${indent}why    `)
  for (const slip of known.slice(0, 1))
    page.put(`${explainPlace(slip, runs)}: ${explainSlip(slip)}`, `${indent}found  `)
}

function putCoverage(page: Page, report: Report, { verbose, invocation }: Look): void {
  const { exposure, verdict } = report
  const { rows } = exposure
  if (verdict === 'not exercised' && rows.length === 0) return
  page.put(explainExposure(exposure), 'Failure coverage: ', 'bold')
  if (verbose) {
    const unmet = rows.flatMap(row => explainUnmet(row) ?? [])
    if (unmet.length > 0) page.put('Failure modes not covered:')
    for (const line of unmet) page.put(line, '  ')
    const met = rows.flatMap(row => toMet(row).map(cell => ({ row, cell })))
    if (met.length > 0) page.put('Failure modes covered, and what the client did next:')
    for (const { row, cell } of met) {
      const what = `${toCellName(cell)}, ${toCount(cell.times, 'time')}`
      page.put(`${what}: ${explainReactions(cell)}`, `  ${row.command}: `)
    }
  }
  const advice = listAdvice(report, invocation)
  if (advice.length > 0) page.put('To raise it, run one of these:')
  for (const line of advice) page.putWhole(`  ${toPrintable(line)}`)
}

function putVerdict(page: Page, report: Report): void {
  const { verdict, because } = report
  const hasFailed = verdict === 'failed' || listCommandFailures(report).length > 0
  if (verdict === 'failed') for (const sentence of because) page.put(toPrintable(sentence))
  page.put(explainVerdict(report), '', hasFailed ? 'red' : verdict === 'passed' ? 'green' : 'yellow', 'bold')
}
