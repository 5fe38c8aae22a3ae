import type { Command } from 'commander'
import { toDurationText } from '../text/duration.ts'
import type { Template } from './variables.ts'

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
