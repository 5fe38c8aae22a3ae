import packageJson from '../../../package.json' with { type: 'json' }
import { type Source, toPageUrl } from '../../contracts/source.ts'
import { toCount } from '../../text/format.ts'
import { explainSourceSentence, type Finding, type RuleResult } from '../rule.ts'
import { explainCoverage, explainReactions, listAdvice, listCovered, listUncoveredLines } from './coverage.ts'
import { style } from './html-style.ts'
import type { Render, RenderOptions } from './model.ts'
import { type FailureCoverageCell, type FailureCoverageRow, type Reaction, type Report, reactions } from './model.ts'
import {
  countResults,
  explainHeadline,
  explainMessage,
  explainResolved,
  explainTarget,
  groupByReason,
  listKnownReasons,
  listReproductions,
  listSources,
  type Outline,
  reportTitles,
  shown,
  toGroupTitle,
  toOutline,
  toVerdictTitle,
} from './outline.ts'
import { html, Markup, type Piece, toTimestamp } from './printable.ts'

/** A report as one HTML page without scripts and external files, to be opened, printed or attached. */
export const toHtml: Render = (report, options = {}) => {
  const parts = listParts(report, options)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="ringback ${packageJson.version}">
<title>${explainHeadline(report)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${toHead(report, parts)}
<main>
${parts.map(
  ({ id, title, content }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>`,
)}
</main>
<footer>Made by ringback ${packageJson.version}. UserSigs and keys are masked.</footer>
</body>
</html>
`.text
}

interface Part {
  readonly id: string
  readonly title: string
  readonly content: Piece
}

/** The parts that have something to show, in order. */
function listParts(report: Report, options: RenderOptions): readonly Part[] {
  const { broken, known, passed, notExercised } = toOutline(report)
  const { resolvedKnownIssues: resolved, sections, failureCoverage, facts } = report
  const part = (id: string, title: string, items: readonly unknown[], content: () => Piece): Part[] =>
    items.length > 0 ? [{ id, title, content: content() }] : []
  return [
    ...part('fix', 'What to fix, the first thing first', broken, () => broken.map(result => toBroken(result, report))),
    ...part('known', 'Known issues, not counted', known, () => known.map(toKnown)),
    ...part('resolved', 'Known issues that did not occur', resolved, () => toList('', resolved.map(explainResolved))),
    ...sections.map(({ id, title, text, items = [], table }) => ({
      id,
      title,
      content: [
        text === undefined ? undefined : html`<p>${text}</p>`,
        items.length > 0 ? toList('sentences', items) : undefined,
        table ? toTable(`${id}-title`, table.columns, table.rows) : undefined,
      ],
    })),
    ...(failureCoverage ? [{ id: 'coverage', title: 'Failure coverage', content: toCoverage(report, options) }] : []),
    ...part('passed', 'Passed', passed, () => toRules(passed)),
    ...part('not-exercised', 'Not exercised', notExercised, () => toRules(notExercised)),
    ...part('runs', report.kind === 'client' ? 'Runs' : 'Run', facts, () => toFacts(report)),
  ]
}

/** What is read first: the verdict, the reasons, how many rules have each result, and links to the parts. */
function toHead(report: Report, parts: readonly Part[]): Markup {
  const { kind, verdict, reasons, commandFailures = [], failureCoverage } = report
  const isExercised = verdict !== 'not exercised'
  const tone = commandFailures.length > 0 ? 'failed' : isExercised ? verdict : 'unexercised'
  const shares = listShares(report, toOutline(report))
  const subject = kind === 'client' || kind === 'sweep' ? 'a client of the Call REST API' : report.title
  return html`<header class="verdict ${tone}">
<p class="brow">ringback: ${reportTitles[kind].toLowerCase()} of ${subject}</p>
<h1>${toVerdictTitle(report)}</h1>
<p class="outcome">${explainHeadline(report)}</p>
${isExercised && reasons.length > 0 ? toList('because', reasons) : undefined}
<div class="share" aria-hidden="true">${shares.map(({ own, count }) => html`<i class="own-${own}" style="flex:${count}"></i>`)}</div>
<dl class="tally">
${shares.map(({ own, count, word }) => html`<div class="own-${own}"><dt>${word}</dt><dd>${count}</dd></div>`)}
${failureCoverage?.percent === undefined ? undefined : html`<div class="own-coverage"><dt>failure coverage</dt><dd>${failureCoverage.percent} %</dd></div>`}
</dl>
<nav aria-label="Parts of this report"><ul>${parts.map(({ id, title }) => html`<li><a href="#${id}">${title.replace(/,.*$/, '')}</a></li>`)}</ul></nav>
</header>`
}

/** How many rules have each result: every rule is in exactly one share, and empty shares are left out. */
function listShares({ results, failOn }: Report, { broken }: Outline) {
  const { passed, known, notExercised } = countResults(results, failOn)
  const errors = broken.filter(({ severity }) => severity === 'error').length
  const warnings = broken.length - errors
  return [
    { own: 'error', count: errors, word: errors === 1 ? 'error' : 'errors' },
    { own: 'warning', count: warnings, word: warnings === 1 ? 'warning' : 'warnings' },
    { own: 'known', count: known, word: 'known' },
    { own: 'passed', count: passed, word: 'passed' },
    { own: 'rest', count: notExercised, word: 'not exercised' },
  ].filter(({ count }) => count > 0)
}

const toList = (name: string, items: readonly string[]): Markup =>
  html`<ul class="${name}">${items.map(item => html`<li>${item}</li>`)}</ul>`

const toTable = (label: string, columns: readonly string[], rows: readonly (readonly string[])[]): Markup =>
  html`<div class="scroll" role="region" aria-labelledby="${label}" tabindex="0">
<table><thead><tr>${columns.map(column => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`

function toBroken(result: RuleResult, report: Report): Markup {
  const { rule, severity, findings, count } = result
  const { findings: most } = shown[report.kind]
  const more = findings.slice(most)
  const left = count - findings.length
  return html`<article class="finding ${severity}">
<p class="meta"><span class="pill">${severity}</span> <code>${rule.id}</code> <span>${toGroupTitle(rule.group)}</span> <span>found ${toCount(count, 'time')}</span></p>
<h3>${rule.title}</h3>
<ul class="found">${findings.slice(0, most).map(toFound)}</ul>
${more.length > 0 ? html`<details><summary>${more.length} more</summary><ul class="found">${more.map(toFound)}</ul></details>` : undefined}
${left > 0 ? html`<p class="soft">and ${left} that ${left === 1 ? 'is' : 'are'} not listed</p>` : undefined}
<dl class="advice">
<dt>Why</dt><dd>${rule.reason} ${listSources(result).map(toSource)}</dd>
<dt>Fix</dt><dd>${rule.fix}</dd>
${listReproductions(result, report).map(({ needs, curl }) => html`<dt>Reproduce</dt><dd>${needs}<pre tabindex="0"><code>${toLines(curl)}</code></pre></dd>`)}
</dl>
</article>
`
}

const toLines = (text: string): Piece =>
  text.split('\n').map((line, index) => (index === 0 ? line : [new Markup('\n'), line]))

function toSource(source: Source): Markup {
  if ('page' in source)
    return html`Documented on <a href="${toPageUrl(source.page)}" rel="noreferrer">page ${source.page}</a>. `
  return html`${explainSourceSentence(source)} `
}

function toFound(finding: Finding): Markup {
  const { subject, notes = [] } = finding
  const time = subject.time === undefined ? '' : `, ${toTimestamp(subject.time)}`
  const target = explainTarget(finding)
  return html`<li><span class="where">${subject.title}${time}</span>${explainMessage(finding)} ${target === '' ? undefined : html`<code>${target}</code>`}${notes.map(note => html`<code>${note}</code>`)}</li>`
}

const toKnown = (result: RuleResult): Markup => html`<article class="finding known">
<p class="meta"><span class="pill">known</span> <code>${result.rule.id}</code> <span>found ${toCount(result.knownCount, 'time')}</span></p>
<h3>${result.rule.title}</h3>
${listKnownReasons(result).map(reason => html`<p>${reason}</p>`)}
<ul class="found">${result.knownFindings.slice(0, 1).map(toFound)}</ul>
</article>
`

const toRules = (results: readonly RuleResult[]): Piece =>
  [...groupByReason(results)].map(
    ([reason, own]) => html`${reason === '' ? undefined : html`<p class="soft">${reason}</p>`}
<ul class="rules">${own.map(({ rule }) => html`<li><code>${rule.id}</code> <span>${rule.title}</span></li>`)}</ul>`,
  )

const toFacts = ({ facts }: Report): Markup =>
  html`<ul class="runs">${facts.map(
    ({ name, text, time }) =>
      html`<li><strong>${name ?? 'run'}</strong>${time === undefined ? undefined : html`, <time>${toTimestamp(time)}</time>`}: ${text}</li>`,
  )}</ul>`

/** Failure coverage: the percentage, a matrix of failure modes by command, those not covered, and advice. */
function toCoverage(report: Report, { invocation }: RenderOptions): Piece {
  const { failureCoverage: coverage } = report
  if (!coverage) return undefined
  const uncovered = listUncoveredLines(coverage)
  const advice = listAdvice(report, invocation)
  return html`<p>Failure coverage: ${explainCoverage(coverage)}</p>
${coverage.rows.length > 0 ? [toMatrix(coverage.rows), legend] : undefined}
${uncovered.length > 0 ? html`<p>Failure modes not covered:</p>${toList('sentences', uncovered)}` : undefined}
${advice.length > 0 ? html`<p>To raise the failure coverage, run one of these:</p>${advice.map(line => html`<pre tabindex="0"><code>${line}</code></pre>`)}` : undefined}`
}

function toMatrix(rows: readonly FailureCoverageRow[]): Markup {
  const kinds = [...new Map(rows.flatMap(row => row.cells).map(cell => [cell.name, cell])).values()]
  return html`<div class="scroll" role="region" aria-labelledby="coverage-title" tabindex="0" style="margin-top:1rem">
<table class="matrix" style="--commands:${rows.length}">
<caption class="hidden">How often each command met each failure mode, and what the client did next</caption>
<thead><tr><th scope="col" class="what">Failure mode</th>${rows.map(
    row => html`<th scope="col"><code>${toBreakable(row.command)}</code>
<small>${toCount(row.requests, 'request')}</small><small>covered ${listCovered(row).length} of ${row.cells.length}</small></th>`,
  )}</tr></thead>
${toGroup(
  'ErrorCodes',
  kinds.filter(({ isErrorCode }) => isErrorCode),
  rows,
)}
${toGroup(
  'Transport and body',
  kinds.filter(({ isErrorCode }) => !isErrorCode),
  rows,
)}
</table>
</div>`
}

/** A name of words joined by underscores, with possible line breaks between them. */
const toBreakable = (name: string): Markup =>
  html`${name.split(/(?<=_)/).map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`))}`

function toGroup(
  title: string,
  kinds: readonly FailureCoverageCell[],
  rows: readonly FailureCoverageRow[],
): Markup | undefined {
  if (kinds.length === 0) return undefined
  return html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${rows.length + 1}">${title}</th></tr>
${kinds.map(
  ({ name, meaning }) => html`<tr><th scope="row" class="what"><code>${name}</code> <small>${meaning}</small></th>
${rows.map(row => toCell(row.cells.find(cell => cell.name === name)))}</tr>
`,
)}</tbody>`
}

