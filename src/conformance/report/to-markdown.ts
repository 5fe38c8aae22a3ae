import { type Source, toPageUrl } from '../../contracts/source.ts'
import { explainSourceSentence, type Finding, type RuleResult } from '../rule.ts'
import { explainCoverage, explainReactions, listAdvice, listCovered, listUncovered } from './coverage.ts'
import type { Render, RenderOptions, Report, Section } from './model.ts'
import {
  explainHeadline,
  explainHowMany,
  explainMessage,
  explainResolved,
  explainTarget,
  groupByReason,
  listKnownReasons,
  listNotes,
  listReproductions,
  listSources,
  reportTitles,
  shown,
  subjectTitles,
  toOutline,
  toVerdictTitle,
} from './outline.ts'
import { toPasteable, toPrintable } from './printable.ts'

/** A report in GitHub's Markdown, as the summary of a job shows it. */
export const toMarkdown: Render = (report, options = {}) => {
  const { broken, known, passed, notExercised } = toOutline(report)
  const { kind, verdict, reasons, facts, resolvedKnownIssues, sections } = report
  const title = kind === 'client' ? toVerdictTitle(report) : `${reportTitles[kind]}: ${report.label ?? verdict}`
  const parts = [
    [`## ${toProse(title)}`],
    [`**${toProse(explainHeadline(report))}**`],
    ...(verdict === 'not exercised' ? [] : reasons.map(reason => [toProse(reason)])),
    facts.map(({ name, text }) => `- ${name === undefined ? '' : `${toCode(name)} `}${toProse(text)}`),
    ...toBroken(broken, report),
    ...toKnown(known, report),
    resolvedKnownIssues.map(issue => `- ${toProse(explainResolved(issue))}`),
    ...sections.flatMap(toSection),
    ...toCoverage(report, options),
    ...toRules('Passed', passed),
    ...toRules('Not exercised', notExercised),
  ]
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

function toBroken(broken: readonly RuleResult[], report: Report): string[][] {
  if (broken.length === 0) return []
  const rows = broken.map(({ rule, severity, findings, count }) => [
    toCode(rule.id),
    severity,
    toProse(rule.title),
    `${count}`,
    toFirst(findings),
  ])
  return [
    ['### What to fix, the first thing first'],
    toTable(['Rule', 'Severity', subjectTitles[report.kind], 'Found', 'First finding'], rows),
    ...broken.map(result =>
      toDetails(`${toCode(result.rule.id)} ${toProse(result.rule.title)}`, [
        ...toFound(result, report),
        '',
        `**Why:** ${[toProse(result.rule.reason), ...listSources(result).map(toSource)].join(' ')}`,
        '',
        `**Fix:** ${toProse(result.rule.fix)}`,
        ...listReproductions(result, report).flatMap(({ needs, curl }) => [
          '',
          `**Reproduce:** ${toProse(needs)}`,
          '',
          curl.length > longestLine ? tooLong : toBlock(curl),
        ]),
      ]),
    ),
  ]
}

/** GitHub does not show a job summary of more than 1 MiB. */
const longestLine = 8_000
const tooLong = 'The line is too long for a job summary; the report as text, JSON or HTML contains it.'

const toFirst = ([finding]: readonly Finding[]): string =>
  finding ? `${toCode(finding.subject.title)} ${toProse(explainMessage(finding))}` : ''

function toFound({ findings, count }: RuleResult, { kind }: Report): string[] {
  const listed = findings.slice(0, shown[kind].findings)
  return [
    ...listed.flatMap(finding => {
      const target = finding.subject.command === undefined ? '' : explainTarget(finding)
      return [
        `- ${toFirst([finding])}${target === '' ? '' : ` ${toCode(target)}`}`,
        ...listNotes(finding).map(note => `  - ${toCode(note)}`),
      ]
    }),
    ...(count > listed.length ? [`- and ${count - listed.length} more`] : []),
  ]
}

const toSource = (source: Source): string =>
  'page' in source
    ? `Documented on [page ${source.page}](${toPageUrl(source.page)}).`
    : toProse(explainSourceSentence(source))

function toKnown(known: readonly RuleResult[], { kind }: Report): string[][] {
  if (known.length === 0) return []
  const rows = known.map(result => [
    toCode(result.rule.id),
    toProse(result.rule.title),
    `${result.knownCount}`,
    toProse(listKnownReasons(result).join(' ')),
    toFirst(result.knownFindings),
  ])
  return [
    ['### Known issues, not counted'],
    toTable(['Rule', subjectTitles[kind], 'Found', 'Why it is known', 'First finding'], rows),
  ]
}

function toSection({ title, text, items = [], table }: Section): string[][] {
  return [
    [`### ${toProse(title)}`],
    text === undefined ? [] : [toProse(text)],
    items.map(item => `- ${toProse(item)}`),
    table
      ? toTable(
          table.columns.map(toProse),
          table.rows.map(cells => cells.map(toProse)),
        )
      : [],
  ]
}

function toCoverage(report: Report, { invocation }: RenderOptions): string[][] {
  const { failureCoverage: coverage } = report
  if (!coverage) return []
  const rows = coverage.rows.map(row => [
    toCode(row.command),
    `${row.requests}`,
    `${listCovered(row).length} of ${row.cells.length}`,
    listUncovered(row)
      .map(({ name }) => toCode(name))
      .join(' ') || 'none',
  ])
  const covered = coverage.rows.flatMap(row =>
    listCovered(row).map(cell => [
      toCode(row.command),
      `${toCode(cell.name)} ${toProse(cell.meaning)}`,
      `${cell.times}`,
      explainReactions(cell),
    ]),
  )
  const advice = listAdvice(report, invocation).filter(line => line.length <= longestLine)
  return [
    ['### Failure coverage'],
    [toProse(`Failure coverage: ${explainCoverage(coverage)}`)],
    rows.length > 0 ? toTable(['Command', 'Requests', 'Covered', 'Failure modes not covered'], rows) : [],
    covered.length > 0
      ? toDetails(
          'Failure modes covered',
          toTable(['Command', 'Failure mode', 'Times', 'What the client did next'], covered),
        )
      : [],
    ...(advice.length > 0
      ? [['To raise the failure coverage, run one of these:'], ...advice.map(line => [toBlock(line)])]
      : []),
  ]
}

function toRules(title: string, results: readonly RuleResult[]): string[][] {
  if (results.length === 0) return []
  const lines = [...groupByReason(results)].flatMap(([reason, own]) =>
    own.map(({ rule }) => `- ${toCode(rule.id)} ${toProse(rule.title)}${reason === '' ? '' : `: ${toProse(reason)}`}`),
  )
  return [toDetails(`${title}: ${explainHowMany(results)}`, lines)]
}

/** A text within a line of Markdown, with every character taken literally: no markup, HTML, links or mentions. */
const toProse = (text: string): string =>
  toPrintable(text)
    .replaceAll(special, toEntity)
    // An entity alone would not prevent a mention or a reference.
    .replaceAll(/&#(?:64|35);(?=\w)/g, '$&&#8288;')

/** A text as code within a line of Markdown or a cell of a table. */
const toCode = (text: string): string => `<code>${toPrintable(text).replaceAll(special, toEntity)}</code>`

/** A line for a shell as a block of code. */
function toBlock(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${toPasteable(text)}\n${fence}`
}

/** A table; its cells are Markdown already. */
function toTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const toRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [toRow(columns), toRow(columns.map(() => '---')), ...rows.map(toRow)]
}

/** A part that is opened on demand; its lines are Markdown already, its summary is HTML. */
const toDetails = (summary: string, lines: readonly string[]): string[] => [
  '<details>',
  `<summary>${summary}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
]

// A colon makes an address or an emoji only directly before a character, a dot only after www.
const special = /[\\`*_{}[\]<>#|~&@$"']|:(?=\S)|(?<=www)\./gi

const toEntity = (character: string) => `&#${character.charCodeAt(0)};`
