/** A value as it came, for a sentence: as JSON, cut to `most` characters so that no input makes a sentence long. */
export function formatValue(value: unknown, most = 80): string {
  const text = toText(typeof value === 'string' ? value.slice(0, most + 1) : value)
  if (text.length <= most + 2) return text
  // Neither half a character nor half an escape is left by the cut, and every quotation mark has its other.
  const kept = text
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/(?<!\\)((?:\\\\)*)\\(?:u[0-9a-f]{0,3})?$/, '$1')
  const marks = kept.replaceAll(/\\./g, '').split('"').length - 1
  return `${kept}…${marks % 2 === 1 ? '"' : ''}`
}

/** A path or an id as it came, without quotation marks: cut, so that no input makes a sentence long. */
export const cut = (text: string, most = 80): string =>
  text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text

/** JSON has no word for some numbers, and for a function none at all. */
const toText = (value: unknown) => (typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? String(value)))

/** Words as an enumeration: `a`, `a or b`, `a, b or c`. */
export function formatList(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** A number of things, such as `1 request` or `2 requests`. */
export const toCount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
