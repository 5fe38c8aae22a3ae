import * as z from 'zod'
import { findAt, isRecord } from '../text/data.ts'
import { findNearest } from '../text/suggest.ts'
import type { Path } from '../text/zod-issues.ts'
import { isOfOtherType, listSchemaIssues } from './field-issues.ts'
import type { ContractIssue } from './messages.ts'
import { findSources, toInner } from './schema.ts'
import type { Source } from './source.ts'

/** One way in which a response differs from the contract. */
export interface ResponseMistake {
  /** A field that is missing, of another type, outside what the contract allows, or unknown to it. */
  readonly kind: 'missing' | 'type' | 'value' | 'extra'
  /** Such as `UserList[].Status`, the same for every item; empty for the whole. */
  readonly path: string
  /** Of the first such item; `explainIssue` of the messages makes its sentence. */
  readonly issue: ContractIssue
  /** The source of what the contract expects. */
  readonly source: Source
}

const openList: Source = { assumed: 'no page shows this field, and none says that its list of fields is complete' }

/**
 * Finds everything in which a value differs from a schema, of each field the first of a kind. Paths of issues begin with
 * `base`, such as `Response`. A field without a source of its own has `otherwise`.
 */
export function validateResponse(
  schema: z.ZodType,
  value: unknown,
  base: string,
  otherwise: Source,
): ResponseMistake[] {
  const checked = schema.safeParse(value)
  const mistakes = [
    ...(checked.success ? [] : toMistakes(checked.error, schema, value, base, otherwise)),
    ...findExtra(schema, value, [], base),
  ]
  const first = new Map<string, ResponseMistake>()
  for (const mistake of mistakes) {
    const key = `${mistake.kind} ${mistake.path}`
    if (!first.has(key)) first.set(key, mistake)
  }
  return [...first.values()].filter(({ kind, path }) => kind !== 'value' || !first.has(`type ${path}`))
}

/** A path with every item of a list alike, such as `UserList[].Status`. */
const toField = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[]`
    return text === '' ? key : `${text}.${key}`
  }, '')

function toMistakes(
  error: z.ZodError,
  schema: z.ZodType,
  value: unknown,
  base: string,
  otherwise: Source,
): readonly ResponseMistake[] {
  const length = base === '' ? 0 : 1
  return listSchemaIssues(error, value, { schema, base }).map(issue => {
    const path = issue.path.slice(length)
    const zodIssue = error.issues.find(one => one.path.join('.') === path.join('.'))
    const kind =
      findAt(value, path) === undefined ? 'missing' : zodIssue && isOfType(zodIssue, value) ? 'type' : 'value'
    const sources = findSources(findDescribed(schema, path)) ?? [otherwise]
    const isPage = (source: Source) => 'page' in source
    // A page documents that a field exists and its type; its bounds are often assumed.
    const own = kind === 'value' ? sources.find(source => !isPage(source)) : sources.find(isPage)
    return { kind, path: toField(path), issue, source: own ?? sources[0] ?? otherwise }
  })
}

const isOfType = (issue: z.core.$ZodIssue, value: unknown) =>
  issue.code === 'invalid_type' || isOfOtherType(issue, value)

function findExtra(schema: z.core.$ZodType, value: unknown, path: Path, base: string): ResponseMistake[] {
  const inner = toInner(schema)
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) => findExtra(inner.element, item, [...path, index], base))
  }
  if (!(inner instanceof z.ZodObject) || !isRecord(value)) return []
  const { shape } = inner
  return Object.entries(value).flatMap(([key, item]) => {
    if (Object.hasOwn(shape, key)) return findExtra(shape[key], item, [...path, key], base)
    const field = toField([...path, key])
    const suggestion = findNearest(key, Object.keys(shape))
    const named = base === '' ? [field] : [base, field]
    const issue = { code: 'extra-field', path: named, received: item, suggestion } as const
    return [{ kind: 'extra' as const, path: field, issue, source: openList }]
  })
}

/** The schema that has the source of a field. */
function findDescribed(schema: z.core.$ZodType, path: Path): z.core.$ZodType {
  const [key, ...rest] = path
  const inner = toInner(schema)
  if (typeof key === 'number' && inner instanceof z.ZodArray) {
    // The source of a list applies to its items too.
    return findSources(inner.element) || rest.length > 0 ? findDescribed(inner.element, rest) : schema
  }
  if (typeof key === 'string' && inner instanceof z.ZodObject && Object.hasOwn(inner.shape, key)) {
    return findDescribed(inner.shape[key], rest)
  }
  return schema
}