function toCell(cell: FailureCoverageCell | undefined): Markup {
  if (!cell)
    return html`<td class="cannot"><span aria-hidden="true">·</span><span class="hidden">cannot happen</span></td>`
  if (cell.times === 0) return html`<td><span class="cell never">never</span></td>`
  const counts = reactions.flatMap(name => (cell.reactions[name] ? [`${signs[name]} ${cell.reactions[name]}`] : []))
  return html`<td><span class="cell heat-${toHeat(cell.times)}"><b>${cell.times}</b>
<span aria-hidden="true">${counts.join('  ')}</span><span class="hidden">times: ${explainReactions(cell)}</span></span></td>`
}

/** A shade for each power of ten. */
const toHeat = (times: number) => Math.min(4, `${times}`.length)

const signs: { readonly [Name in Reaction]: string } = {
  recovered: '✓',
  retried: '↻',
  continued: '→',
  disconnected: '✕',
  stopped: '■',
}

const heats = ['1 to 9 times', '10 to 99', '100 to 999', '1000 or more']

const legend = html`<ul class="legend">
${heats.map((words, index) => html`<li><i class="heat-${index + 1}"></i>${words}</li>`)}
${reactions.map(name => html`<li>${signs[name]} ${name}</li>`)}
<li>· cannot happen</li>
</ul>`
