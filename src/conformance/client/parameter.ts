import type { ApiRequest } from '../../contracts/api-request.ts'
import { findMisplaced } from '../../contracts/parse-request.ts'
import { type ParameterName, parameters } from '../../contracts/query.ts'
import { formatValue } from '../../text/format.ts'
import type { Seen } from './run.ts'

/** A name in the query that is a parameter's but for its case, where the parameter itself is not there. */
export function findOtherCase({ query }: ApiRequest, name: string): string | undefined {
  if (query.has(name)) return undefined
  return [...query.keys()].find(other => other.toLowerCase() === name)
}

/** Whether a parameter is there and as it is documented; undefined where its name or its place is wrong, which others judge. */
export function judgeParameter(name: ParameterName, { ask }: Seen): string | true | undefined {
  if (findOtherCase(ask, name) !== undefined || findMisplaced(ask)?.names.includes(name)) return undefined
  const { schema, expected: wanted } = parameters[name]
  const value = ask.query.get(name)
  if (value === undefined) return `Missing ${name}: expected ${wanted}.`
  if (schema.safeParse(value).success) return true
  return `Invalid ${name}: expected ${wanted}, got ${value === '' ? 'an empty value' : formatValue(value)}.`
}
