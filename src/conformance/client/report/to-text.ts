import { explainReason } from '../../verdict.ts'
import type { Paint, Render } from '../format.ts'
import type { Finding, Report } from '../report.ts'
import {
  explainGone,
  explainPlace,
  explainRun,
  explainRunName,
  explainSlip,
  explainVerdict,
  explainWhys,
  slipsTold,
} from './explain.ts'
import { explainExposure, explainReactions, toCellName, toMet, toUnmet } from './explain-exposure.ts'
import { toCount, toOutline } from './outline.ts'
import { toPrintable } from './printable.ts'
import { narrowest, wrap } from './wrap.ts'

/** A report as lines for a terminal: the verdict, what to mend first and why, then the rest in short. */
export const toText: Render = (report, _journals, look = {}) => {
  const page = createPage(look.columns ?? 100, look.paint)
  const { known, kept, rest, broken } = toOutline(report)
  const tone = report.verdict === 'failed' ? 'red' : report.verdict === 'passed' ? 'green' : 'yellow'
  page.put(explainVerdict(report), '', tone, 'bold')
  if (report.verdict !== 'not exercised') for (const sentence of report.because) page.put(toPrintable(sentence))
  for (const [index, run] of report.runs.entries())
    page.put(explainRun(run).join(' '), `${explainRunName(report.runs, index)}  `, 'dim')
  for (const [index, finding] of broken.entries()) putBroken(page, finding, index === 0, report)
  page.part('Known findings, not counted', known, finding => putKnown(page, finding, report))
  page.part('No longer known', report.gone, gone => page.put(explainGone(gone), '  '))
  page.part('Kept', kept, ({ rule }) => page.put(rule.sentence, `  ${rule.id}  `, 'dim'))
  // Where nothing came, the verdict has said so of all of them.
  if (report.verdict !== 'not exercised')
    page.part('Not exercised', rest, ({ rule }) => page.put(rule.sentence, `  ${rule.id}  `, 'dim'))
  putExposure(page, report)
  return page.toString()
}

type Tone = keyof Paint
type Page = ReturnType<typeof createPage>

function createPage(columns: number, paint: Paint | undefined) {
  const lines: string[] = []
  const toPainted = (line: string, tones: readonly Tone[]) =>
    paint ? tones.reduce((text, tone) => paint[tone](text), line) : line
  return {
    room: Math.max(narrowest, columns),
    /** Lines behind a lead. */
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
    toString: () => `${lines.join('\n')}\n`,
  }
}

function putBroken(page: Page, { rule, slips, count }: Finding, isFirst: boolean, { runs }: Report): void {
  page.gap()
  const tone = rule.severity === 'error' ? 'red' : 'yellow'
  page.put(`${isFirst ? 'Mend first' : 'Then'}: ${rule.id}, ${rule.severity}: ${rule.sentence}`, '', tone)
  for (const slip of slips.slice(0, slipsTold))
    page.put(`${explainPlace(slip, runs)}: ${explainSlip(slip)}`, '  found  ')
  if (count > slipsTold) page.put(`and ${count - slipsTold} more`, '         ')
  page.put(explainReason(rule), '  why    ')
  page.put(rule.fix, '  mend   ')
  const [first] = slips
  if (!first) return
  page.put('paste this into a shell', '  again  ', 'dim')
  page.putWhole(toPrintable(first.curl))
}

function putKnown(page: Page, { rule, known, knownCount }: Finding, { runs }: Report): void {
  const lead = `  ${rule.id}  `
  page.put(`${rule.sentence}: broken ${toCount(knownCount, 'time')}.`, lead)
  const indent = ' '.repeat(lead.length)
  for (const why of explainWhys(known)) page.put(why, `${indent}why    `)
  for (const slip of known.slice(0, 1))
    page.put(`${explainPlace(slip, runs)}: ${explainSlip(slip)}`, `${indent}found  `)
}

function putExposure(page: Page, { exposure }: Report): void {
  page.gap()
  page.put(explainExposure(exposure), 'Exposure: ', 'bold')
  const { rows } = exposure
  const widest = Math.max(0, ...rows.map(({ command }) => command.length))
  const unmet = rows.filter(row => toUnmet(row).length > 0)
  if (unmet.length > 0) page.put('Your client was never exposed')
  for (const row of unmet) page.put(toUnmet(row).map(toCellName).join(', '), `  on ${row.command.padEnd(widest)}  to `)
  const met = rows.flatMap(row => toMet(row).map(cell => ({ row, cell })))
  if (met.length > 0) page.put('It met, and did next')
  for (const { row, cell } of met) {
    const what = `${toCellName(cell)}, ${toCount(cell.times, 'time')}`
    page.put(`${what}: ${explainReactions(cell)}`, `  on ${row.command.padEnd(widest)}  `)
  }
}
