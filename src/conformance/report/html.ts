import { toPrintable } from './printable.ts'

/** HTML that is known to be whole and harmless; made by `html` alone. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: texts and numbers are escaped, markup is taken as it is, `undefined` leaves nothing. */
export type Piece = string | number | Markup | undefined | readonly Piece[]

/** A template of HTML: everything that is put into it is escaped, in texts and between quotes alike. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  new Markup(strings.map((string, index) => string + toMarkup(pieces[index])).join(''))

function toMarkup(piece: Piece): string {
  if (piece === undefined) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') return toEscaped(`${piece}`)
  return piece.map(toMarkup).join('')
}

const toEscaped = (text: string) => toPrintable(text).replaceAll(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

/** A name of words that are joined by underscores, which may be broken between them. */
export const toBreakable = (name: string): Markup =>
  html`${name.split(/(?<=_)/).map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`))}`
