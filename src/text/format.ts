/** A value for a sentence: as JSON, cut to `most` characters so that no input makes a sentence long. */
export function formatValue(value: unknown, most = 80): string {
  const text = toText(typeof value === 'string' ? value.slice(0, most + 1) : value)
  if (text.length <= most + 2) return text
  // Leave neither half a character nor half an escape, and close every quotation mark.
  const kept = text
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/(?<!\\)((?:\\\\)*)\\(?:u[0-9a-f]{0,3})?$/, '$1')
  const marks = kept.replaceAll(/\\./g, '').split('"').length - 1
  return `${kept}…${marks % 2 === 1 ? '"' : ''}`
}

/** A path or an id for a sentence, cut to `most` characters. */
export const cut = (text: string, most = 80): string =>
  text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text

/** JSON cannot express some numbers, nor functions. */
const toText = (value: unknown) => (typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? String(value)))

/** Words as a list: `a`, `a or b`, `a, b or c`. */
export function formatList(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** A number of things, such as `1 request` or `2 requests`. */
export const toCount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
