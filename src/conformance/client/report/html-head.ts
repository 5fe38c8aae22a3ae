import type { Report } from '../report.ts'
import { countFindings, explainVerdict, listCommandFailures, toTitle } from './explain.ts'
import { html, type Markup } from './html.ts'
import { type Outline, toCount } from './outline.ts'
import { toPrintable } from './printable.ts'

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
