import type { ParameterObject } from 'openapi3-ts/oas31'
import { explainSource } from '../basis.ts'
import { toError } from '../errors.ts'
import { type Parameter, type ParameterName, parameters } from '../query.ts'
import { toSchema } from './schemas.ts'

// The list is a literal, so its keys are exactly the names.
const names = Object.keys(parameters) as ParameterName[]

/** The query parameters that every command takes, in the order in which the service looks at them. */
export const toParameters = (): readonly ParameterObject[] => names.map(name => toParameter(name, parameters[name]))

function toParameter(name: ParameterName, parameter: Parameter): ParameterObject {
  const { description = '', examples = [], ...schema } = toSchema(parameter.schema)
  const tolerated = parameter.tolerated ? { 'x-tolerated': [parameter.tolerated] } : {}
  return {
    name,
    in: 'query',
    required: true,
    description: [description, ...explainParameter(description, parameter)].join(' '),
    schema,
    example: examples[0],
    'x-seen': [parameter.seen],
    ...tolerated,
  }
}

function* explainParameter(description: string, { wanted, missing, wrong, seen, tolerated }: Parameter) {
  // Some descriptions already say what is wanted, in the same words.
  if (!description.toLowerCase().includes(wanted.toLowerCase())) yield `Wanted: ${wanted}.`
  const [absent, malformed] = [toError(missing).code, toError(wrong).code]
  const codes =
    absent === malformed
      ? `Missing or malformed, it gets ${absent}`
      : `Missing, it gets ${absent}; malformed, ${malformed}`
  yield `${codes} (${explainSource(seen)}).`
  if (tolerated) yield `Lenient validation lets slips in it pass (${explainSource(tolerated)}).`
}
