import { operationNames } from '../../contracts/operations.ts'
import { formatValue } from '../../text/format.ts'
import { shareInstances } from '../../text/share-instances.ts'
import { explainNearest } from '../../text/suggest.ts'

/** A finding that is known: a rule, and the command it is known for, if only for one. */
export interface KnownLine {
  /** Which line of the list it is, from 1. */
  readonly line: number
  readonly rule: string
  readonly command: string | undefined
  readonly why: string | undefined
}

/** Thrown where a list of known findings has slips: all of them, with lines. */
export class KnownError extends Error {
  static {
    shareInstances(KnownError, 'KnownError')
  }

  constructor(message: string) {
    super(message)
    this.name = 'KnownError'
  }
}

/** The largest list of known findings that is read, in characters. The bound is ours. */
export const largestKnown = 1_048_576

/** How many slips are told at most. */
const mostSlips = 1_000

/**
 * Reads a list of known findings. A line is a rule's id, a command if it is known for that one alone, and behind a `#`
 * why: `RB-Q07 get_call_info  # the SDK is old`. Empty lines and comments may stand between. `ruleIds` are those of all
 * rules there are. Throws a KnownError with every slip, each as `file:line  sentence`.
 */
export function parseKnown(text: string, file: string, ruleIds: readonly string[]): readonly KnownLine[] {
  if (text.length > largestKnown) {
    const much = `It has ${text.length} characters: want a list of known findings, ${largestKnown} characters at most.`
    throw new KnownError(`${file}: ${much}`)
  }
  const known: KnownLine[] = []
  const slips: string[] = []
  const seen = new Map<string, number>()
  for (const [index, source] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (slips.length >= mostSlips) break
    const line = index + 1
    const { words, why } = toParts(source)
    const [rule, command] = words
    if (rule === undefined) continue
    const found = [...findSlips(words, ruleIds)]
    const key = `${rule} ${command ?? ''}`
    const before = seen.get(key)
    if (found.length === 0 && before !== undefined)
      found.push(`It is the same as line ${before}: take one of them out.`)
    slips.push(...found.map(sentence => `${file}:${line}  ${sentence}`))
    seen.set(key, before ?? line)
    known.push({ line, rule, command, why })
  }
  if (slips.length > 0) throw new KnownError(slips.join('\n'))
  return known
}

function toParts(source: string): { readonly words: readonly string[]; readonly why: string | undefined } {
  const mark = source.indexOf('#')
  const said = mark === -1 ? source : source.slice(0, mark)
  const why = mark === -1 ? '' : source.slice(mark + 1).trim()
  return { words: said.split(/\s+/).filter(Boolean), why: why || undefined }
}

function* findSlips([rule = '', command, ...rest]: readonly string[], ruleIds: readonly string[]): Generator<string> {
  if (!ruleIds.includes(rule)) {
    const nearest = explainNearest(rule, ruleIds)
    const [first, last] = [ruleIds[0], ruleIds.at(-1)]
    yield `${formatValue(rule)} is not the id of a rule.${nearest || ` There are ${first} to ${last}.`}`
  }
  const names: readonly string[] = operationNames
  if (command !== undefined && !names.includes(command)) {
    const nearest = explainNearest(command, names)
    yield `${formatValue(command)} is not a command.${nearest || ` There are ${names.join(', ')}.`} To say why, begin with #.`
  }
  if (rest.length > 0) {
    yield `${formatValue(rest.join(' '))} is too much: want a rule and a command, and whatever else there is to say behind a #.`
  }
}
