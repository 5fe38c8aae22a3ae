import * as z from 'zod'
import { findAt } from '../text/data.ts'
import { formatList } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import { type FieldIssue, type Path, toFieldIssues } from '../text/zod-issues.ts'
import { findField, findMisnamed, findUnit, listFields, type Misnamed, type Unit } from './schema.ts'

/** What a schema found wrong with one field, as data; a path begins with the `base` of the options. */
export type SchemaIssue =
  | {
      readonly code: 'missing-field'
      readonly path: Path
      readonly expected: string
      readonly unit?: Unit | undefined
      readonly misnamed?: Misnamed | undefined
    }
  | {
      readonly code: 'invalid-field'
      readonly path: Path
      readonly expected: string
      readonly unit?: Unit | undefined
      readonly received: unknown
      /** The value in milliseconds that is valid if the received one is in seconds. */
      readonly inMilliseconds?: number | undefined
    }
  | {
      readonly code: 'unknown-field'
      readonly path: Path
      readonly noun: 'field' | 'query parameter'
      readonly known: readonly string[]
      readonly suggestion?: string | undefined
    }

/** The schema of the checked value, and how its fields are named. */
export interface SchemaIssueOptions {
  /** For units, names and suggestions; without it there are none. */
  readonly schema?: z.core.$ZodType | undefined
  /** Precedes every path, such as `Response`. */
  readonly base?: string | undefined
  /** What a key is called; `field` by default. */
  readonly noun?: 'field' | 'query parameter' | undefined
}

/** The issues of a value, the first of each field, in the schema's order. */
export const listSchemaIssues = (
  error: z.core.$ZodError,
  value: unknown,
  { schema, base, noun = 'field' }: SchemaIssueOptions = {},
): readonly SchemaIssue[] =>
  toFieldIssues(error, value, { readUnion: (union, path) => readUnion(union, value, path) }).map(issue => {
    const path = base === undefined || base === '' ? issue.path : [base, ...issue.path]
    return { ...describe(issue, value, schema, noun), path }
  })

function describe(
  issue: FieldIssue,
  value: unknown,
  schema: z.core.$ZodType | undefined,
  noun: 'field' | 'query parameter',
): SchemaIssue {
  const { code, path } = issue
  if (code === 'unknown-field') {
    const known = schema ? listFields(findField(schema, path.slice(0, -1))) : issue.known
    return { code, path, noun, known, suggestion: findNearest(String(path.at(-1)), known) }
  }
  const { expected } = issue
  const field = schema && findField(schema, path)
  const unit = field && findUnit(field)
  if (code === 'missing-field') {
    return { code, path, expected, unit, misnamed: schema && findMisnamed(schema, value, path) }
  }
  const { received } = issue
  const inMilliseconds = unit === 'milliseconds' && field ? toMilliseconds(received, field) : undefined
  return { code, path, expected, unit, received, inMilliseconds }
}

/** A number of seconds in milliseconds, if the field accepts that. */
function toMilliseconds(received: unknown, field: z.core.$ZodType): number | undefined {
  if (typeof received !== 'number') return undefined
  return z.core.safeParse(field, received * 1_000).success ? received * 1_000 : undefined
}

/** Of a union the fields of its alternatives are expected. */
function readUnion({ errors }: z.core.$ZodIssueInvalidUnion, value: unknown, path: Path): readonly FieldIssue[] {
  const keys = [...new Set(errors.flat().flatMap(issue => issue.path.map(String)))]
  const expected = keys.length > 0 ? `one of ${formatList(keys)}` : 'one of its documented forms'
  return [{ code: 'invalid-field', path, expected, received: findAt(value, path) }]
}

/** Whether an issue is about a value of another JSON type. A fraction is a number. */
export function isOfOtherType(issue: z.core.$ZodIssue, value: unknown): boolean {
  const received = findAt(value, issue.path)
  if (received === undefined) return false
  if (issue.code === 'invalid_type') return !(issue.expected === 'int' && typeof received === 'number')
  return issue.code === 'invalid_value' && issue.values.every(allowed => typeof allowed !== typeof received)
}
