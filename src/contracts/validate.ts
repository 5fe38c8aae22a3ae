import * as z from 'zod'
import { findAt, isRecord } from '../text/data.ts'
import { findNearest } from '../text/suggest.ts'
import type { Path } from '../text/zod-issues.ts'
import { isOfOtherType, listSchemaIssues } from './field-issues.ts'
import type { ContractIssue } from './messages.ts'
import type { Operation } from './operation.ts'
import { findField, findMisnamed, findSources, findUnit, listFields, toInner } from './schema.ts'
import type { Source } from './source.ts'

/** One way in which a body differs from its command's contract. */
export interface RequestMistake {
  /** An undocumented field, a value of another type, or one that is missing or not allowed. */
  readonly kind: 'unknown' | 'type' | 'value'
  /** Such as `CallInfo.RoomId`; empty for the body as a whole. */
  readonly path: string
  /** `explainIssue` of the messages makes its sentence. */
  readonly issue: ContractIssue
  /** The source of the violated bound; absent if it is the command's page. */
  readonly source?: Source | undefined
}

/** Finds everything in which a body differs from its command's contract; stricter than the service itself. */
export function validateRequest(operation: Operation, json: object): readonly RequestMistake[] {
  const { body } = operation
  const checked = body.safeParse(json)
  const zodIssues = checked.success ? [] : checked.error.issues
  const issues = checked.success ? [] : listSchemaIssues(checked.error, json, { schema: body })
  // A field under a wrong name is one mistake, though its right name is missing and its wrong one unknown.
  const misnamed = new Set(
    issues.flatMap(issue => {
      const found = issue.code === 'missing-field' ? findMisnamed(body, json, issue.path) : undefined
      return found ? [[...issue.path.slice(0, -1), found.received].join('.')] : []
    }),
  )
  const unknown = findUnknown(body, json, []).filter(({ path }) => !misnamed.has(path))
  return [
    ...(hasOnlyUnknown(operation, json) ? [toNoneKnown(operation, json)] : unknown),
    ...issues.map(issue => toMistake(issue, zodIssues, operation, json)),
    ...findWrongTimeUnits(operation, json),
  ]
}

/**
 * Finds probable mistakes that the service accepts and that may explain its answer: no known field at all if every field
 * is optional, and times in milliseconds instead of seconds.
 */
export const findLikelyMistakes = (operation: Operation, json: object): readonly RequestMistake[] => [
  ...(hasOnlyUnknown(operation, json) ? [toNoneKnown(operation, json)] : []),
  ...findWrongTimeUnits(operation, json),
]

function hasOnlyUnknown({ body }: Operation, json: object): boolean {
  const known = listFields(body)
  const received = Object.keys(json)
  const areOptional = known.length > 0 && body.safeParse({}).success
  return areOptional && received.length > 0 && !received.some(key => known.includes(key))
}

/** How many names an issue lists. */
const mostNamed = 10

function toNoneKnown({ command, body }: Operation, json: object): RequestMistake {
  const known = listFields(body)
  const names = Object.keys(json)
  const received = names.slice(0, mostNamed).map(name => ({ name, suggestion: suggest(name, known) }))
  const more = Math.max(0, names.length - mostNamed)
  const issue = { code: 'no-known-field', command, received, more, known } as const
  return { kind: 'unknown', path: names[0] ?? '', issue }
}

/** Times in Unix seconds that are plausible only in milliseconds or microseconds. */
function findWrongTimeUnits({ body }: Operation, json: object): RequestMistake[] {
  return Object.entries(json).flatMap(([key, received]) => {
    if (!Object.hasOwn(body.shape, key) || findUnit(body.shape[key]) !== 'Unix seconds') return []
    const found = fractions.find(({ inSecond }) => isPlausible(received, inSecond))
    if (found === undefined) return []
    const seconds = Math.floor(Number(received) / found.inSecond)
    const issue = { code: 'wrong-time-unit', path: [key], received, unit: found.unit, seconds } as const
    return [{ kind: 'value' as const, path: key, issue }]
  })
}

const fractions = [
  { unit: 'milliseconds', inSecond: 1_000 },
  { unit: 'microseconds', inSecond: 1_000_000 },
] as const

/** Whether a number is a time in the years 2017 to 2128; a larger one may stand for "no end". */
const isPlausible = (value: unknown, inSecond: number) =>
  typeof value === 'number' && value >= 1_500_000_000 * inSecond && value < 5_000_000_000 * inSecond

function toMistake(
  issue: ContractIssue & { readonly path: Path },
  zodIssues: readonly z.core.$ZodIssue[],
  { body }: Operation,
  json: object,
): RequestMistake {
  const path = issue.path.join('.')
  const zodIssue = zodIssues.find(one => one.path.join('.') === path)
  return {
    kind: zodIssue && isOfOtherType(zodIssue, json) ? 'type' : 'value',
    path,
    issue,
    source: zodIssue && findBound(zodIssue, json, body),
  }
}

/** The source of a bound: many are assumed, although the field itself is documented. */
function findBound(issue: z.core.$ZodIssue, json: object, body: z.core.$ZodType): Source | undefined {
  if (findAt(json, issue.path) === undefined || issue.code === 'invalid_type' || issue.code === 'invalid_value') {
    return undefined
  }
  return findSources(findField(body, issue.path))?.find(source => !('page' in source))
}

function findUnknown(schema: z.core.$ZodType, value: unknown, path: Path): RequestMistake[] {
  const inner = toInner(schema)
  if (!(inner instanceof z.ZodObject) || !isRecord(value)) return []
  const names = Object.keys(inner.shape)
  return Object.entries(value).flatMap(([key, item]) => {
    if (Object.hasOwn(inner.shape, key)) return findUnknown(inner.shape[key], item, [...path, key])
    const field = [...path, key]
    const details = { suggestion: suggest(key, names), takesNoFields: names.length === 0 }
    const issue = { code: 'undocumented-field', path: field, ...details } as const
    return [{ kind: 'unknown' as const, path: field.join('.'), issue }]
  })
}

/** The known name that an unknown one probably stands for; also one that it continues, as in `startTimestamp`. */
function suggest(key: string, names: readonly string[]): string | undefined {
  const folded = key.toLowerCase().replaceAll('_', '')
  return (
    findNearest(key, names) ?? names.find(name => name.length >= shortestStem && folded.startsWith(name.toLowerCase()))
  )
}

/** A shorter beginning may be a coincidence. */
const shortestStem = 7

/** One way in which a response differs from the contract. */
interface ResponseMistake {
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
