import packageJson from '../../../package.json' with { type: 'json' }
import { explainSource, type Source, toPageUrl } from '../../contracts/source.ts'
import {
  type ExposureCell,
  type ExposureRow,
  type Finding,
  type Reaction,
  type Report,
  reactions,
  type Slip,
} from '../client/report.ts'
import type { Look, Render } from './formats.ts'
import { html, Markup, type Piece, toBreakable } from './html.ts'
import { style } from './html-style.ts'
import {
  countFindings,
  explainCell,
  explainExposure,
  explainGone,
  explainPlace,
  explainReactions,
  explainRun,
  explainRunName,
  explainSlip,
  explainTarget,
  explainUnmet,
  explainVerdict,
  explainWhys,
  findSources,
  groupTitles,
  listAdvice,
  listCommandFailures,
  type Outline,
  reactionNames,
  slipsTold,
  toCellName,
  toCount,
  toMet,
  toOutline,
  toTitle,
} from './outline.ts'
import { toMoment, toPrintable } from './printable.ts'

/** What is read first: the verdict, why, how many rules came out how, and where the rest is. */
export function toHead(report: Report, outline: Outline): Markup {
  const { verdict, because, runs, exposure } = report
  const isExercised = verdict !== 'not exercised'
  const tone = listCommandFailures(report).length > 0 ? 'failed' : isExercised ? verdict : 'unexercised'
  const cut = runs.filter(({ kept, requests }) => kept < requests).length
  const parts = toParts(report, outline)
  return html`<header class="verdict ${tone}">
<p class="brow">ringback: contract report of a client of the Call REST API</p>
<h1>${toTitle(report)}</h1>
<p class="outcome">${explainVerdict(report)}</p>
${isExercised && because.length > 0 ? html`<ul class="because">${because.map(one => html`<li>${toPrintable(one)}</li>`)}</ul>` : undefined}
${cut > 0 ? html`<p class="soft">Only the last requests of ${toCount(cut, 'run')} were kept, and checked.</p>` : undefined}
<div class="share" aria-hidden="true">${parts.map(({ own, count }) => html`<i class="own-${own}" style="flex:${count}"></i>`)}</div>
<dl class="tally">
${parts.map(({ own, count, word }) => html`<div class="own-${own}"><dt>${word}</dt><dd>${count}</dd></div>`)}
${exposure.percent === undefined ? undefined : html`<div class="own-exposure"><dt>failure coverage</dt><dd>${exposure.percent} %</dd></div>`}
</dl>
${toNavigation(report, outline)}
</header>`
}

interface Part {
  readonly own: string
  readonly count: number
  readonly word: string
}

/** Every rule in exactly one part; parts without rules are left out. */
function toParts({ findings, failOn }: Report, { broken }: Outline): readonly Part[] {
  const { passed, known, rest } = countFindings(findings, failOn)
  const errors = broken.filter(({ rule }) => rule.severity === 'error').length
  const warnings = broken.length - errors
  return [
    { own: 'error', count: errors, word: errors === 1 ? 'error' : 'errors' },
    { own: 'warning', count: warnings, word: warnings === 1 ? 'warning' : 'warnings' },
    { own: 'known', count: known, word: 'known' },
    { own: 'kept', count: passed, word: 'passed' },
    { own: 'rest', count: rest, word: 'not exercised' },
  ].filter(({ count }) => count > 0)
}

function toNavigation({ gone, runs }: Report, { broken, known, kept, rest }: Outline): Markup {
  const links = [
    { id: 'fix', title: 'What to fix', items: broken },
    { id: 'known', title: 'Known issues', items: known },
    { id: 'gone', title: 'Resolved known issues', items: gone },
    { id: 'coverage', title: 'Failure coverage', items: [undefined] },
    { id: 'passed', title: 'Passed', items: kept },
    { id: 'rest', title: 'Not exercised', items: rest },
    { id: 'runs', title: 'Runs', items: runs },
  ].filter(({ items }) => items.length > 0)
  return html`<nav aria-label="Parts of this report"><ul>${links.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`
}

