import * as z from 'zod'
import { findAt } from '../text/data.ts'
import { formatList, formatValue } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import { explainIssue, toFirst } from './explain-issues.ts'
import type { Operation } from './operation.ts'
import { findField, findMisnamed, findSources, findUnit, listFields, toInner } from './schema.ts'
import type { Source } from './source.ts'

/** One thing in a body that its command's contract does not have so. */
export interface RequestMistake {
  /** A field nobody documents, a value of another type than documented, or one that is missing or not among the allowed. */
  readonly kind: 'unknown' | 'type' | 'value'
  /** Such as `CallInfo.RoomId`; empty for the body as a whole. */
  readonly path: string
  readonly sentence: string
  /** Where the contract has what is departed from; absent where that is its page. */
  readonly source?: Source | undefined
}

/** Everything in which a body departs from its command's contract, more strictly than the service itself looks. */
export function validateRequest(operation: Operation, json: object): readonly RequestMistake[] {
  const checked = operation.body.safeParse(json)
  const issues = checked.success ? [] : toFirst(checked.error)
  // A field under a wrong name is one mistake, though its right name is missing and its wrong one unknown.
  const misnamed = new Set(
    issues.flatMap(({ path }) => {
      if (findAt(json, path) !== undefined) return []
      const found = findMisnamed(operation.body, json, path)
      return found ? [[...path.slice(0, -1), found.received].join('.')] : []
    }),
  )
  const unknown = findUnknown(operation.body, json, []).filter(({ path }) => !misnamed.has(path))
  return [
    ...(hasOnlyUnknown(operation, json) ? [toNoneKnown(operation, json)] : unknown),
    ...issues.map(issue => toSlip(issue, operation, json)),
    ...findImplausible(operation, json),
  ]
}

/**
 * What the service takes although it is probably a mistake, and what it answers may come of it: no known field at all
 * where every field is optional, and times in milliseconds where seconds are expected.
 */
export const findLikelyMistakes = (operation: Operation, json: object): readonly RequestMistake[] => [
  ...(hasOnlyUnknown(operation, json) ? [toNoneKnown(operation, json)] : []),
  ...findImplausible(operation, json),
]

function hasOnlyUnknown({ body }: Operation, json: object): boolean {
  const known = listFields(body)
  const received = Object.keys(json)
  const areOptional = known.length > 0 && body.safeParse({}).success
  return areOptional && received.length > 0 && !received.some(key => known.includes(key))
}

function toNoneKnown(operation: Operation, json: object): RequestMistake {
  const known = listFields(operation.body)
  const received = Object.keys(json)
  const names = received.slice(0, mostNamed).map(key => {
    const meant = findMeant(key, known)
    return meant === undefined
      ? formatValue(key, longestName)
      : `${formatValue(key, longestName)} (did you mean ${formatValue(meant)}?)`
  })
  const more = received.length > mostNamed ? ` and ${received.length - mostNamed} more` : ''
  const sentence = `No known field was received: got ${names.join(', ')}${more}. ${operation.command} takes ${formatList(known, 'and')}; names are case-sensitive.`
  return { kind: 'unknown', path: received[0] ?? '', sentence }
}

/** Times in Unix seconds that are of these years if they are read as milliseconds or microseconds. */
function findImplausible({ body }: Operation, json: object): RequestMistake[] {
  return Object.entries(json).flatMap(([key, value]) => {
    if (!Object.hasOwn(body.shape, key) || findUnit(body.shape[key]) !== 'Unix seconds') return []
    const found = fractions.find(({ inSecond }) => isOfOurTime(value, inSecond))
    if (found === undefined) return []
    const meant = Math.floor(Number(value) / found.inSecond)
    const sentence = `Invalid ${key}: expected Unix seconds, got ${value}, which looks like ${found.unit}. Send ${meant}.`
    return [{ kind: 'value' as const, path: key, sentence }]
  })
}

const fractions = [
  { unit: 'milliseconds', inSecond: 1_000 },
  { unit: 'microseconds', inSecond: 1_000_000 },
] as const

/** Whether a number is of the years 2017 to 2128; a larger one that is not may stand for "no end". */
const isOfOurTime = (value: unknown, inSecond: number) =>
  typeof value === 'number' && value >= 1_500_000_000 * inSecond && value < 5_000_000_000 * inSecond

/** How many names a sentence has at most, and how long each of them is, in characters. */
const mostNamed = 10
const longestName = 40

function toSlip(issue: z.core.$ZodIssue, { body }: Operation, json: object): RequestMistake {
  const came = findAt(json, issue.path)
  return {
    kind: isOfWrongType(issue, came) ? 'type' : 'value',
    path: issue.path.join('.'),
    sentence: explainIssue(issue, json, { schema: body }),
    source: findBound(issue, came, body),
  }
}

/** Where a bound was seen that a value is outside of: many are assumed, although the field itself is on a page. */
function findBound(issue: z.core.$ZodIssue, came: unknown, body: z.core.$ZodType): Source | undefined {
  if (came === undefined || issue.code === 'invalid_type' || issue.code === 'invalid_value') return undefined
  return findSources(findField(body, issue.path))?.find(basis => !('page' in basis))
}

function isOfWrongType(issue: z.core.$ZodIssue, came: unknown): boolean {
  if (came === undefined) return false
  // A fraction is a number all the same.
  if (issue.code === 'invalid_type') return !(issue.expected === 'int' && typeof came === 'number')
  return issue.code === 'invalid_value' && issue.values.every(value => typeof value !== typeof came)
}

function findUnknown(schema: z.core.$ZodType, value: unknown, path: readonly string[]): RequestMistake[] {
  const inner = toInner(schema)
  if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null) return []
  const names = Object.keys(inner.shape)
  return Object.entries(value).flatMap(([key, item]) => {
    if (Object.hasOwn(inner.shape, key)) return findUnknown(inner.shape[key], item, [...path, key])
    const field = [...path, key].join('.')
    return [
      {
        kind: 'unknown' as const,
        path: field,
        sentence: `Unknown field ${formatValue(field)}.${adviseName(key, names)}`,
      },
    ]
  })
}

function adviseName(key: string, names: readonly string[]): string {
  if (names.length === 0) return ' This command takes no fields: send {}.'
  const meant = findMeant(key, names)
  if (meant === undefined) return ''
  return ` Did you mean "${meant}"?${meant.toLowerCase() === key.toLowerCase() ? ' Names are case-sensitive.' : ''}`
}

/** The known name that an unknown one probably stands for; also where it only goes on, as in `startTimestamp`. */
function findMeant(key: string, names: readonly string[]): string | undefined {
  const folded = key.toLowerCase().replaceAll('_', '')
  return (
    findNearest(key, names) ?? names.find(name => name.length >= shortestStem && folded.startsWith(name.toLowerCase()))
  )
}

/** A shorter beginning may be a coincidence. */
const shortestStem = 7
