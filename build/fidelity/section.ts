import { type Source, toPageUrl } from '../../src/contracts/source.ts'

/** One thing that is known, as the cells of a row, and where it was seen. */
export interface Fact {
  readonly cells: readonly string[]
  readonly sources: readonly Source[]
  /** The last day on which a run against the service itself has seen it, such as `2026-01-15`. */
  readonly witnessed?: string | undefined
}

/** Facts of one kind; the last column, the basis, comes by itself. */
export interface Table {
  readonly caption?: string
  readonly columns: readonly string[]
  readonly facts: readonly Fact[]
}

/** A part of the document under a heading: sentences, of which some are facts themselves, then tables. */
export interface Section {
  readonly title: string
  readonly text: readonly (string | Fact)[]
  readonly tables: readonly Table[]
}

/** A heading with its sections. */
export interface Chapter {
  readonly title: string
  readonly sections: readonly Section[]
}

/** A section as Markdown. */
export function toMarkdown({ title, text, tables }: Section): string {
  const sentences = text.map(one => (typeof one === 'string' ? one : `${one.cells.join(' ')} (${toBasisCell(one)}).`))
  return [`### ${title}`, sentences.join('\n\n'), ...tables.map(toTable)].filter(Boolean).join('\n\n')
}

function toTable({ caption, columns, facts }: Table): string {
  const rows = facts.map(fact => toRow([...fact.cells, toBasisCell(fact)]))
  const table = [toRow([...columns, 'basis']), toRow([...columns, ''].map(() => '---')), ...rows].join('\n')
  return caption === undefined ? table : `${caption}\n\n${table}`
}

/** A row of a table; a bar in a cell does not end it. */
export const toRow = (cells: readonly string[]): string =>
  `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** Where something was seen, pages first, as it stands in a cell. The addresses follow at the document's end. */
export const toSourceText = (sources: readonly Source[]): string => sources.map(toBasis).join('; ')

const toBasisCell = ({ sources, witnessed }: Fact) =>
  witnessed === undefined ? toSourceText(sources) : `${toSourceText(sources)}; seen in a run on ${witnessed}`

function toBasis(basis: Source): string {
  if ('page' in basis) return `[documented, page ${basis.page}]`
  if ('observed' in basis) return `*observed:* ${basis.observed}`
  return `**assumed:** ${basis.assumed}`
}

/** A page as a link. */
export const toPageLink = (page: number): string => `[page ${page}]`

/** The addresses of all pages that a text links to. */
export function toAddresses(text: string): string {
  const labels = [...text.matchAll(/\[((?:documented, )?page (\d+))\]/g)].map(
    ([, label = '', page]) => `[${label}]: ${toPageUrl(Number(page))}`,
  )
  return [...new Set(labels)].sort().join('\n')
}

/** The link to a heading, as Markdown renderers name it. */
export const toAnchor = (title: string): string =>
  `#${title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-')}`