/** Failure coverage as a section: the percentage, a matrix of failure modes by command, those not covered, and advice. */
export function toCoverageSection(report: Report, { invocation }: Look): Markup {
  const { exposure } = report
  const { rows } = exposure
  const unmet = rows.flatMap(row => explainUnmet(row) ?? [])
  const advice = listAdvice(report, invocation)
  return html`
<section id="coverage" aria-labelledby="coverage-title">
<h2 id="coverage-title">Failure coverage</h2>
<p>Failure coverage: ${explainExposure(exposure)}</p>
${rows.length > 0 ? [toMatrix(rows), legend] : undefined}
${unmet.length > 0 ? html`<p>Failure modes not covered:</p><ul class="sentences">${unmet.map(one => html`<li>${one}</li>`)}</ul>` : undefined}
${advice.length > 0 ? html`<p>To raise the failure coverage, run one of these:</p>${advice.map(line => html`<pre tabindex="0"><code>${line}</code></pre>`)}` : undefined}
</section>`
}

function toMatrix(rows: readonly ExposureRow[]): Markup {
  const cells = rows.flatMap(row => row.cells)
  const codes = toKinds(cells.filter(({ meets }) => 'code' in meets))
  const failureModes = toKinds(cells.filter(({ meets }) => 'stumble' in meets))
  return html`<div class="scroll" role="region" aria-labelledby="coverage-title" tabindex="0" style="margin-top:1rem">
<table class="matrix" style="--commands:${rows.length}">
<caption class="hidden">How often each command met each failure mode, and what the client did next</caption>
<thead><tr><th scope="col" class="what">Failure mode</th>${rows.map(
    row => html`<th scope="col"><code>${toBreakable(row.command)}</code>
<small>${toCount(row.requests, 'request')}</small><small>covered ${toMet(row).length} of ${row.cells.length}</small></th>`,
  )}</tr></thead>
${toGroup('ErrorCodes', codes, rows)}
${toGroup('Transport and body', failureModes, rows)}
</table>
</div>`
}

/** The failure modes of all commands, each once. */
const toKinds = (cells: readonly ExposureCell[]): readonly ExposureCell[] => [
  ...new Map(cells.map(cell => [toCellName(cell), cell])).values(),
]

function toGroup(title: string, kinds: readonly ExposureCell[], rows: readonly ExposureRow[]): Markup | undefined {
  if (kinds.length === 0) return undefined
  return html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${rows.length + 1}">${title}</th></tr>
${kinds.map(
  kind => html`<tr><th scope="row" class="what"><code>${toCellName(kind)}</code> <small>${explainCell(kind)}</small></th>
${rows.map(row => toCell(row.cells.find(cell => toCellName(cell) === toCellName(kind))))}</tr>
`,
)}</tbody>`
}

function toCell(cell: ExposureCell | undefined): Markup {
  if (!cell)
    return html`<td class="cannot"><span aria-hidden="true">·</span><span class="hidden">cannot happen</span></td>`
  if (cell.times === 0) return html`<td><span class="cell never">never</span></td>`
  const said = reactions.flatMap(name => (cell.reactions[name] ? [`${signs[name]} ${cell.reactions[name]}`] : []))
  return html`<td><span class="cell heat-${toHeat(cell.times)}"><b>${cell.times}</b>
<span aria-hidden="true">${said.join('  ')}</span><span class="hidden">times: ${explainReactions(cell)}</span></span></td>`
}

/** Each ten times is a shade. */
const toHeat = (times: number) => Math.min(4, `${times}`.length)

const signs: { readonly [Name in Reaction]: string } = {
  recovered: '✓',
  'asked again': '↻',
  'went on': '→',
  'hung up': '✕',
  'asked no more': '■',
}

const heats = ['1 to 9 times', '10 to 99', '100 to 999', '1000 or more']

const legend = html`<ul class="legend">
${heats.map((words, index) => html`<li><i class="heat-${index + 1}"></i>${words}</li>`)}
${reactions.map(name => html`<li>${signs[name]} ${reactionNames[name]}</li>`)}
<li>· cannot happen</li>
</ul>`

/** A report as one page of HTML that needs nothing else, no script and no network, to be opened, printed or attached. */
export const toHtml: Render = (report, _journals, look = {}) => {
  const outline = toOutline(report)
  const { broken, known, kept, rest } = outline
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="ringback ${packageJson.version}">
<title>${explainVerdict(report)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${toHead(report, outline)}
<main>
${toSection(
  'fix',
  'What to fix, the first thing first',
  broken,
  broken.map(finding => toBroken(finding, report)),
)}
${toSection(
  'known',
  'Known issues, not counted',
  known,
  known.map(finding => toKnown(finding, report)),
)}
${toSection('gone', 'Known issues that did not occur', report.gone, html`<ul>${report.gone.map(gone => html`<li>${explainGone(gone)}</li>`)}</ul>`)}
${toCoverageSection(report, look)}
${toSection('passed', 'Passed', kept, toRules(kept))}
${toSection('rest', 'Not exercised', rest, toRules(rest))}
${toSection('runs', 'Runs', report.runs, toRuns(report))}
</main>
<footer>Made by ringback ${packageJson.version}. UserSigs and keys are masked.</footer>
</body>
</html>
`.text
}

