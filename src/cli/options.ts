import { InvalidArgumentError, Option } from 'commander'
import { type ClockMode, clockForm, parseClockMode } from '../emulator/clock.ts'
import { durationForm, parseDuration } from '../text/duration.ts'

/** A flag, with the environment variable every flag has: `--rate-limit` is `RINGBACK_RATE_LIMIT` too. */
export function defineFlag(flags: string, description: string): Option {
  const option = new Option(flags, description)
  const variable = toVariable(option.name())
  // An empty variable says nothing, and a switch may be off; commander would look at their presence alone.
  const value = process.env[variable]
  const isOff = value === '' || (option.isBoolean() && value !== undefined && offWords.includes(value.toLowerCase()))
  return isOff ? option : option.env(variable)
}

const offWords: readonly string[] = ['0', 'false', 'no', 'off']
const onWords: readonly string[] = ['1', 'true', 'yes', 'on']

/** Whether a text is one that the variable of a switch may have. */
export const isSwitchValue = (text: string): boolean => ['', ...offWords, ...onWords].includes(text.toLowerCase())

/** How a list flag is read. */
export interface ListReading<Item> {
  /** Adds what one text means to those before; throws what commander turns into a usage error. */
  readonly add: (text: string, before?: readonly Item[]) => readonly Item[]
  /** What help shows for an empty list. */
  readonly empty?: string
  /** Splits the text of the environment variable into values; by default at line ends. */
  readonly split?: (text: string) => readonly string[]
}

/** A flag that may be given several times; its environment variable has one value per line. */
export function defineListFlag<Item>(flags: string, description: string, reading: ListReading<Item>): Option {
  const { add, empty = 'none', split = toLines } = reading
  const variable = toVariable(new Option(flags).name())
  return defineFlag(flags, `${description}; repeatable, in ${variable} one per line`)
    .argParser((text: string, before: readonly Item[] | undefined) => {
      // Commander does not tell where a text comes from. A line break typed on the command line belongs to the value.
      const values = text === process.env[variable] ? split(text) : [text]
      return values.reduce<readonly Item[]>((all, value) => add(value, all), before ?? [])
    })
    .default([], empty)
}

const toLines = (text: string) => text.split(/\r?\n/).filter(line => line.trim() !== '')

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
  if (text === 'off') return text
  const limit = Number(text)
  if (/^\d{1,7}$/.test(text) && limit >= 1 && limit <= 1_000_000) return limit
  throw new InvalidArgumentError('Expected an integer from 1 to 1000000, or off.')
}

/** Reads a token: anything that a header can carry, but not nothing. */
export function toToken(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text
  throw new InvalidArgumentError('Want a token of letters, digits and signs, without spaces.')
}
