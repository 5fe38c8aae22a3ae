/**
 * A text from strangers on one line, with whatever could play with a terminal, with the eye or with a parser written
 * out: control characters, such as `\u001b`, those that turn the direction of writing, and halves of characters.
 */
export const toPrintable = (text: string): string => text.replaceAll(unprintable, toEscape)

/** The same, cut to `most` characters. */
export function toShort(text: string, most: number): string {
  // Whatever is written out gets longer, never shorter, so that no more than this is ever looked at.
  const printable = toPrintable(text.slice(0, most + 1))
  return text.length > most || printable.length > most
    ? `${printable.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`
    : printable
}

/** A value as JSON that is harmless even where it is shown as it is; its lines are broken if it is to be indented. */
export const toJsonText = (value: unknown, indent?: number): string =>
  // In JSON they can stand nowhere but in texts, save the line break, which is never in one.
  JSON.stringify(value, undefined, indent).replaceAll(unprintable, found =>
    found === '\n' ? found : Array.from({ length: found.length }, (_, index) => toUnit(found, index)).join(''),
  )

/** A text with every half of a character replaced, so that it can be written as UTF-8. */
export const toWhole = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd')

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/gu

const short: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function toEscape(character: string): string {
  if (character.length > 1) return `\\u{${character.codePointAt(0)?.toString(16)}}`
  return short[character] ?? toUnit(character, 0)
}

const toUnit = (text: string, index: number) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`

/** The latest moment that a year of four digits can tell. */
const latest = Date.UTC(9999, 11, 31)

/** A moment in Unix milliseconds as ISO 8601; what is no moment at all becomes the nearest one that can be written. */
export const toMoment = (milliseconds: number): string =>
  new Date(Number.isNaN(milliseconds) ? 0 : Math.min(latest, Math.max(0, milliseconds))).toISOString()
