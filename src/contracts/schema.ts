import * as z from 'zod'
import { findAt, isRecord } from '../text/data.ts'
import { findNearest } from '../text/suggest.ts'
import type { Source } from './source.ts'

/** A schema without the mark that its value may be absent. */
export const toInner = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional ? schema.unwrap() : schema

/** The schema of the field at a path, as deep as the schema knows it. */
export function findField(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType {
  const [key, ...rest] = path
  const inner = toInner(schema)
  if (typeof key === 'number' && inner instanceof z.ZodArray) return findField(inner.element, rest)
  if (typeof key === 'string' && inner instanceof z.ZodObject && Object.hasOwn(inner.shape, key)) {
    return findField(inner.shape[key], rest)
  }
  return schema
}

/** The names of an object's fields; empty for any other schema. */
export function listFields(schema: z.core.$ZodType): readonly string[] {
  const inner = toInner(schema)
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
}

/** The metadata of a field under a key, such as `x-unit`. */
function findMeta(schema: z.core.$ZodType, key: string): unknown {
  const meta: unknown = z.globalRegistry.get(schema)
  return typeof meta === 'object' && meta !== null ? Reflect.get(meta, key) : undefined
}

/** The sources of a field, pages first; undefined if it has none of its own. */
export function findSources(schema: z.core.$ZodType): readonly Source[] | undefined {
  const bases = findMeta(schema, 'x-source')
  // The contracts write nothing but bases under this key.
  return Array.isArray(bases) ? (bases as readonly Source[]) : undefined
}

/** What a field's number counts, such as `milliseconds`; undefined if it has no unit. Contracts write it as `x-unit`. */
export function findUnit(schema: z.core.$ZodType): Unit | undefined {
  const unit = findMeta(schema, 'x-unit')
  return units.find(known => known === unit)
}

/** Every unit that a number on the wire has. */
const units = ['milliseconds', 'Unix seconds', 'Unix milliseconds', 'records'] as const

/** What a number counts. */
export type Unit = (typeof units)[number]

/** Replaces a private text. */
export const redacted = '…'

/**
 * A value without private texts: accounts, ids, rooms, addresses. It keeps the names of fields, numbers, empty texts and the
 * words of enumerated fields, known or not. Without a schema, as for an unknown field, every text is replaced.
 */
export function redact(schema: z.core.$ZodType | undefined, value: unknown): unknown {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  if (typeof value === 'string') return value === '' || isListed(inner) ? value.slice(0, longestWord) : redacted
  if (Array.isArray(value)) {
    const element = inner instanceof z.ZodArray ? inner.element : undefined
    return value.map(item => redact(element, item))
  }
  if (typeof value !== 'object' || value === null) return value
  const shape = inner instanceof z.ZodObject ? inner.shape : {}
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redact(Object.hasOwn(shape, key) ? shape[key] : undefined, item)]),
  )
}

/** No word is longer; a text that stands in a word's place may be anything. */
const longestWord = 40

const isListed = (schema: z.core.$ZodType | undefined) => schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral

/** A field that was received under another name than its own. */
export interface Misnamed {
  readonly received: string
  /** Whether the names differ only in uppercase and lowercase. */
  readonly isOtherCase: boolean
}

/**
 * The unknown name under which a missing field was received: in another case, with or without underscores, or with a
 * typing error. `path` ends with the missing field; undefined if there is none.
 */
export function findMisnamed(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): Misnamed | undefined {
  const expected = path.at(-1)
  const parent = findAt(value, path.slice(0, -1))
  if (typeof expected !== 'string' || !isRecord(parent)) return undefined
  const known = listFields(findField(schema, path.slice(0, -1)))
  const unknown = Object.keys(parent)
    .filter(key => !known.includes(key))
    .slice(0, mostCompared)
  const missing = known.filter(name => !Object.hasOwn(parent, name))
  const received =
    unknown.find(key => fold(key) === fold(expected)) ?? unknown.find(key => findNearest(key, missing) === expected)
  if (received === undefined) return undefined
  return { received, isOtherCase: received.toLowerCase() === expected.toLowerCase() }
}

/** How many unknown names are compared. */
const mostCompared = 100

const fold = (name: string) => name.toLowerCase().replaceAll(/[-_\s]/g, '')
