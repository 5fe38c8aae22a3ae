import packageJson from '../../../../package.json' with { type: 'json' }
import { explainSource, type Source, toPageUrl } from '../../../contracts/basis.ts'
import type { Render } from '../format.ts'
import type { Finding, Report, Slip } from '../report.ts'
import {
  explainGone,
  explainPlace,
  explainRun,
  explainRunName,
  explainSlip,
  explainTarget,
  explainVerdict,
  explainWhys,
  findSources,
  slipsTold,
} from './explain.ts'
import { html, Markup, type Piece } from './html.ts'
import { toCoverageSection } from './html-exposure.ts'
import { toHead } from './html-head.ts'
import { style } from './html-style.ts'
import { toMoment } from './moment.ts'
import { groupTitles, type Outline, toCount, toOutline } from './outline.ts'

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
