import { InvalidArgumentError, Option } from 'commander'
import { type ClockMode, clockForm, parseClockMode } from '../emulator/clock.ts'
import { durationForm, parseDuration } from '../words/duration.ts'

/** A flag, with the environment variable every flag has: `--rate-limit` is `RINGBACK_RATE_LIMIT` too. */
export function defineFlag(flags: string, description: string): Option {
  const option = new Option(flags, description)
  const variable = toVariable(option.name())
  // An empty variable says nothing, and a switch may be off; commander would look at their presence alone.
  const off = option.isBoolean() ? ['', '0', 'false'] : ['']
  return off.includes(process.env[variable] ?? 'none') ? option : option.env(variable)
}

/** The environment variable of a flag: `RINGBACK_RATE_LIMIT` for `--rate-limit` or `rate-limit`. */
export const toVariable = (flag: string): string =>
  `RINGBACK_${flag.replace(/^--/, '').toUpperCase().replaceAll('-', '_')}`

/** Reads a whole number between two bounds; throws what commander turns into a usage error. */
export const toInteger =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Want a whole number from ${least} to ${most}.`)
  }

/** Reads a stretch of time, in milliseconds. */
export function toStretch(text: string): number {
  const stretch = parseDuration(text)
  if (stretch !== undefined) return stretch
  throw new InvalidArgumentError(`Want ${durationForm}.`)
}

/** Reads a clock's mode. */
export function toClockMode(text: string): ClockMode {
  const mode = parseClockMode(text)
  if (mode) return mode
  throw new InvalidArgumentError(`Want ${clockForm}.`)
}

/** Reads a rate limit, or `off`. */
export function toRateLimit(text: string): number | 'off' {
  return text === 'off' ? text : toInteger(1, 1_000_000)(text)
}

/** Reads a token: anything that a header can carry, but not nothing. */
export function toToken(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text
  throw new InvalidArgumentError('Want a token of letters, digits and signs, without spaces.')
}
