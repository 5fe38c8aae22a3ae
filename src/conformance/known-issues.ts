import { operationNames } from '../contracts/operations.ts'
import { shareInstances } from '../text/data.ts'
import { formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { type DetailOf, explainDetail, type KnownIssue } from './rule.ts'

/** Thrown for an invalid list of known issues; the message has every error, each as `file:line  sentence`. */
export class KnownIssuesError extends Error {
  static {
    shareInstances(KnownIssuesError, 'KnownIssuesError')
  }

  constructor(message: string) {
    super(message)
    this.name = 'KnownIssuesError'
  }
}

interface UnknownWord {
  readonly thing: string
  readonly word: string
  readonly known: readonly string[]
}

function explainUnknown({ thing, word, known }: UnknownWord): string {
  const list = known.length > 30 ? `${known[0]} to ${known.at(-1)}` : known.join(', ')
  return `Unknown ${thing} ${formatValue(word)}.${explainNearest(word, known) || ` Known: ${list}.`}`
}

const startReason = 'Start the reason with #.'

/** What is wrong with a list of known issues, by code. */
export const knownIssuesMessages = {
  'too-large': ({ got }: { readonly got: number }) =>
    `Invalid list of known issues: expected at most ${largestKnownIssues} characters, got ${got}.`,
  unknown: explainUnknown,
  'unknown-word': (detail: UnknownWord) => `${explainUnknown(detail)} ${startReason}`,
  unexpected: ({ words }: { readonly words: string }) =>
    `Unexpected ${formatValue(words)} after the command. ${startReason}`,
  duplicate: ({ before }: { readonly before: number }) => `Duplicate of line ${before}. Remove one of them.`,
}

type KnownIssuesDetail = DetailOf<typeof knownIssuesMessages>

const explain = (detail: KnownIssuesDetail): string => explainDetail(knownIssuesMessages, detail)

/** The words that a list may use: `RULE-ID command`, or for a sweep `OUTCOME fault command`. */
export interface KnownIssueWords {
  readonly rules: readonly string[]
  /** The faults of a sweep; absent for other reports. */
  readonly faults?: readonly string[] | undefined
}

/** The largest list that is read, in characters. The bound is ours. */
export const largestKnownIssues = 1_048_576

const mostErrors = 1_000

/**
 * Reads a list of known issues. A line has the id of a rule, optionally a command, and after `#` the reason:
 * `RB-Q07 get_call_info  # the SDK is old`; for a sweep an outcome, a fault and a command: `crashed http get_call_info`.
 * Blank lines and comments are ignored. Throws a KnownIssuesError with every error.
 */
export function parseKnownIssues(text: string, file: string, words: KnownIssueWords): readonly KnownIssue[] {
  if (text.length > largestKnownIssues)
    throw new KnownIssuesError(`${file}: ${explain({ code: 'too-large', got: text.length })}`)
  const known: KnownIssue[] = []
  const errors: string[] = []
  const lines = new Map<string, number>()
  for (const [index, source] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (errors.length >= mostErrors) break
    const line = index + 1
    const mark = source.indexOf('#')
    const own = (mark === -1 ? source : source.slice(0, mark)).split(/\s+/).filter(Boolean)
    const reason = (mark === -1 ? '' : source.slice(mark + 1).trim()) || undefined
    const [rule] = own
    if (rule === undefined) continue
    const [fault, command] = words.faults ? [own[1], own[2]] : [undefined, own[1]]
    const found = [...findErrors(own, words)]
    const key = own.join(' ')
    const before = lines.get(key)
    if (found.length === 0 && before !== undefined) found.push({ code: 'duplicate', before })
    errors.push(...found.map(detail => `${file}:${line}  ${explain(detail)}`))
    lines.set(key, before ?? line)
    known.push({ line, rule, fault, command, reason })
  }
  if (errors.length > 0) throw new KnownIssuesError(errors.join('\n'))
  return known
}

function* findErrors(own: readonly string[], { rules, faults }: KnownIssueWords): Generator<KnownIssuesDetail> {
  const columns = [
    { thing: faults ? 'outcome' : 'rule', known: rules },
    ...(faults ? [{ thing: 'fault', known: faults }] : []),
    { thing: 'command', known: operationNames },
  ]
  for (const [index, { thing, known }] of columns.entries()) {
    const word = own[index]
    if (word === undefined || known.includes(word as never)) continue
    yield { code: index === 0 ? 'unknown' : 'unknown-word', thing, word, known }
  }
  const rest = own.slice(columns.length)
  if (rest.length > 0) yield { code: 'unexpected', words: rest.join(' ') }
}
