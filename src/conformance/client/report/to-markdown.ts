import { explainBasis, toPageUrl } from '../../../contracts/basis.ts'
import type { Render } from '../format.ts'
import type { Exposure, Finding, Report, Slip } from '../report.ts'
import type { Clause } from '../rule.ts'
import {
  explainGone,
  explainHowMany,
  explainOutcome,
  explainPlace,
  explainRun,
  explainRunName,
  explainSlip,
  explainTarget,
  explainUnexercised,
  explainWhys,
  slipsTold,
} from './explain.ts'
import { explainCell, explainExposure, explainReactions, toCellName, toMet, toUnmet } from './explain-exposure.ts'
import { toBlock, toCode, toDetails, toProse, toTable } from './markdown.ts'
import { toOutline } from './outline.ts'

/** A report in GitHub's Markdown, as the summary of a job shows it. */
export const toMarkdown: Render = report => {
  const { broken, known, kept, rest } = toOutline(report)
  const isExercised = report.verdict !== 'not exercised'
  const parts = [
    [`## ${report.verdict.charAt(0).toUpperCase()}${report.verdict.slice(1)}`],
    [`**${toProse(isExercised ? explainOutcome(report) : explainUnexercised(report))}**`],
    ...(isExercised ? report.because.map(sentence => [toProse(sentence)]) : []),
    report.runs.map(
      (run, index) => `- ${toCode(explainRunName(report.runs, index))} ${toProse(explainRun(run).join(' '))}`,
    ),
    ...toBroken(broken, report),
    ...toKnown(known, report),
    report.gone.map(gone => `- ${toProse(explainGone(gone))}`),
    ...toExposure(report.exposure),
    ...toRules('Kept', kept),
    ...toRules('Not exercised', rest),
  ]
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

function toBroken(broken: readonly Finding[], { runs }: Report): string[][] {
  if (broken.length === 0) return []
  const rows = broken.map(({ rule, slips, count }) => [
    toCode(rule.id),
    rule.severity,
    toProse(rule.sentence),
    `${count}`,
    slips[0] ? `${toCode(explainPlace(slips[0], runs))} ${toProse(explainSlip(slips[0]))}` : '',
  ])
  return [
    ['### What to mend, the first thing first'],
    toTable(['Rule', 'Severity', 'What a client does', 'Broken', 'First found'], rows),
    ...broken.map(({ rule, slips, count }) => {
      const [first] = slips
      return toDetails(`${toCode(rule.id)} ${toProse(rule.sentence)}`, [
        ...toFound(slips, count, runs),
        '',
        `**Why:** ${toReason(rule)}`,
        '',
        `**Mend:** ${toProse(rule.fix)}`,
        ...(first ? ['', '**Again:**', '', first.curl.length > longestLine ? tooLong : toBlock(first.curl)] : []),
      ])
    }),
  ]
}

/** A summary of more than a mebibyte is not shown at all. */
const longestLine = 8_000
const tooLong = 'The line is too long to be shown here; the report as text, JSON or HTML has it.'

function toFound(slips: readonly Slip[], count: number, runs: Report['runs']): string[] {
  const told = slips.slice(0, slipsTold)
  return [
    ...told.map(slip => {
      const target = slip.command === undefined ? '' : ` ${toCode(explainTarget(slip))}`
      return `- ${toCode(explainPlace(slip, runs))} ${toProse(explainSlip(slip))}${target}`
    }),
    ...(count > told.length ? [`- and ${count - told.length} more`] : []),
  ]
}

function toReason({ reason, seen }: Clause): string {
  if ('page' in seen) return `${toProse(reason)} Documented on [page ${seen.page}](${toPageUrl(seen.page)}).`
  const basis = explainBasis(seen)
  return toProse(`${reason} ${basis.charAt(0).toUpperCase()}${basis.slice(1)}.`)
}

function toKnown(known: readonly Finding[], { runs }: Report): string[][] {
  if (known.length === 0) return []
  const rows = known.map(({ rule, known: slips, knownCount }) => [
    toCode(rule.id),
    toProse(rule.sentence),
    `${knownCount}`,
    toProse(explainWhys(slips).join(' ')),
    slips[0] ? `${toCode(explainPlace(slips[0], runs))} ${toProse(explainSlip(slips[0]))}` : '',
  ])
  return [
    ['### Known findings, not counted'],
    toTable(['Rule', 'What a client does', 'Broken', 'Why it is known', 'First found'], rows),
  ]
}

function toExposure(exposure: Exposure): string[][] {
  const rows = exposure.rows.map(row => [
    toCode(row.command),
    `${row.requests}`,
    `${toMet(row).length} of ${row.cells.length}`,
    toUnmet(row)
      .map(cell => toCode(toCellName(cell)))
      .join(' ') || 'nothing',
  ])
  const met = exposure.rows.flatMap(row =>
    toMet(row).map(cell => [
      toCode(row.command),
      `${toCode(toCellName(cell))} ${toProse(explainCell(cell))}`,
      `${cell.times}`,
      explainReactions(cell),
    ]),
  )
  return [
    ['### Exposure'],
    [toProse(explainExposure(exposure))],
    rows.length > 0 ? toTable(['Command', 'Requests', 'Met', 'Never exposed to'], rows) : [],
    met.length > 0 ? toDetails('What it met, and did next', toTable(['Command', 'Met', 'Times', 'Then'], met)) : [],
  ]
}

function toRules(title: string, findings: readonly Finding[]): string[][] {
  if (findings.length === 0) return []
  const lines = findings.map(({ rule }) => `- ${toCode(rule.id)} ${toProse(rule.sentence)}`)
  return [toDetails(`${title}: ${explainHowMany(findings)}`, lines)]
}
