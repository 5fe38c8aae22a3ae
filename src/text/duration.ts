const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

const pattern =
  /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/

/** The longest duration: ten years, in milliseconds. */
export const longestDuration = 3650 * units.d

/** What a duration looks like, as a noun phrase. */
export const durationForm = 'a duration such as 500ms, 3s, 2m30s or 1h'

/**
 * A duration as written (`500ms`, `3s`, `2m30s`, `1h`, `1d`, `never`) in milliseconds, `never` being `Infinity`.
 * Undefined if it is not one, or is longer than ten years.
 */
export function parseDuration(text: string): number | undefined {
  if (text === 'never') return Number.POSITIVE_INFINITY
  const parts = text.length > 0 && text.length <= 40 ? pattern.exec(text) : null
  if (!parts) return undefined
  const total = Object.values(units).reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0)
  return total <= longestDuration ? Math.round(total) : undefined
}

/** Milliseconds as a scenario writes them, such as `2m30s`. */
export function toDurationText(milliseconds: number): string {
  if (milliseconds === Number.POSITIVE_INFINITY) return 'never'
  let rest = Math.round(milliseconds)
  let text = ''
  for (const [unit, size] of Object.entries(units)) {
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text === '' ? '0s' : text
}

type Unit = 'ms' | 's' | 'm' | 'h' | 'd'
type Part<One extends Unit> = `${number}${One}`

/** A duration as written in scenarios: `500ms`, `3s`, `2m30s`, `1h`, `1d`. */
export type DurationText =
  | Part<Unit>
  | `${Part<'s'>}${Part<'ms'>}`
  | `${Part<'m'>}${Part<'s'>}`
  | `${Part<'h'>}${Part<'m' | 's'>}`
  | `${Part<'h'>}${Part<'m'>}${Part<'s'>}`
  | `${Part<'d'>}${Part<'h' | 'm' | 's'>}`
  | `${Part<'d'>}${Part<'h'>}${Part<'m'>}`

/** A duration as written, in milliseconds. Throws a RangeError if it is invalid, which validation rules out. */
export function toMilliseconds(text: string): number {
  const length = parseDuration(text)
  if (length === undefined)
    throw new RangeError(`${JSON.stringify(text)} is not a duration. Validate the scenario first.`)
  return length
}
