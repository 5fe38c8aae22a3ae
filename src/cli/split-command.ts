import { InvalidArgumentError } from 'commander'

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
