/** A moment in Unix milliseconds as ISO 8601, or in words if no calendar reaches that far. */
export function toMoment(milliseconds: number): string {
  return toIso(milliseconds) ?? 'a moment beyond the calendar'
}

/** A moment in Unix milliseconds as ISO 8601, without the milliseconds where there are none; null beyond the calendar. */
export function toIso(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z')
}

const units = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** A stretch of time for people, in its two largest units: `3 h`, `1 day 4 h`, `2 years 15 days`. */
export function explainStretch(seconds: number): string {
  let rest = Math.floor(Math.abs(seconds))
  const parts: string[] = []
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}${size >= 86_400 && count > 1 ? 's' : ''}`)
  }
  return parts.length === 0 ? '0 s' : parts.slice(0, 2).join(' ')
}
