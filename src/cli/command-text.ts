import { type Command, InvalidArgumentError } from 'commander'
import type { ReproduceOptions } from '../conformance/client/standard.ts'
import type { Invocation } from '../conformance/report/formats.ts'
import { toDurationText } from '../text/duration.ts'
import { createMask, createSecrets, maskSecret } from '../text/redact.ts'
import type { Template } from './client-variables.ts'
import { defaultPort } from './start-options.ts'

/** How much of a command is kept, in characters: a whole program may stand in it. */
const longestCommand = 1_000

/** A command as it would be typed, without secrets: neither those that are known, nor what a flag says is one. */
export function toCommandText(words: readonly string[], secrets: Iterable<string>): string {
  const mask = createMask(secrets)
  const text = words.map((word, index) => toWord(mask(isSecret(words[index - 1]) ? maskSecret(word) : word))).join(' ')
  return cut(text, longestCommand)
}

/**
 * A command as a shell takes it, whole, to be pasted: only known secrets, UserSigs, and what a flag says is a secret are
 * left out, since anything more would make it another command.
 */
export function toShellText(words: readonly string[], secrets: Iterable<string>): string {
  const { mask } = createSecrets(secrets)
  return words
    .map((word, index) => {
      const named = secretPair.exec(word)
      if (named) {
        const value = word.slice(named[0].length)
        return `${named[1]}${isPlace(value) ? value : maskSecret(value)}`
      }
      return isSecret(words[index - 1]) ? maskSecret(word) : mask(word)
    })
    .map(toWord)
    .join(' ')
}

/** A whole word that names a secret and has it, as in `--token=abc`. */
const secretPair = /^((?:--?)?[\w-]*(?:usersig|user-sig|user_sig|token|secret|password|key)=)(?=.)/i

/** What stands for a secret is none, as in `USERSIG={userSig}`: without it the line would show something else. */
const isPlace = (value: string) => /^\{\w+\}$/.test(value)

/** The same on one line, for a sentence about it. */
export const toShortText = (text: string): string => cut(text.replaceAll(/\s+/g, ' '), 120)

// A cut in the middle of a character would leave half of it.
const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text

/** Whether what comes after a word is a secret by its name, as in `--token abc`. */
const isSecret = (before: string | undefined) =>
  before !== undefined && /^-.*(?:usersig|user-sig|token|secret|password|key)$/i.test(before)

/** A word as a shell takes it. */
const toWord = (text: string) => (/^[\w@%+=:,./…-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/**
 * A command line as words, without a shell: blanks divide, quotes of both kinds and backslashes keep together, and
 * nothing else means anything. Throws what commander turns into a usage error.
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
      if (at + 1 === line.length) throw new InvalidArgumentError('It ends with a backslash: take it off, or double it.')
      word = (word ?? '') + line.charAt(++at)
    } else word = (word ?? '') + sign
  }
  if (quote !== undefined) throw new InvalidArgumentError(`A quote ${quote} is not closed: want another one.`)
  if (word !== undefined) words.push(word)
  if (words.length === 0) throw new InvalidArgumentError('Want a command, such as "python3 adapter.py".')
  return words
}

/** A flag as it would be typed: one entry for each of its values. */
export interface TypedFlag {
  /** Its attribute, such as `rateLimit`. */
  readonly name: string
  /** Such as `['--rate-limit', '5']`. */
  readonly words: readonly string[]
}

/** Where a flag's value came from, in the words of commander. */
type Source = ReturnType<Command['getOptionValueSource']>

/** Lists the flags of a command line that are wanted, by name and by where their values came from. */
export function listTypedFlags(
  self: Command,
  isWanted: (name: string, source: Source) => boolean,
): readonly TypedFlag[] {
  return self.options.flatMap(option => {
    const name = option.attributeName()
    const flag = option.long
    if (!flag || !isWanted(name, self.getOptionValueSource(name))) return []
    const value: unknown = self.getOptionValue(name)
    return (Array.isArray(value) ? value : [value])
      .map(one => ({ name, words: toWords(flag, name, one) }))
      .filter(({ words }) => words.length > 0)
  })
}

/** Flags that are read as milliseconds. */
const durations: readonly string[] = ['grace', 'timeout']

function toWords(flag: string, name: string, value: unknown): readonly string[] {
  if (value === true) return [flag]
  if (value === false || value === undefined) return []
  if (isTemplate(value)) return [flag, `${value.name}=${value.text}`]
  return [flag, durations.includes(name) ? toDurationText(Number(value)) : String(value)]
}

const isTemplate = (value: unknown): value is Template =>
  typeof value === 'object' && value !== null && 'name' in value && 'text' in value

/** Flags of `exec` that change neither what the emulator nor what the command does, and tokens, which would be masked. */
const leftOut: readonly string[] = [
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

/** Flags of `exec` that `start` does not have, or with which an emulator would not be found by a line to paste. */
const notOfStart: readonly string[] = ['env', 'intercept', 'allowPassthrough', 'timeout', 'grace', 'host']

/** Flags of `exec` that `sweep` refuses, since each of its runs has its own emulator. */
const notOfAdvice: readonly string[] = ['port', 'import']

/** The longest line that is offered for pasting, in characters. */
const longestLine = 1_000

/** An `exec` command line as its report repeats it: to reproduce findings, and to raise the failure coverage. */
export function toInvocation(
  self: Command,
  command: readonly string[],
  secrets: Iterable<string>,
): { readonly invocation: Invocation | undefined; readonly reproduce: ReproduceOptions } {
  const known = [...secrets]
  const flags = listTypedFlags(self, (name, source) => isTyped(source) && !leftOut.includes(name))
  const toText = (some: readonly TypedFlag[]) =>
    toShellText(
      some.flatMap(({ words }) => words),
      known,
    )
  const shown = toShellText(command, known)
  const join = (...parts: readonly string[]) => parts.filter(part => part !== '').join(' ')
  const rerun = join('npx ringback exec', toText(flags), '--', shown)
  const starting = flags.filter(({ name, words }) => !notOfStart.includes(name) && words.join(' ') !== '--port 0')
  const port = starting.find(({ name }) => name === 'port')?.words[1] ?? `${defaultPort}`
  const isShort = rerun.length <= longestLine
  return {
    invocation: isShort
      ? {
          flags: flags
            .filter(({ name }) => !notOfAdvice.includes(name))
            .map(flag => ({ name: flag.name, text: toText([flag]) })),
          command: shown,
        }
      : undefined,
    reproduce: {
      rerun: isShort ? rerun : undefined,
      start: { command: join('npx ringback start', toText(starting)), url: `http://127.0.0.1:${port}` },
    },
  }
}

/** Variables count as typed: another terminal may not have them. */
const isTyped = (source: string | undefined) => source === 'cli' || source === 'env'
