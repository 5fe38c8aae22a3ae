import { InvalidArgumentError, Option } from 'commander'
import { type ClockMode, clockForm, parseClockMode } from '../emulator/clock.ts'

/** A flag, with the environment variable every flag has: `--rate-limit` is `RINGBACK_RATE_LIMIT` too. */
export function defineFlag(flags: string, description: string): Option {
  const option = new Option(flags, description)
  return option.env(`RINGBACK_${option.name().toUpperCase().replaceAll('-', '_')}`)
}

/** Reads a whole number between two bounds; throws what commander turns into a usage error. */
export const toInteger =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Want a whole number from ${least} to ${most}.`)
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
