import { maskSecret, toMask } from '../words/mask.ts'

/** How much of a command is kept, in characters: a whole program may stand in it. */
const longest = 1_000

/** A command as it would be typed, without secrets: neither those that are known, nor what a flag says is one. */
export function toCommandText(words: readonly string[], secrets: Iterable<string>): string {
  const mask = toMask(secrets)
  const text = words.map((word, index) => toWord(mask(isSecret(words[index - 1]) ? maskSecret(word) : word))).join(' ')
  return cut(text, longest)
}

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
