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
