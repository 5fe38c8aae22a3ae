import type { Look } from '../format.ts'
import { type ExposureCell, type ExposureRow, type Reaction, type Report, reactions } from '../report.ts'
import { listAdvice } from './explain-advice.ts'
import {
  explainCell,
  explainExposure,
  explainReactions,
  explainUnmet,
  reactionNames,
  toCellName,
  toMet,
} from './explain-exposure.ts'
import { html, type Markup, toBreakable } from './html.ts'
import { toCount } from './outline.ts'

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
