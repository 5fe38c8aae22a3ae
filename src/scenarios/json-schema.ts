import * as z from 'zod'
import { errorNames, toError } from '../contracts/errors.ts'
import { errorCode } from '../faults/fault.ts'
import { scenarioSchema } from './schema.ts'

/** The JSON Schema (2020-12) of scenario files, so that editors complete keys, show what they mean and mark slips. */
export function toScenarioJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema(), {
    target: 'draft-2020-12',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      // An editor that offers a number should say what it means.
      if (zodSchema !== errorCode()) return
      delete jsonSchema.enum
      jsonSchema.oneOf = errorNames.map(toError).map(({ code, meaning }) => ({ const: code, description: meaning }))
    },
  })
  return {
    $schema,
    $id: 'urn:ringback:scenario:1',
    title: 'A ringback scenario',
    description: 'What shall happen in an emulated Call REST API: who calls whom, and what goes wrong on purpose.',
    ...schema,
  }
}