function toSection(id: string, title: string, items: readonly unknown[], content: Piece): Markup | undefined {
  if (items.length === 0) return undefined
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>`
}

function toBroken({ rule, slips, count }: Finding, { runs }: Report): Markup {
  const [first] = slips
  const more = slips.slice(slipsTold)
  const left = count - slips.length
  return html`<article class="finding ${rule.severity}">
<p class="meta"><span class="pill">${rule.severity}</span> <code>${rule.id}</code> <span>${groupTitles[rule.group]}</span> <span>found ${toCount(count, 'time')}</span></p>
<h3>${rule.sentence}</h3>
<ul class="found">${slips.slice(0, slipsTold).map(slip => toFound(slip, runs))}</ul>
${more.length > 0 ? html`<details><summary>${more.length} more</summary><ul class="found">${more.map(slip => toFound(slip, runs))}</ul></details>` : undefined}
${left > 0 ? html`<p class="soft">and ${left} that ${left === 1 ? 'is' : 'are'} not listed</p>` : undefined}
<dl class="advice">
<dt>Why</dt><dd>${rule.reason} ${findSources({ rule, slips }).map(toBasis)}</dd>
<dt>Fix</dt><dd>${rule.fix}</dd>
${first ? html`<dt>Reproduce</dt><dd>${first.needs}<pre tabindex="0"><code>${first.curl}</code></pre></dd>` : undefined}
</dl>
</article>
`
}

function toBasis(seen: Source): Markup {
  if ('page' in seen)
    return html`Documented on <a href="${toPageUrl(seen.page)}" rel="noreferrer">page ${seen.page}</a>. `
  const basis = explainSource(seen)
  return html`${basis.charAt(0).toUpperCase()}${basis.slice(1)}. `
}

const toFound = (slip: Slip, runs: Report['runs']): Markup =>
  html`<li><span class="where">${explainPlace(slip, runs)}, ${toMoment(slip.at)}</span>${explainSlip(slip)} <code>${explainTarget(slip)}</code></li>`

function toKnown({ rule, known, knownCount }: Finding, { runs }: Report): Markup {
  const whys = explainWhys(known)
  return html`<article class="finding known">
<p class="meta"><span class="pill">known</span> <code>${rule.id}</code> <span>found ${toCount(knownCount, 'time')}</span></p>
<h3>${rule.sentence}</h3>
${whys.map(why => html`<p>${why}</p>`)}
<ul class="found">${known.slice(0, 1).map(slip => toFound(slip, runs))}</ul>
</article>
`
}

const toRules = (findings: Outline['kept']): Markup =>
  html`<ul class="rules">${findings.map(({ rule }) => html`<li><code>${rule.id}</code> <span>${rule.sentence}</span></li>`)}</ul>`

const toRuns = ({ runs }: Report): Markup =>
  html`<ul class="runs">${runs.map(
    (run, index) =>
      html`<li><strong>${explainRunName(runs, index)}</strong>${run.run ? html`, <time>${toMoment(run.run.began)}</time>` : undefined}: ${explainRun(run).join(' ')}</li>`,
  )}</ul>`
