import { operationNames } from '../contracts/operations.ts'
import { shareInstances } from '../text/data.ts'
import { formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'

/** A line of a list of known issues: a rule, and what it is limited to. */
export interface KnownIssue {
  /** Its line in the list, from 1. */
  readonly line: number
  /** The id of a rule, or an outcome of a sweep. */
  readonly rule: string
  /** The only fault of a sweep that it covers; every one if absent. */
  readonly fault?: string | undefined
  /** The only command that it covers; every one if absent. */
  readonly command?: string | undefined
  readonly reason?: string | undefined
}

/** A known issue that did not occur. */
export interface ResolvedKnownIssue extends Omit<KnownIssue, 'reason'> {
  /** Whether its rule was exercised, so that the line can be removed. */
  readonly exercised: boolean
}

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

/** The words that a list may use: `RULE-ID command`, or for a sweep `OUTCOME fault command`. */
export interface KnownIssueWords {
  readonly rules: readonly string[]
  /** The faults of a sweep; absent for other reports. */
  readonly faults?: readonly string[] | undefined
}

/** The largest list that is read, in characters. The bound is ours. */
export const largestKnownIssues = 1_048_576

/** How many errors of a list are reported at most. */
const mostErrors = 1_000

/**
 * Reads a list of known issues. A line has the id of a rule, optionally a command, and after `#` the reason:
 * `RB-Q07 get_call_info  # the SDK is old`; for a sweep an outcome, a fault and a command: `crashed http get_call_info`.
 * Blank lines and comments are ignored. Throws a KnownIssuesError with every error.
 */
export function parseKnownIssues(text: string, file: string, words: KnownIssueWords): readonly KnownIssue[] {
  if (text.length > largestKnownIssues)
    throw new KnownIssuesError(
      `${file}: Invalid list of known issues: expected at most ${largestKnownIssues} characters, got ${text.length}.`,
    )
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
    if (found.length === 0 && before !== undefined) found.push(`Duplicate of line ${before}. Remove one of them.`)
    errors.push(...found.map(sentence => `${file}:${line}  ${sentence}`))
    lines.set(key, before ?? line)
    known.push({ line, rule, fault, command, reason })
  }
  if (errors.length > 0) throw new KnownIssuesError(errors.join('\n'))
  return known
}

function* findErrors(own: readonly string[], { rules, faults }: KnownIssueWords): Generator<string> {
  const columns = [
    { thing: faults ? 'outcome' : 'rule', known: rules },
    ...(faults ? [{ thing: 'fault', known: faults }] : []),
    { thing: 'command', known: operationNames },
  ]
  for (const [index, { thing, known }] of columns.entries()) {
    const word = own[index]
    if (word === undefined || known.includes(word as never)) continue
    const list = known.length > 30 ? `${known[0]} to ${known.at(-1)}` : known.join(', ')
    const hint = explainNearest(word, known) || ` Known: ${list}.`
    yield `Unknown ${thing} ${formatValue(word)}.${hint}${index === 0 ? '' : ' Start the reason with #.'}`
  }
  const rest = own.slice(columns.length)
  if (rest.length > 0)
    yield `Unexpected ${formatValue(rest.join(' '))} after the ${columns.at(-1)?.thing}. Start the reason with #.`
}

/** The known issue that covers a finding, if there is one. */
export const findKnownIssue = (
  known: readonly KnownIssue[],
  rule: string,
  { command, fault }: { readonly command?: string | undefined; readonly fault?: string | undefined },
): KnownIssue | undefined =>
  known.find(
    issue =>
      issue.rule === rule &&
      (issue.command === undefined || issue.command === command) &&
      (issue.fault === undefined || issue.fault === fault),
  )
