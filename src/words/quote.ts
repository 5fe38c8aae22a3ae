/** A value as it came, for a sentence: as JSON, cut to `most` characters so that no input makes a sentence long. */
export function quote(value: unknown, most = 80): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value.slice(0, most + 1)) : (JSON.stringify(value) ?? String(value))
  return text.length > most + 2 ? `${text.slice(0, most)}…` : text
}

/** Words as an enumeration: `a`, `a or b`, `a, b or c`. */
export function toEnumeration(words: readonly string[], last = 'or'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
