import type { z } from 'zod'
import { quote, toEnumeration } from '../words/quote.ts'

/** What a schema found wrong with a value, as one sentence a parameter: which, what came, what is wanted. */
export function explainIssues(error: z.ZodError, value: unknown): string {
  return error.issues.map(issue => explainIssue(issue, value)).join(' ')
}

function explainIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const name = issue.path.map(String).join('.')
  const came = findAt(value, issue.path)
  if (came === undefined) return `${name} is missing: want ${explainWanted(issue)}.`
  return `${name} is ${quote(came)}: want ${explainWanted(issue)}.`
}

function explainWanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? 'an integer'
        : `${/^[aeio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
    case 'invalid_value':
      return toEnumeration(issue.values.map(value => quote(value)))
    case 'too_small':
      return `at least ${issue.minimum} ${units[issue.origin] ?? ''}`.trim()
    case 'too_big':
      return `at most ${issue.maximum} ${units[issue.origin] ?? ''}`.trim()
    default:
      return issue.message
  }
}

const units: { readonly [origin: string]: string } = {
  string: 'characters',
  array: 'items',
  set: 'items',
}

function findAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = Reflect.get(at, key)
  }
  return at
}
