import * as z from 'zod'
import { errorNames, toError } from '../contracts/errors.ts'
import { errorCode } from '../faults/fault.ts'
import { scenarioSchema } from './schema.ts'

/** The JSON Schema (2020-12) of scenario files, for editors to complete keys, show what they mean and mark mistakes. */
export function toScenarioJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema(), {
    target: 'draft-2020-12',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      // An editor that offers a number shows what it means.
      if (zodSchema !== errorCode()) return
      delete jsonSchema.enum
      jsonSchema.oneOf = errorNames.map(toError).map(({ code, meaning }) => ({ const: code, description: meaning }))
    },
  })
  return {
    $schema,
    $id: 'urn:ringback:scenario:1',
    title: 'A ringback scenario',
    description: 'What happens in an emulated Call REST API: calls that follow a script, and faults.',
    ...schema,
  }
}
