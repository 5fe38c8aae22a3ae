import { type Command, Option } from 'commander'
import { type ClockMode, parseClockMode } from '../emulator/clock.ts'
import { parseDuration } from '../text/duration.ts'
import { findNearest } from '../text/suggest.ts'
import { UsageError } from './exit.ts'
import type { MessageCode, MessageData } from './messages.ts'
import { runVariable } from './process-group.ts'

/** A flag with its environment variable. Its text, such as `--port <n>`, is part of the type, and so is the type of its value. */
export type Flag<Text extends string = string, Value = unknown> = Option & {
  readonly flags: Text
  /** Never set: it carries the type of the value. */
  readonly valueType?: () => Value
}

type NameOf<Text> = Text extends `--${infer Name} ${string}` ? Name : Text extends `--${infer Name}` ? Name : never

type CamelCase<Name> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name

/** Flags of a command by the heading they have in its help. */
interface FlagGroups {
  readonly [heading: string]: readonly Flag[]
}

/** The values of flags by their names: `--rate-limit` is `rateLimit`. */
export type OptionsOf<Groups extends FlagGroups> = {
  readonly [One in Groups[keyof Groups][number] as CamelCase<NameOf<One['flags']>> & string]: One extends {
    readonly valueType?: () => infer Value
  }
    ? Value
    : never
}

/** Thrown by a function that reads a value: code and data of the message, without the flag and the value. */
export class InvalidValue<Code extends MessageCode = MessageCode> extends Error {
  readonly code: Code
  readonly data: Omit<MessageData<Code>, 'flag' | 'value'>

  constructor(code: Code, data: Omit<MessageData<Code>, 'flag' | 'value'>) {
    super(code)
    this.code = code
    this.data = data
  }
}

/** Reads one value; throws an InvalidValue. */
interface Parse<Value> {
  (text: string): Value
  /** The values there are, for the help. */
  readonly choices?: readonly string[]
}

/** A flag that takes a text. */
export function flag<const Text extends string>(text: Text, description: string): Flag<Text, string | undefined>
/** A flag that takes a value. */
export function flag<const Text extends string, Value>(
  text: Text,
  description: string,
  parse: Parse<Value>,
): Flag<Text, Value | undefined>
/** A flag that takes a value and has a default; `shown` is how the help writes it. */
export function flag<const Text extends string, Value>(
  text: Text,
  description: string,
  parse: Parse<Value>,
  otherwise: Value,
  shown?: string,
): Flag<Text, Value>
export function flag(text: string, description: string, parse?: Parse<unknown>, otherwise?: unknown, shown?: string) {
  const option = createOption(text, description)
  if (parse?.choices) option.choices(parse.choices)
  if (parse) option.argParser(value => attempt(option, value, parse))
  return otherwise === undefined ? option : option.default(otherwise, shown)
}

/** A flag without a value, which is `true` or absent. */
export const switchFlag = <const Text extends string>(
  text: Text,
  description: string,
): Flag<Text, boolean | undefined> => createOption(text, description)

/** A flag that can be given several times; its variable holds one value per line. `empty` is how the help writes no value. */
export function listFlag<const Text extends string, Item>(
  text: Text,
  description: string,
  parse: (text: string, before: readonly Item[]) => Item | readonly Item[],
  { empty = 'none', split = toLines }: { empty?: string; split?: (text: string) => readonly string[] } = {},
): Flag<Text, readonly Item[]> {
  const variable = toVariable(new Option(text).name())
  const option = createOption(text, `${description}; repeatable, in ${variable} one per line`)
  return option.default([], empty).argParser((value: string, before: readonly Item[] | undefined) => {
    // Commander does not report where a text comes from. A line break typed on the command line belongs to the value.
    const values = value === process.env[variable] ? split(value) : [value]
    return values.reduce<readonly Item[]>(
      (all, one) => all.concat(attempt(option, one, own => parse(own, all))),
      before ?? [],
    )
  })
}

const toLines = (text: string) => text.split(/\r?\n/).filter(line => line.trim() !== '')

function createOption<Text extends string>(text: Text, description: string): Option & { readonly flags: Text } {
  const option = new Option(text, description)
  const variable = toVariable(option.name())
  // An empty variable counts as unset, and a switch may be off; commander would look at their presence alone.
  const value = process.env[variable]
  const isOff = value === '' || (option.isBoolean() && value !== undefined && offWords.includes(value.toLowerCase()))
  if (!isOff) option.env(variable)
  return Object.assign(option, { flags: text })
}

function attempt<Value>(option: Option, text: string, parse: (text: string) => Value): Value {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error
    const typed = text === process.env[option.envVar ?? ''] ? option.envVar : option.long
    // The rest of the data was checked when the InvalidValue was created.
    throw new UsageError<MessageCode>(error.code, {
      ...error.data,
      flag: typed ?? '',
      value: text,
    } as MessageData<MessageCode>)
  }
}

/** Adds flags to a command, each group under its heading in the help. */
export function addFlags(command: Command, groups: FlagGroups): Command {
  for (const [heading, flags] of Object.entries(groups)) {
    for (const one of flags) command.addOption(one.helpGroup(`${heading}:`))
  }
  return command
}

const offWords: readonly string[] = ['0', 'false', 'no', 'off']
const onWords: readonly string[] = ['1', 'true', 'yes', 'on']

/** The environment variable of a flag: `RINGBACK_RATE_LIMIT` for `--rate-limit` or `rate-limit`. */
const toVariable = (name: string): string => `${prefix}${name.replace(/^--/, '').toUpperCase().replaceAll('-', '_')}`

const prefix = 'RINGBACK_'

