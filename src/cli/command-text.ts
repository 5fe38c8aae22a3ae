import { toMask } from '../text/mask.ts'
import { createSecrets, maskSecret } from '../text/secrets.ts'

/** How much of a command is kept, in characters: a whole program may stand in it. */
const longest = 1_000

/** A command as it would be typed, without secrets: neither those that are known, nor what a flag says is one. */
export function toCommandText(words: readonly string[], secrets: Iterable<string>): string {
  const mask = toMask(secrets)
  const text = words.map((word, index) => toWord(mask(isSecret(words[index - 1]) ? maskSecret(word) : word))).join(' ')
  return cut(text, longest)
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
