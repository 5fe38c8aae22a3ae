import type { Report } from '../report.ts'
import { explainOutcome, explainUnexercised } from './explain.ts'
import { html, type Markup } from './html.ts'
import { type Outline, toCount } from './outline.ts'
import { toPrintable } from './printable.ts'

/** What is read first: the verdict, why, how many rules came out how, and where the rest is. */
export function toHead(report: Report, outline: Outline): Markup {
  const { verdict, because, runs, exposure } = report
  const isExercised = verdict !== 'not exercised'
  const cut = runs.filter(({ kept, requests }) => kept < requests).length
  const parts = toParts(report, outline)
  return html`<header class="verdict ${isExercised ? verdict : 'unexercised'}">
<p class="brow">ringback: how a client keeps the contract of the Call REST API</p>
<h1>${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}</h1>
<p class="outcome">${isExercised ? explainOutcome(report).replace(/ \(.*\)$/, '') : explainUnexercised(report)}</p>
${isExercised && because.length > 0 ? html`<ul class="because">${because.map(one => html`<li>${toPrintable(one)}</li>`)}</ul>` : undefined}
${cut > 0 ? html`<p class="soft">Of ${toCount(cut, 'run')} only the latest requests are kept; the rules were judged by those.</p>` : undefined}
<div class="share" aria-hidden="true">${parts.map(({ own, count }) => html`<i class="own-${own}" style="flex:${count}"></i>`)}</div>
<dl class="tally">
${parts.map(({ own, count, word }) => html`<div class="own-${own}"><dt>${word}</dt><dd>${count}</dd></div>`)}
${exposure.percent === undefined ? undefined : html`<div class="own-exposure"><dt>exposure</dt><dd>${exposure.percent} %</dd></div>`}
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
function toParts({ findings }: Report, { broken, kept, rest }: Outline): readonly Part[] {
  const errors = broken.filter(({ rule }) => rule.severity === 'error').length
  const warnings = broken.length - errors
  const known = findings.length - broken.length - kept.length - rest.length
  return [
    { own: 'error', count: errors, word: errors === 1 ? 'error' : 'errors' },
    { own: 'warning', count: warnings, word: warnings === 1 ? 'warning' : 'warnings' },
    { own: 'known', count: known, word: 'known' },
    { own: 'kept', count: kept.length, word: 'kept' },
    { own: 'rest', count: rest.length, word: 'not exercised' },
  ].filter(({ count }) => count > 0)
}

function toNavigation({ gone, runs }: Report, { broken, known, kept, rest }: Outline): Markup {
  const links = [
    { id: 'mend', title: 'What to mend', items: broken },
    { id: 'known', title: 'Known', items: known },
    { id: 'gone', title: 'No longer known', items: gone },
    { id: 'exposure', title: 'Exposure', items: [undefined] },
    { id: 'kept', title: 'Kept', items: kept },
    { id: 'rest', title: 'Not exercised', items: rest },
    { id: 'runs', title: 'Runs', items: runs },
  ].filter(({ items }) => items.length > 0)
  return html`<nav aria-label="Parts of this report"><ul>${links.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`
}
