import { explainSource, type Source, toPageUrl } from '../../contracts/source.ts'
import type { Finding, Report, Slip } from '../client/report.ts'
import type { Look, Render } from './formats.ts'
import {
  explainCell,
  explainExposure,
  explainGone,
  explainHowMany,
  explainPlace,
  explainReactions,
  explainRun,
  explainRunName,
  explainSlip,
  explainTarget,
  explainVerdict,
  explainWhys,
  findSources,
  listAdvice,
  slipsTold,
  toCellName,
  toMet,
  toOutline,
  toTitle,
  toUnmet,
} from './outline.ts'
import { toPrintable } from './printable.ts'

/**
 * A text within a line of Markdown, with every sign taken literally: no markup, no HTML, no link, and none that calls
 * somebody or points to something, which an entity alone would not prevent.
 */
export const toProse = (text: string): string =>
  toPrintable(text)
    .replaceAll(special, toEntity)
    .replaceAll(/&#(?:64|35);(?=\w)/g, '$&&#8288;')

/** A text as code within a line of Markdown or a cell of a table. Within code nobody is called. */
export const toCode = (text: string): string => `<code>${toPrintable(text).replaceAll(special, toEntity)}</code>`

/** A text as a block of code, on lines of its own. */
export function toBlock(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${toPrintable(text)}\n${fence}`
}

/** A table; its cells are Markdown already. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const toRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [toRow(head), toRow(head.map(() => '---')), ...rows.map(toRow)]
}

/** Something to be opened; its lines are Markdown already, its summary is HTML. */
export const toDetails = (summary: string, lines: readonly string[]): string[] => [
  '<details>',
  `<summary>${summary}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
]

// A colon makes an address or a picture only where something follows at once, a dot only behind www.
const special = /[\\`*_{}[\]<>#|~&@$"']|:(?=\S)|(?<=www)\./gi

const toEntity = (character: string) => `&#${character.charCodeAt(0)};`

/** A report in GitHub's Markdown, as the summary of a job shows it. */
export const toMarkdown: Render = (report, _journals, look = {}) => {
  const { broken, known, kept, rest } = toOutline(report)
  const isExercised = report.verdict !== 'not exercised'
  const parts = [
    [`## ${toProse(toTitle(report))}`],
    [`**${toProse(explainVerdict(report))}**`],
    ...(isExercised ? report.because.map(sentence => [toProse(sentence)]) : []),
    report.runs.map(
      (run, index) => `- ${toCode(explainRunName(report.runs, index))} ${toProse(explainRun(run).join(' '))}`,
    ),
    ...toBroken(broken, report),
    ...toKnown(known, report),
    report.gone.map(gone => `- ${toProse(explainGone(gone))}`),
    ...toCoverage(report, look),
    ...toRules('Passed', kept),
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
    ['### What to fix, the first thing first'],
    toTable(['Rule', 'Severity', 'The client', 'Found', 'First finding'], rows),
    ...broken.map(({ rule, slips, count }) => {
      const [first] = slips
      return toDetails(`${toCode(rule.id)} ${toProse(rule.sentence)}`, [
        ...toFound(slips, count, runs),
        '',
        `**Why:** ${[toProse(rule.reason), ...findSources({ rule, slips }).map(toSource)].join(' ')}`,
        '',
        `**Fix:** ${toProse(rule.fix)}`,
        ...(first
          ? [
              '',
              `**Reproduce:** ${toProse(first.needs)}`,
              '',
              first.curl.length > longestLine ? tooLong : toBlock(first.curl),
            ]
          : []),
      ])
    }),
  ]
}

/** GitHub does not show a job summary of more than 1 MiB at all. */
const longestLine = 8_000
const tooLong = 'The line is too long for a job summary; the report as text, JSON or HTML contains it.'

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

function toSource(basis: Source): string {
  if ('page' in basis) return `Documented on [page ${basis.page}](${toPageUrl(basis.page)}).`
  const text = explainSource(basis)
  return toProse(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`)
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
    ['### Known issues, not counted'],
    toTable(['Rule', 'The client', 'Found', 'Why it is known', 'First finding'], rows),
  ]
}

function toCoverage(report: Report, { invocation }: Look): string[][] {
  const { exposure } = report
  const rows = exposure.rows.map(row => [
    toCode(row.command),
    `${row.requests}`,
    `${toMet(row).length} of ${row.cells.length}`,
    toUnmet(row)
      .map(cell => toCode(toCellName(cell)))
      .join(' ') || 'none',
  ])
  const met = exposure.rows.flatMap(row =>
    toMet(row).map(cell => [
      toCode(row.command),
      `${toCode(toCellName(cell))} ${toProse(explainCell(cell))}`,
      `${cell.times}`,
      explainReactions(cell),
    ]),
  )
  const advice = listAdvice(report, invocation).filter(line => line.length <= longestLine)
  const covered = toTable(['Command', 'Failure mode', 'Times', 'What the client did next'], met)
  return [
    ['### Failure coverage'],
    [toProse(`Failure coverage: ${explainExposure(exposure)}`)],
    rows.length > 0 ? toTable(['Command', 'Requests', 'Covered', 'Failure modes not covered'], rows) : [],
    met.length > 0 ? toDetails('Failure modes covered', covered) : [],
    ...(advice.length > 0
      ? [['To raise the failure coverage, run one of these:'], ...advice.map(line => [toBlock(line)])]
      : []),
  ]
}

function toRules(title: string, findings: readonly Finding[]): string[][] {
  if (findings.length === 0) return []
  const lines = findings.map(({ rule }) => `- ${toCode(rule.id)} ${toProse(rule.sentence)}`)
  return [toDetails(`${title}: ${explainHowMany(findings)}`, lines)]
}
