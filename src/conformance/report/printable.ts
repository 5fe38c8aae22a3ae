/**
 * An untrusted text on one line, with every character escaped that could affect a terminal, a reader or a parser: control
 * characters (as `\u001b`), those that change the direction of writing, and halves of surrogate pairs.
 */
export const toPrintable = (text: string): string => text.replaceAll(unprintable, toEscape)

/** Lines to paste into a shell: the same, except that they may have line breaks. */
export const toPasteable = (text: string): string => text.split('\n').map(toPrintable).join('\n')

/** The same as `toPrintable`, cut to `most` characters. */
export function toShort(text: string, most: number): string {
  // An escape is never shorter than its character, so no more than this can be shown.
  const printable = toPrintable(text.slice(0, most + 1))
  return text.length > most || printable.length > most
    ? `${printable.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`
    : printable
}

/** A value as JSON in which no character needs escaping where the JSON is shown; `indent` breaks it into lines. */
export const toJsonText = (value: unknown, indent?: number): string =>
  // Outside of strings only the line break occurs, and inside of them never.
  JSON.stringify(value, undefined, indent).replaceAll(unprintable, found =>
    found === '\n' ? found : Array.from({ length: found.length }, (_, index) => toUnit(found, index)).join(''),
  )

/** A text with every half of a surrogate pair replaced, so that it can be written as UTF-8. */
export const toWhole = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd')

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/gu

const short: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function toEscape(character: string): string {
  if (character.length > 1) return `\\u{${character.codePointAt(0)?.toString(16)}}`
  return short[character] ?? toUnit(character, 0)
}

const toUnit = (text: string, index: number) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`

/** The latest time with a year of four digits. */
const latest = Date.UTC(9999, 11, 31)

/** A time in Unix milliseconds as ISO 8601; an invalid one becomes the nearest that can be written. */
export const toTimestamp = (milliseconds: number): string =>
  new Date(Number.isNaN(milliseconds) ? 0 : Math.min(latest, Math.max(0, milliseconds))).toISOString()

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
