import type * as z from 'zod'
import { quote, toEnumeration } from '../words/quote.ts'

/** How many slips a sentence names; a long list of wrong items would make a long answer. */
const named = 5

/** What a schema found wrong with a value, one sentence a parameter: which, what came, what is wanted. */
export function explainIssues(error: z.ZodError, value: unknown): string {
  // Of one parameter the first issue says it: a value of the wrong type is measured by zod all the same.
  const first = new Map(error.issues.toReversed().map(issue => [issue.path.join('.'), issue]))
  const issues = error.issues.filter(issue => first.get(issue.path.join('.')) === issue)
  const more = issues.length > named ? ` And ${issues.length - named} more.` : ''
  return (
    issues
      .slice(0, named)
      .map(issue => explainIssue(issue, value))
      .join(' ') + more
  )
}

/** One thing that a schema found wrong with a value, as a sentence. */
export function explainIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const name = issue.path.map(String).join('.') || 'The body'
  if (issue.code === 'unrecognized_keys') return `${issue.keys.map(key => quote(key)).join(', ')} is not known here.`
  if (issue.code === 'invalid_union') return explainUnion(name, issue)
  const came = findAt(value, issue.path)
  if (came === undefined) return `${name} is missing: want ${explainWanted(issue)}.`
  return `${name} is ${quote(came)}: want ${explainWanted(issue)}.`
}

/** None of several shapes fits: what each of them misses says what there is to choose from. */
function explainUnion(name: string, { errors }: z.core.$ZodIssueInvalidUnion): string {
  const keys = [...new Set(errors.flat().flatMap(({ path }) => path.map(String)))]
  return keys.length > 0
    ? `${name} wants one of ${toEnumeration(keys)}.`
    : `${name} has none of the shapes it may have.`
}

function explainWanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'record') return 'an object'
      return issue.expected === 'int'
        ? 'an integer'
        : `${/^[aeio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
    case 'invalid_value':
      return toEnumeration(issue.values.map(value => quote(value)))
    case 'too_small':
      return `at least ${explainCount(issue.minimum, issue.origin)}`
    case 'too_big':
      return `at most ${explainCount(issue.maximum, issue.origin)}`
    default:
      return issue.message
  }
}

const units: { readonly [origin: string]: string } = { string: 'character', array: 'item', set: 'item' }

function explainCount(count: number | bigint, origin: string): string {
  const unit = units[origin]
  return unit === undefined ? `${count}` : `${count} ${unit}${count === 1 ? '' : 's'}`
}

function findAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = Reflect.get(at, key)
  }
  return at
}
