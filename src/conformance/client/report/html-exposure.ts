import { type Exposure, type ExposureCell, type ExposureRow, type Reaction, reactions } from '../report.ts'
import { explainCell, explainExposure, explainReactions, explainUnmet, toCellName, toMet } from './explain-exposure.ts'
import { html, type Markup, toBreakable } from './html.ts'
import { toCount } from './outline.ts'

/** Exposure as a section: how much was met, a matrix of what could be met by command, and sentences on what never was. */
export function toExposureSection(exposure: Exposure): Markup {
  const { rows } = exposure
  const sentences = rows.flatMap(row => explainUnmet(row) ?? [])
  return html`
<section id="exposure" aria-labelledby="exposure-title">
<h2 id="exposure-title">Exposure</h2>
<p>${explainExposure(exposure)}</p>
${rows.length > 0 ? [toMatrix(rows), legend] : undefined}
${sentences.length > 0 ? html`<ul class="sentences">${sentences.map(one => html`<li>${one}</li>`)}</ul>` : undefined}
</section>`
}

function toMatrix(rows: readonly ExposureRow[]): Markup {
  const cells = rows.flatMap(row => row.cells)
  const codes = toKinds(cells.filter(({ meets }) => 'code' in meets))
  const stumbles = toKinds(cells.filter(({ meets }) => 'stumble' in meets))
  return html`<div class="scroll" role="region" aria-labelledby="exposure-title" tabindex="0" style="margin-top:1rem">
<table class="matrix" style="--commands:${rows.length}">
<caption class="hidden">How often each command met what it could meet, and what the client did next</caption>
<thead><tr><th scope="col" class="what">What can be met</th>${rows.map(
    row => html`<th scope="col"><code>${toBreakable(row.command)}</code>
<small>${toCount(row.requests, 'request')}</small><small>met ${toMet(row).length} of ${row.cells.length}</small></th>`,
  )}</tr></thead>
${toGroup('Refusals, by ErrorCode', codes, rows)}
${toGroup('What befalls an answer on the way', stumbles, rows)}
</table>
</div>`
}

/** What can be met by any command, each once. */
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
${reactions.map(name => html`<li>${signs[name]} ${name}</li>`)}
<li>· cannot happen</li>
</ul>`
