import * as z from 'zod'

/** What stands where a text was that is somebody's own. */
export const redacted = '…'

/**
 * A value with every text taken out that is somebody's own: accounts, ids, rooms, addresses. What is left is its shape:
 * names of fields, numbers, empty texts, and the words of fields whose contract lists them, be they known or not. Without
 * a schema, as for a field that no contract has, every text goes.
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
