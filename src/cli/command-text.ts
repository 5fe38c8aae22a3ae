import { maskSecret, toMask } from '../words/mask.ts'

/** A command as it would be typed, without secrets: neither those that are known, nor what a flag says is one. */
export function toCommandText(words: readonly string[], secrets: Iterable<string>): string {
  const mask = toMask(secrets)
  return words.map((word, index) => toWord(mask(isSecret(words[index - 1]) ? maskSecret(word) : word))).join(' ')
}

/** Whether what comes after a word is a secret by its name, as in `--token abc`. */
const isSecret = (before: string | undefined) =>
  before !== undefined && /^-.*(?:usersig|user-sig|token|secret|password|key)$/i.test(before)

/** A word as a shell takes it. */
const toWord = (text: string) => (/^[\w@%+=:,./…-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