/** Reads an integer between two bounds. */
export const integer =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value
    throw new InvalidValue('not-an-integer', { min, max })
  }

/** Reads a duration of at most `max` milliseconds. */
export const duration =
  (max = Number.POSITIVE_INFINITY) =>
  (text: string): number => {
    const milliseconds = parseDuration(text)
    if (milliseconds !== undefined && milliseconds <= max) return milliseconds
    throw new InvalidValue('not-a-duration', { max })
  }

/** Reads one of some words. */
export function oneOf<const Word extends string>(choices: readonly Word[]): Parse<Word> {
  const parse = (text: string) => {
    const found = choices.find(each => each === text)
    if (found !== undefined) return found
    throw new InvalidValue('not-a-choice', { choices })
  }
  return Object.assign(parse, { choices })
}

/** Takes a text as it is. */
export const text = (value: string): string => value

/** Reads the mode of a clock. */
export function clockMode(value: string): ClockMode {
  const mode = parseClockMode(value)
  if (mode) return mode
  throw new InvalidValue('not-a-clock-mode', {})
}

/** Reads a rate limit: requests per second, or `off`. */
export function rateLimit(value: string): number | 'off' {
  if (value === 'off') return value
  const limit = Number(value)
  if (/^\d{1,7}$/.test(value) && limit >= 1 && limit <= 1_000_000) return limit
  throw new InvalidValue('not-a-rate-limit', {})
}

/** Reads a token: printable ASCII without spaces, as a header can carry it. */
export function token(value: string): string {
  if (/^[\x21-\x7e]+$/.test(value)) return value
  throw new InvalidValue('not-a-token', {})
}

/** The id of an application. */
export const sdkAppId = integer(1, 999_999_999_999)

/** A time in Unix seconds. */
export const unixSeconds = integer(0, 99_999_999_999)

/** A TCP port; 0 picks a free one. */
export const port = integer(0, 65_535)

/** Flags that were renamed in version 0.5. There are no aliases: the old name is refused with the new one. */
const renamedFlags: readonly { readonly old: string; readonly now: string; readonly of?: string }[] = [
  { old: '--known', now: '--known-issues' },
  { old: '--min-exposure', now: '--min-coverage' },
  { old: '--pass-others', now: '--allow-passthrough' },
  { old: '--against', now: '--baseline' },
  { old: '--patience', now: '--answer-timeout' },
  { old: '--within', now: '--timeout', of: 'verify' },
]

/** Throws a UsageError for a flag, or its variable, under its old name. `words` are those after the command's name. */
export function refuseRenamedFlags(
  command: Command,
  words: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): void {
  const end = words.indexOf('--')
  const typed = words.slice(0, end === -1 ? undefined : end).map(word => word.replace(/=.*/s, ''))
  for (const { old, now, of } of renamedFlags) {
    if (of !== undefined && of !== command.name()) continue
    if (!command.options.some(({ long }) => long === now)) continue
    if (typed.includes(old)) throw new UsageError('renamed-flag', { old, now })
    if (environment[toVariable(old)]) {
      throw new UsageError('renamed-flag', { old: toVariable(old), now: toVariable(now) })
    }
  }
}

/** Why a flag can have no effect. */
type IgnoredBecause = MessageData<'ignored-flag'>['because']

/** Throws a UsageError for the first of some flags that is given, by itself or its variable, but would have no effect. */
export function refuseIgnored(self: Command, names: readonly string[], because: IgnoredBecause): void {
  for (const option of self.options) {
    const name = option.attributeName()
    if (!names.includes(name) || !isGiven(self, name)) continue
    const long = option.long ?? ''
    const typed = self.getOptionValueSource(name) === 'env' ? `${toVariable(long)} (${long})` : long
    throw new UsageError('ignored-flag', { flag: typed, because })
  }
}

/** Throws a UsageError for a flag of `start` that a snapshot overrides. */
export function refuseOverridden(self: Command): void {
  if (isGiven(self, 'import')) refuseIgnored(self, ['scenario', 'seed', 'clock'], 'import')
}

const isGiven = (self: Command, name: string): boolean => ['cli', 'env'].includes(self.getOptionValueSource(name) ?? '')

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

const listKnownVariables = (commands: readonly Command[]): ReadonlySet<string> =>
  new Set([
    ...setVariables,
    ...commands.flatMap(({ options }) => options.flatMap(({ long }) => (long ? [toVariable(long)] : []))),
  ])

/** A set variable with ringback's prefix that no flag of some commands has, and the nearest that one of them has. */
interface UnknownVariable {
  readonly name: string
  readonly nearest: string | undefined
}

/** Lists the set variables with ringback's prefix that no flag of these commands has. */
export function findUnknownVariables(
  commands: readonly Command[],
  environment: Readonly<NodeJS.ProcessEnv>,
): readonly UnknownVariable[] {
  const known = listKnownVariables(commands)
  const names = [...known].map(name => name.slice(prefix.length))
  return Object.keys(environment)
    .filter(name => name.startsWith(prefix) && environment[name] !== '' && !known.has(name))
    .map(name => {
      const nearest = findNearest(name.slice(prefix.length), names)
      return { name, nearest: nearest && `${prefix}${nearest}` }
    })
}

/** Throws a UsageError if the variable of a switch of a command is neither on nor off. */
export function assertSwitches({ options }: Command, environment: Readonly<NodeJS.ProcessEnv>): void {
  for (const option of options) {
    const name = toVariable(option.long ?? '')
    const value = option.isBoolean() ? environment[name] : undefined
    if (value === undefined || ['', ...offWords, ...onWords].includes(value.toLowerCase())) continue
    throw new UsageError('invalid-switch', { flag: name, value })
  }
}
