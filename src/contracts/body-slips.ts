import * as z from 'zod'
import { quote } from '../words/quote.ts'
import { explainNearest } from '../words/suggest.ts'
import { explainIssue } from './explain-issues.ts'
import type { Operation } from './operation.ts'

/** One thing in a body that its command's contract does not have so. */
export interface BodySlip {
  /** A field nobody documents, a value of another type than documented, or one that is missing or not among the allowed. */
  readonly kind: 'unknown' | 'type' | 'value'
  /** Such as `CallInfo.RoomId`; empty for the body as a whole. */
  readonly path: string
  readonly sentence: string
}

/** Everything in which a body departs from its command's contract, more strictly than the service itself looks. */
export function findBodySlips(operation: Operation, json: object): readonly BodySlip[] {
  const checked = operation.body.safeParse(json)
  const issues = checked.success ? [] : checked.error.issues
  return [...findUnknown(operation.body, json, []), ...issues.map(issue => toSlip(issue, json))]
}

function toSlip(issue: z.core.$ZodIssue, json: object): BodySlip {
  const came = findAt(json, issue.path)
  return {
    kind: isOfWrongType(issue, came) ? 'type' : 'value',
    path: issue.path.join('.'),
    sentence: explainIssue(issue, json),
  }
}

function isOfWrongType(issue: z.core.$ZodIssue, came: unknown): boolean {
  if (came === undefined) return false
  // A fraction is a number all the same.
  if (issue.code === 'invalid_type') return !(issue.expected === 'int' && typeof came === 'number')
  return issue.code === 'invalid_value' && issue.values.every(value => typeof value !== typeof came)
}

function findAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  )
}

function findUnknown(schema: unknown, value: unknown, path: readonly string[]): BodySlip[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null) return []
  const names = Object.keys(inner.shape)
  return Object.entries(value).flatMap(([key, item]) => {
    if (Object.hasOwn(inner.shape, key)) return findUnknown(inner.shape[key], item, [...path, key])
    const advice = explainNearest(key, names)
    const field = [...path, key].join('.')
    return [
      { kind: 'unknown' as const, path: field, sentence: `${quote(field)} is no field of this command.${advice}` },
    ]
  })
}
