import { zone } from './settings.ts'

const two = (value: number): string => `${value}`.padStart(2, '0')

/** The parts of a time in the chosen zone. */
function toParts(time: number) {
  const date = new Date(time)
  return zone.value === 'utc'
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth(),
        day: date.getUTCDate(),
        weekday: date.getUTCDay(),
        clock: [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()] as const,
        milliseconds: date.getUTCMilliseconds(),
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth(),
        day: date.getDate(),
        weekday: date.getDay(),
        clock: [date.getHours(), date.getMinutes(), date.getSeconds()] as const,
        milliseconds: date.getMilliseconds(),
      }
}

/** A time such as `09:30:57.000` in the chosen zone; without milliseconds if `precise` is false. */
export function formatTime(time: number, precise = true): string {
  if (!Number.isFinite(time)) return ''
  const { clock, milliseconds } = toParts(Math.round(time))
  const text = clock.map(two).join(':')
  return precise ? `${text}.${`${milliseconds}`.padStart(3, '0')}` : text
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A day such as `Thu 15 Jan 2026` in the chosen zone. */
export function formatDay(time: number): string {
  if (!Number.isFinite(time)) return ''
  const { weekday, day, month, year } = toParts(time)
  return `${days[weekday]} ${day} ${months[month]} ${year}`
}

/** The name of the chosen zone, such as `UTC` or `GMT+2`. */
export function zoneName(): string {
  if (zone.value === 'utc') return 'UTC'
  const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'short' }).formatToParts(new Date())
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local time'
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** A length of time in at most two units, such as `4 min 3 s`; below a second in milliseconds. */
export function formatDuration(milliseconds: number): string {
  const length = Math.round(Math.abs(milliseconds))
  if (length < 1_000) return `${length} ms`
  if (length < 60_000) return `${Number((length / 1_000).toFixed(length < 10_000 && length % 1_000 ? 1 : 0))} s`
  const first = units.findIndex(([, size]) => length >= size)
  const [unit, size] = units[first] ?? units[3]
  const count = Math.floor(length / size)
  const next = units[first + 1]
  const rest = next ? Math.floor((length - count * size) / next[1]) : 0
  return next && rest > 0 ? `${count} ${unit} ${rest} ${next[0]}` : `${count} ${unit}`
}

/** Real milliseconds with a decimal below ten, such as `0.4 ms`. */
export const formatTook = (milliseconds: number): string =>
  milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : formatDuration(milliseconds)

/** A count with its noun, such as `1 request` or `12 requests`. */
export const formatCount = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

/** The difference between the chosen zone and UTC at a time, in milliseconds. */
export const zoneOffset = (time: number): number =>
  zone.value === 'utc' ? 0 : -new Date(time).getTimezoneOffset() * 60_000
