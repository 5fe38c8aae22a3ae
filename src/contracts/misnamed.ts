import type * as z from 'zod'
import { formatValue } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import { findAt, findField, listFields } from './field-path.ts'

/** A field that was received under another name than the one its contract has. */
export interface Misnamed {
  readonly received: string
  /** Why it is not the same, as a clause. */
  readonly why: string
}

/**
 * The unknown name under which a missing field was received: in another case, with or without underscores, or with a
 * typing error. `path` ends with the missing field; undefined if nothing like it came.
 */
export function findMisnamed(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): Misnamed | undefined {
  const wanted = path.at(-1)
  const parent = findAt(value, path.slice(0, -1))
  if (typeof wanted !== 'string' || typeof parent !== 'object' || parent === null || Array.isArray(parent))
    return undefined
  const known = listFields(findField(schema, path.slice(0, -1)))
  const unknown = Object.keys(parent)
    .filter(key => !known.includes(key))
    .slice(0, mostLookedAt)
  const missing = known.filter(name => !Object.hasOwn(parent, name))
  const received =
    unknown.find(key => fold(key) === fold(wanted)) ?? unknown.find(key => findNearest(key, missing) === wanted)
  return received === undefined ? undefined : { received, why: toWhy(received, wanted) }
}

/** ` (received "callId"; names are case-sensitive)`, with its leading space. */
export const explainMisnamed = ({ received, why }: Misnamed): string =>
  ` (received ${formatValue(received, 40)}; ${why})`

/** How two names differ, as a clause. */
export const toWhy = (received: string, wanted: string): string =>
  received.toLowerCase() === wanted.toLowerCase() ? 'names are case-sensitive' : 'names must match exactly'

/** How many unknown names are compared. */
const mostLookedAt = 100

const fold = (name: string) => name.toLowerCase().replaceAll(/[-_\s]/g, '')
