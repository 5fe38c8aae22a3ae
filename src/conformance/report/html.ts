import { toPrintable } from './printable.ts'

/** HTML or XML that is complete and escaped; made only by `html`. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template may contain: texts and numbers are escaped, markup is inserted as it is, `undefined` is empty. */
export type Piece = string | number | Markup | undefined | readonly Piece[]

/** A template of HTML or XML: every inserted text is escaped, in texts and in quoted attributes. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  new Markup(strings.map((string, index) => string + toMarkup(pieces[index])).join(''))

function toMarkup(piece: Piece): string {
  if (piece === undefined) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') return toEscaped(`${piece}`)
  return piece.map(toMarkup).join('')
}

const toEscaped = (text: string) => toPrintable(text).replaceAll(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
