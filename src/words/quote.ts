/** A value as it came, for a sentence: as JSON, cut to `most` characters so that no input makes a sentence long. */
export function quote(value: unknown, most = 80): string {
  const text = toText(typeof value === 'string' ? value.slice(0, most + 1) : value)
  // A cut in the middle of a character would leave half of it.
  return text.length > most + 2 ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text
}

/** JSON has no word for some numbers, and for a function none at all. */
const toText = (value: unknown) => (typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? String(value)))

/** Words as an enumeration: `a`, `a or b`, `a, b or c`. */
export function toEnumeration(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
