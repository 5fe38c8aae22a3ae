import { InvalidArgumentError } from 'commander'
import { formatValue } from '../text/quote.ts'
import { explainNearest } from '../text/suggest.ts'

/** Which cases are meant: those of one of the ids, if there are any, and for one of the commands, if there are any. */
export interface Only {
  readonly ids: readonly string[]
  readonly commands: readonly string[]
}

/** What stands between two of them. */
const between = /[\s,|]+/

/** Reads ids and commands, in any order. Adds them to those before. */
export function addOnly(source: string, before: readonly string[] = []): readonly string[] {
  const words = source.split(between).filter(Boolean)
  if (words.length > 0) return [...before, ...words]
  throw new InvalidArgumentError('Want ids of cases, commands or both, such as RB-C60,get_call_info.')
}

/** Tells ids and commands apart. Throws a sentence about the first word that is neither. */
export function toOnly(
  words: readonly string[],
  ids: ReadonlySet<string>,
  asks: ReadonlyMap<string, string>,
): Only | { readonly slip: string } {
  const only = { ids: [] as string[], commands: [] as string[] }
  const commands = new Set(asks.values())
  for (const word of words) {
    const command = asks.get(word) ?? word
    if (ids.has(word.toUpperCase())) only.ids.push(word.toUpperCase())
    else if (commands.has(command)) only.commands.push(command)
    else {
      const guess = explainNearest(word, [...ids, ...commands, ...asks.keys()])
      return {
        slip: `--only: ${formatValue(word)} is neither a case nor a command.${guess || ' --list tells all of them.'}`,
      }
    }
  }
  return only
}

/** Whether a case is meant. */
export const isMeant = ({ ids, commands }: Only, one: { readonly id: string; readonly command: string }): boolean =>
  (ids.length === 0 || ids.includes(one.id)) && (commands.length === 0 || commands.includes(one.command))
