import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ClockMode, clockForm, parseClockMode } from '../emulator/clock.ts'
import { durationForm, parseDuration } from '../text/duration.ts'
import { formatValue } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import { Exit, exitCodes } from './exit.ts'
import { runVariable } from './process-group.ts'

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
export function toDuration(text: string): number {
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

/** Flags that have another name since version 0.4. There are no aliases: the old name is refused with the new one. */
const renamedFlags = [
  { old: '--known', now: '--known-issues' },
  { old: '--min-exposure', now: '--min-coverage' },
  { old: '--pass-others', now: '--allow-passthrough' },
  { old: '--against', now: '--baseline' },
  { old: '--patience', now: '--answer-timeout' },
  { old: '--within', now: '--timeout', of: ['verify'] },
] as const satisfies readonly { readonly old: string; readonly now: string; readonly of?: readonly string[] }[]

/**
 * Throws a usage error for a flag, or its environment variable, that a command has under another name now. `words` are
 * those of the command line after the command's name.
 */
export function refuseRenamedFlags(
  command: Command,
  words: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): void {
  const end = words.indexOf('--')
  const flags = words.slice(0, end === -1 ? undefined : end).map(word => word.replace(/=.*/s, ''))
  for (const renamed of renamedFlags) {
    const { old, now } = renamed
    const isMeant = !('of' in renamed) || renamed.of.some(name => name === command.name())
    if (!isMeant || !command.options.some(({ long }) => long === now)) continue
    if (flags.includes(old)) throw new Exit(exitCodes.usage, explainRenamed(old, now))
    if (environment[toVariable(old)]) throw new Exit(exitCodes.usage, explainRenamed(toVariable(old), toVariable(now)))
  }
}

const explainRenamed = (old: string, now: string) => `${old} has been renamed. Use ${now}.`

/** Whether a flag or its variable is given, and not just its default. */
const isGiven = (self: Command, name: string): boolean => ['cli', 'env'].includes(self.getOptionValueSource(name) ?? '')

/** Throws a usage error for the first of some flags that is given but would have no effect, with the reason. */
export function refuseIgnored(self: Command, names: readonly string[], reason: string): void {
  for (const option of self.options) {
    const name = option.attributeName()
    if (!names.includes(name) || !isGiven(self, name)) continue
    const long = option.long ?? ''
    const typed = self.getOptionValueSource(name) === 'env' ? `${toVariable(long)} (${long})` : long
    throw new Exit(exitCodes.usage, `${typed} would have no effect: ${reason}`)
  }
}

/** Throws a usage error for a flag of `start` that a snapshot overrides. */
export function refuseOverridden(self: Command): void {
  if (isGiven(self, 'import')) {
    refuseIgnored(self, ['scenario', 'seed', 'clock'], 'the snapshot of --import has a scenario, a seed and a clock.')
  }
}

const prefix = 'RINGBACK_'

/** Variables that ringback sets for the commands it runs, and that no flag has. */
const setVariables: readonly string[] = [
  'RINGBACK_URL',
  'RINGBACK_HOST',
  'RINGBACK_PORT',
  'RINGBACK_SDKAPPID',
  'RINGBACK_SECRET_KEY',
  'RINGBACK_IDENTIFIER',
  'RINGBACK_USERSIG',
  'RINGBACK_CONTROL_URL',
  'RINGBACK_CONTROL_TOKEN',
  'RINGBACK_HTTPS_URL',
  'RINGBACK_CA_FILE',
  'RINGBACK_PRELOAD_TO',
  runVariable,
]

/** Names of set variables with ringback's prefix that belong to no flag of these commands and are not set by ringback. */
export function listStrayVariables(
  commands: readonly Command[],
  environment: Readonly<NodeJS.ProcessEnv>,
): readonly string[] {
  const known = listKnownVariables(commands)
  return Object.keys(environment).filter(
    name => name.startsWith(prefix) && environment[name] !== '' && !known.has(name),
  )
}

/** A warning for each set variable with ringback's prefix that no flag of any command has. */
export function findUnknownVariables(
  commands: readonly Command[],
  environment: Readonly<NodeJS.ProcessEnv>,
): readonly string[] {
  const names = [...listKnownVariables(commands)].map(name => name.slice(prefix.length))
  return listStrayVariables(commands, environment).map(name => {
    const nearest = findNearest(name.slice(prefix.length), names)
    return `Unknown variable ${name}.${nearest === undefined ? ' It has no effect.' : ` Did you mean ${prefix}${nearest}?`}`
  })
}

const listKnownVariables = (commands: readonly Command[]): ReadonlySet<string> =>
  new Set([
    ...setVariables,
    ...commands.flatMap(({ options }) => options.flatMap(({ long }) => (long ? [toVariable(long)] : []))),
  ])

/** Throws a usage error where the variable of a switch of a command is neither on nor off. */
export function assertSwitches({ options }: Command, environment: Readonly<NodeJS.ProcessEnv>): void {
  for (const option of options) {
    const variable = toVariable(option.long ?? '')
    const value = option.isBoolean() ? environment[variable] : undefined
    if (value === undefined || isSwitchValue(value)) continue
    throw new Exit(exitCodes.usage, `Invalid ${variable}: expected true or false, got ${formatValue(value)}.`)
  }
}
