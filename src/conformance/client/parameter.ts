import type { Ask } from '../../contracts/ask.ts'
import { type ParameterName, parameters } from '../../contracts/query.ts'
import { quote } from '../../words/quote.ts'
import type { Seen } from './run.ts'

/** A name in the query that is a parameter's but for its case, where the parameter itself is not there. */
export function findOtherCase({ query }: Ask, name: string): string | undefined {
  if (query.has(name)) return undefined
  return [...query.keys()].find(other => other.toLowerCase() === name)
}

/** Whether a parameter is there and as it is documented; nothing to say where only the case of its name is wrong. */
export function judgeParameter(name: ParameterName, { ask }: Seen): string | true | undefined {
  if (findOtherCase(ask, name) !== undefined) return undefined
  const { schema, wanted } = parameters[name]
  const value = ask.query.get(name)
  if (value === undefined) return `${name} is missing: want ${wanted}.`
  if (schema.safeParse(value).success) return true
  return `${name} is ${value === '' ? 'empty' : quote(value)}: want ${wanted}.`
}
