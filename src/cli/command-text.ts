import type { Command } from 'commander'
import type { ReproduceOptions } from '../conformance/client/reproduction.ts'
import type { Invocation } from '../conformance/report/model.ts'
import { toDurationText } from '../text/duration.ts'
import { createMask, createSecrets, maskSecret } from '../text/redact.ts'
import type { Template } from './client-variables.ts'
import { InvalidValue } from './flags.ts'
import { defaultPort } from './start-options.ts'

/** How many characters of a command are kept: it may contain a whole program. */
const longestCommand = 1_000

/** A command line to show, with known secrets and the values of flags for secrets masked, cut to 1,000 characters. */
export function toCommandText(words: readonly string[], secrets: Iterable<string>): string {
  const mask = createMask(secrets)
  const text = words
    .map((word, index) => quoteWord(mask(isSecretFlag(words[index - 1]) ? maskSecret(word) : word)))
    .join(' ')
  return cut(text, longestCommand)
}

/**
 * A complete command line for a shell. Only known secrets, UserSigs and the values of flags for secrets are masked, since
 * masking more would make it another command.
 */
export function toShellText(words: readonly string[], secrets: Iterable<string>): string {
  const { mask } = createSecrets(secrets)
  return words
    .map((word, index) => {
      const named = secretPair.exec(word)
      if (named) {
        const value = word.slice(named[0].length)
        return `${named[1]}${isPlaceholder(value) ? value : maskSecret(value)}`
      }
      return isSecretFlag(words[index - 1]) ? maskSecret(word) : mask(word)
    })
    .map(quoteWord)
    .join(' ')
}

/** A word with the name and the value of a secret, such as `--token=abc`. */
const secretPair = /^((?:--?)?[\w-]*(?:usersig|user-sig|user_sig|token|secret|password|key)=)(?=.)/i

/** A placeholder for a secret, as in `USERSIG={userSig}`, is not masked. */
const isPlaceholder = (value: string) => /^\{\w+\}$/.test(value)

/** A command on one line, cut to 120 characters, for a sentence. */
export const toShortText = (text: string): string => cut(text.replaceAll(/\s+/g, ' '), 120)

// A cut within a character would leave half of it.
const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text

/** Whether the word after this one is a secret, as after `--token`. */
const isSecretFlag = (word: string | undefined) =>
  word !== undefined && /^-.*(?:usersig|user-sig|token|secret|password|key)$/i.test(word)

const quoteWord = (text: string) => (/^[\w@%+=:,./…-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/**
 * Splits a command line into words without a shell: spaces separate, quotation marks of both kinds and backslashes keep
 * together, and nothing else has a meaning. Throws an InvalidValue.
 */
export function splitCommand(line: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at)
    if (quote === undefined && /\s/.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (quote === undefined && (sign === '"' || sign === "'")) {
      quote = sign
      word ??= ''
    } else if (sign === quote) quote = undefined
    else if (sign === '\\' && quote !== "'" && (quote === undefined || '"\\'.includes(line.charAt(at + 1)))) {
      if (at + 1 === line.length) throw new InvalidValue('not-a-command-line', { problem: 'backslash' })
      word = (word ?? '') + line.charAt(++at)
    } else word = (word ?? '') + sign
  }
  if (quote !== undefined) throw new InvalidValue('not-a-command-line', { problem: quote })
  if (word !== undefined) words.push(word)
  if (words.length === 0) throw new InvalidValue('not-a-command-line', { problem: 'empty' })
  return words
}

/** A flag as it would be typed; a list flag has one for each of its values. */
interface TypedFlag {
  /** Such as `rateLimit`. */
  readonly name: string
  /** Such as `['--rate-limit', '5']`. */
  readonly words: readonly string[]
}

type Source = ReturnType<Command['getOptionValueSource']>

/** Lists flags of a command line, selected by their names and the sources of their values. */
export function listTypedFlags(
  self: Command,
  isSelected: (name: string, source: Source) => boolean,
): readonly TypedFlag[] {
  return self.options.flatMap(option => {
    const name = option.attributeName()
    const flag = option.long
    if (!flag || !isSelected(name, self.getOptionValueSource(name))) return []
    const value: unknown = self.getOptionValue(name)
    return (Array.isArray(value) ? value : [value])
      .map(one => ({ name, words: toWords(flag, name, one) }))
      .filter(({ words }) => words.length > 0)
  })
}

/** Flags whose values are milliseconds. */
const durations: readonly string[] = ['grace', 'timeout']

function toWords(flag: string, name: string, value: unknown): readonly string[] {
  if (value === true) return [flag]
  if (value === false || value === undefined) return []
  if (isTemplate(value)) return [flag, `${value.name}=${value.text}`]
  return [flag, durations.includes(name) ? toDurationText(Number(value)) : String(value)]
}

const isTemplate = (value: unknown): value is Template =>
  typeof value === 'object' && value !== null && 'name' in value && 'text' in value

/** Flags of `exec` that change neither the emulator nor the command, and tokens, which would be masked. */
const irrelevantFlags: readonly string[] = [
  'report',
  'failOn',
  'minCoverage',
  'knownIssues',
  'sarifLocation',
  'verbose',
  'quiet',
  'exportOnExit',
  'controlToken',
  'callbackToken',
]

/** Flags of `exec` that `start` does not have, or with which a pasted command would not find the emulator. */
const execOnlyFlags: readonly string[] = ['env', 'intercept', 'allowPassthrough', 'timeout', 'grace', 'host']

/** Flags of `exec` that `sweep` refuses, since each of its runs has its own emulator. */
const notForSweep: readonly string[] = ['port', 'import']

/** The longest line that is offered for pasting, in characters. */
const longestLine = 1_000

/** A command line of `exec` as its report repeats it: to reproduce findings, and to raise the failure coverage. */
export function toInvocation(
  self: Command,
  command: readonly string[],
  secrets: Iterable<string>,
): { readonly invocation: Invocation | undefined; readonly reproduce: ReproduceOptions } {
  const known = [...secrets]
  // Values from variables count as typed: another terminal may not have them.
  const flags = listTypedFlags(
    self,
    (name, source) => (source === 'cli' || source === 'env') && !irrelevantFlags.includes(name),
  )
  const toText = (some: readonly TypedFlag[]) =>
    toShellText(
      some.flatMap(({ words }) => words),
      known,
    )
  const shown = toShellText(command, known)
  const join = (...parts: readonly string[]) => parts.filter(part => part !== '').join(' ')
  const rerun = join('npx ringback exec', toText(flags), '--', shown)
  const starting = flags.filter(({ name, words }) => !execOnlyFlags.includes(name) && words.join(' ') !== '--port 0')
  const port = starting.find(({ name }) => name === 'port')?.words[1] ?? `${defaultPort}`
  const isShort = rerun.length <= longestLine
  const own = flags.filter(({ name }) => !notForSweep.includes(name))
  return {
    invocation: isShort
      ? { flags: own.map(flag => ({ name: flag.name, text: toText([flag]) })), command: shown }
      : undefined,
    reproduce: {
      rerun: isShort ? rerun : undefined,
      start: { command: join('npx ringback start', toText(starting)), url: `http://127.0.0.1:${port}` },
    },
  }
}
