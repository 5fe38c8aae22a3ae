import * as z from 'zod'
import { findAt } from '../text/data.ts'
import { formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { explainIssue } from './explain-issues.ts'
import { findSources, toInner } from './schema.ts'
import type { Source } from './source.ts'

/** One thing in an answer that the contract does not have so. */
export interface ResponseMistake {
  /** A field that is missing, of another type, outside what the contract allows, or unknown to it. */
  readonly kind: 'missing' | 'type' | 'value' | 'extra'
  /** Such as `UserList[].Status`, whichever item it was; empty for the whole. */
  readonly path: string
  /** What came and what is wanted, of the first such item. */
  readonly sentence: string
  /** Where the contract has what is departed from. */
  readonly source: Source
}

/** What is to be said of a field that no contract has. */
const openList: Source = { assumed: 'no page shows this field, and none says that its list of fields is complete' }

/**
 * Everything in which a value departs from a schema, of each field the first of a kind. Sentences name a field from
 * `base` on, such as `Response`. A field without a basis of its own was seen where `otherwise` says.
 */
export function validateResponse(
  schema: z.ZodType,
  value: unknown,
  base: string,
  otherwise: Source,
): ResponseMistake[] {
  const checked = schema.safeParse(value)
  const issues = checked.success ? [] : checked.error.issues
  const slips = [
    ...issues.map(issue => toSlip(issue, schema, value, base, otherwise)),
    ...findExtra(schema, value, [], base),
  ]
  const first = new Map<string, ResponseMistake>()
  for (const slip of slips) {
    const key = `${slip.kind} ${slip.path}`
    if (!first.has(key)) first.set(key, slip)
  }
  // A value of the wrong type is measured by zod all the same.
  return [...first.values()].filter(({ kind, path }) => kind !== 'value' || !first.has(`type ${path}`))
}

/** A path with every item of a list alike, such as `UserList[].Status`. */
const toField = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')

function toSlip(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  base: string,
  otherwise: Source,
): ResponseMistake {
  const kind = toKind(issue, findAt(value, issue.path))
  const bases = findSources(findSeen(schema, issue.path)) ?? [otherwise]
  const isPage = (basis: Source) => 'page' in basis
  // That a field is there, and of which type, its page says; what bounds it is often ours, and then said to be.
  const source = (kind === 'value' ? bases.find(basis => !isPage(basis)) : bases.find(isPage)) ?? bases[0] ?? otherwise
  // Sentences name the place of an item, so that it can be found.
  return { kind, path: toField(issue.path), sentence: explainIssue(issue, value, { schema, base }), source }
}

function toKind(issue: z.core.$ZodIssue, came: unknown): 'missing' | 'type' | 'value' {
  if (came === undefined) return 'missing'
  if (issue.code === 'invalid_type') return 'type'
  const isOther = issue.code === 'invalid_value' && issue.values.every(value => typeof value !== typeof came)
  return isOther ? 'type' : 'value'
}

function findExtra(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
  base: string,
): ResponseMistake[] {
  const inner = toInner(schema)
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) => findExtra(inner.element, item, [...path, index], base))
  }
  if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null) return []
  const { shape } = inner
  return Object.entries(value).flatMap(([key, item]) => {
    if (Object.hasOwn(shape, key)) return findExtra(shape[key], item, [...path, key], base)
    const field = toField([...path, key])
    const name = formatValue(base === '' ? field : `${base}.${field}`)
    const advice = explainNearest(key, Object.keys(shape))
    const sentence = `${name} is no field that the contract knows; it holds ${formatValue(item)}.${advice}`
    return [{ kind: 'extra' as const, path: field, sentence, source: openList }]
  })
}

/** The schema that says where a field was seen. */
function findSeen(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType {
  const [key, ...rest] = path
  const inner = toInner(schema)
  if (typeof key === 'number' && inner instanceof z.ZodArray) {
    // What is said of a list is said of its items too.
    return findSources(inner.element) || rest.length > 0 ? findSeen(inner.element, rest) : schema
  }
  if (typeof key === 'string' && inner instanceof z.ZodObject && Object.hasOwn(inner.shape, key)) {
    return findSeen(inner.shape[key], rest)
  }
  return schema
}
