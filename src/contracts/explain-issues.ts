import * as z from 'zod'
import { findAt } from '../text/data.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { findField, findMisnamed, findUnit, listFields, type Misnamed, type Unit } from './schema.ts'

/** How many slips a sentence names; a long list of wrong items would make a long answer. */
const named = 5

/** What a value was checked by, so that units and names can be said of it. */
export interface Checked {
  readonly schema?: z.core.$ZodType | undefined
  /** What stands before each path in a sentence, such as `Response`. */
  readonly base?: string | undefined
  /** What a key is called; a field if absent. */
  readonly noun?: 'field' | 'query parameter' | undefined
}

/** What a schema found wrong with a value, one sentence a parameter: which, what came, what is expected. */
export function explainIssues(error: z.ZodError, value: unknown, checked: Checked = {}): string {
  const issues = toFirst(error)
  const more = issues.length > named ? ` And ${issues.length - named} more.` : ''
  return (
    issues
      .slice(0, named)
      .map(issue => explainIssue(issue, value, checked))
      .join(' ') + more
  )
}

/** Of each parameter the first issue: a value of the wrong type is measured by zod all the same. */
export function toFirst({ issues }: z.ZodError): readonly z.core.$ZodIssue[] {
  const first = new Map(issues.toReversed().map(issue => [issue.path.join('.'), issue]))
  return issues.filter(issue => first.get(issue.path.join('.')) === issue)
}

/** One thing that a schema found wrong with a value, as a sentence. */
export function explainIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  { schema, base = '', noun }: Checked = {},
): string {
  const name =
    [base, ...issue.path]
      .filter(part => part !== '')
      .map(String)
      .join('.') || 'body'
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => explainUnknownKey(key, issue.path, schema, noun)).join(' ')
  if (issue.code === 'invalid_union') return explainUnion(name, issue)
  const field = schema && findField(schema, issue.path)
  const unit = field && findUnit(field)
  const expected = explainExpected(issue, unit)
  const came = findAt(value, issue.path)
  if (came === undefined) {
    const misnamed = schema && findMisnamed(schema, value, issue.path)
    return `Missing ${name}${misnamed ? explainMisnamed(misnamed) : ''}: expected ${expected}.`
  }
  const hint = unit === 'milliseconds' && field ? adviseSeconds(came, field) : ''
  return `Invalid ${name}: expected ${expected}, got ${formatValue(came)}.${hint}`
}

function explainUnknownKey(
  key: string,
  path: readonly PropertyKey[],
  schema: z.core.$ZodType | undefined,
  noun = 'field',
): string {
  const known = schema ? listFields(findField(schema, path)) : []
  const others = known.length > 0 ? ` Known ${noun}s: ${known.join(', ')}.` : ''
  return `Unknown ${noun} ${formatValue(key)}.${explainNearest(key, known) || others}`
}

/** The way out for a number of seconds where milliseconds are expected. */
function adviseSeconds(came: unknown, field: z.core.$ZodType): string {
  if (typeof came !== 'number' || !z.core.safeParse(field, came * 1_000).success) return ''
  return ` If ${came} is in seconds, send ${came * 1_000}.`
}

/** None of several shapes fits: what each of them misses says what there is to choose from. */
function explainUnion(name: string, { errors }: z.core.$ZodIssueInvalidUnion): string {
  const keys = [...new Set(errors.flat().flatMap(({ path }) => path.map(String)))]
  return keys.length > 0
    ? `Invalid ${name}: expected one of ${formatList(keys)}.`
    : `Invalid ${name}: expected one of its documented forms.`
}

function explainExpected(issue: z.core.$ZodIssue, unit: Unit | undefined): string {
  switch (issue.code) {
    case 'invalid_type':
      return explainType(issue.expected) + (unit === undefined ? '' : ` (${unit})`)
    case 'invalid_value':
      return formatList(issue.values.map(value => formatValue(value)))
    case 'too_small':
      return `at least ${explainCount(issue.minimum, issue.origin, unit)}`
    case 'too_big':
      return `at most ${explainCount(issue.maximum, issue.origin, unit)}`
    case 'invalid_format':
      // zod's own sentence stands where a contract gives none.
      return issue.message.replace(/^Invalid /, 'a valid ')
    default:
      return issue.message
  }
}

function explainType(expected: string): string {
  if (expected === 'record') return 'an object'
  return expected === 'int' ? 'an integer' : `${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}`
}

const counted: { readonly [origin: string]: string } = { string: 'character', array: 'item', set: 'item' }

function explainCount(count: number | bigint, origin: string, unit: Unit | undefined): string {
  if (unit !== undefined) return `${count} ${Number(count) === 1 ? unit.replace(/s$/, '') : unit}`
  const item = counted[origin]
  return item === undefined ? `${count}` : `${count} ${item}${count === 1 ? '' : 's'}`
}

/** ` (received "callId"; names are case-sensitive)`, with its leading space. */
export const explainMisnamed = ({ received, why }: Misnamed): string =>
  ` (received ${formatValue(received, 40)}; ${why})`
