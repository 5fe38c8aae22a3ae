import * as z from 'zod'
import type { Source } from './basis.ts'

/** The value at a path; undefined if there is none. What only a prototype has is not there. */
export function findAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  )
}

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

/** What a contract says of a field under a key of its own, such as `x-unit`. */
export function findMeta(schema: z.core.$ZodType, key: string): unknown {
  const meta: unknown = z.globalRegistry.get(schema)
  return typeof meta === 'object' && meta !== null ? Reflect.get(meta, key) : undefined
}

/** Where a field of a schema was seen: pages first, as its contract says; undefined if it says nothing of its own. */
export function findBases(schema: z.core.$ZodType): readonly Source[] | undefined {
  const bases = findMeta(schema, 'x-seen')
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
