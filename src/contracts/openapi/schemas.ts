import type { SchemaObject } from 'openapi3-ts/oas31'
import * as z from 'zod'
import { type CallbackContract, callbackAnswer } from '../callback.ts'
import { failure, success, toSuccess } from '../envelope.ts'
import { callRecord, callResult, callType, mediaType, userList } from '../fields.ts'
import type { Operation } from '../operation.ts'

/** A command's name in camel case, such as `getCallInfo`: what generated clients call it. */
export const toOperationId = ({ command }: Operation): string =>
  command.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/**
 * The names of a command's schemas among the components. Commands without `Response` share `Success`. No name ends in
 * `Response`, since generators give their own classes for responses such names.
 */
export function toSchemaNames(operation: Operation) {
  const id = toOperationId(operation)
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`
  return {
    body: `${name}Body`,
    response: `${name}Result`,
    success: operation.response ? `${name}Success` : 'Success',
  }
}

/** A callback's word without what all have in common, such as `afterStartCall`; and what its body is called. */
export function toCallbackNames({ command }: CallbackContract) {
  const name = command.replace(/^.*Callback/, '')
  return { id: `${name.charAt(0).toLowerCase()}${name.slice(1)}`, body: `${name}Body` }
}

/** The key of a callback's parameter among the components: commands have parameters of the same names. */
export const toCallbackParameterKey = (name: string): string => `callback.${name}`

/** Where a schema of the components is found. */
export const toSchemaRef = (name: string): string => `#/components/schemas/${name}`

/** What several commands and callbacks have in common. */
const shared = {
  MediaType: mediaType,
  CallType: callType,
  CallResult: callResult,
  CallRecord: callRecord,
  UserList: userList,
}

/**
 * Every schema of the components by its name: the failure, what is shared, then each command's body, response and success,
 * then each callback's body and what is answered to it.
 */
export function toSchemas(
  contracts: readonly Operation[],
  callbacks: readonly CallbackContract[] = [],
): ReadonlyMap<string, SchemaObject> {
  const named = z.registry<{ id: string }>()
  named.add(failure.shape.RequestId, { id: 'RequestId' })
  named.add(failure, { id: 'Failure' })
  for (const [id, schema] of Object.entries(shared)) named.add(schema, { id })
  for (const contract of contracts) {
    const names = toSchemaNames(contract)
    named.add(contract.body, { id: names.body })
    if (contract.response) {
      named.add(contract.response, { id: names.response })
      named.add(toSuccess(contract.response), { id: names.success })
    } else if (!named.has(success)) named.add(success, { id: names.success })
  }
  for (const callback of callbacks) named.add(callback.body, { id: toCallbackNames(callback).body })
  if (callbacks.length > 0) named.add(callbackAnswer, { id: 'CallbackAnswer' })
  return toNamedSchemas(named)
}

/** The schemas of a registry by their ids, which refer to each other among the components. */
export function toNamedSchemas(named: z.core.$ZodRegistry<{ id: string }>): ReadonlyMap<string, SchemaObject> {
  const { schemas } = z.toJSONSchema(named, { ...dialect, uri: toSchemaRef })
  return new Map(Object.entries(schemas).map(([name, schema]) => [name, toSchemaObject(schema)]))
}

/** One schema by itself. */
export const toSchema = (schema: z.core.$ZodType): SchemaObject => toSchemaObject(z.toJSONSchema(schema, dialect))

const dialect = {
  target: 'draft-2020-12',
  // The input of the schemas, not their output: unknown fields are accepted, so the schemas must not forbid them.
  io: 'input',
  unrepresentable: 'any',
  override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) {
    const { type, enum: values, const: value } = jsonSchema
    // zod calls every literal number a number; RoomIdType and ErrorCode are documented as integers.
    if (type === 'number' && (values ?? [value]).every(Number.isInteger)) jsonSchema.type = 'integer'
    // What a double can hold is a bound of JSON's, not of the service.
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    // Generators that read OpenAPI 3.0 know neither const nor a numeric exclusiveMinimum.
    if (value !== undefined) jsonSchema.enum = [value]
    // A slash is escaped in JavaScript's source alone; some generators escape it again.
    jsonSchema.pattern &&= jsonSchema.pattern.replaceAll(/\\(.)/g, (whole, escaped) =>
      escaped === '/' ? escaped : whole,
    )
    const { exclusiveMinimum } = jsonSchema
    if (jsonSchema.type === 'integer' && Number.isInteger(exclusiveMinimum)) {
      jsonSchema.minimum = Number(exclusiveMinimum) + 1
      delete jsonSchema.exclusiveMinimum
    }
  },
} as const

function toSchemaObject(schema: z.core.JSONSchema.BaseSchema): SchemaObject {
  // The document states the dialect, and a component is identified by its place, not by an id.
  const { $schema: _dialect, $id: _id, '~standard': _standard, ...rest } = schema
  // Both are JSON Schema 2020-12, by two authors: zod writes it, and openapi3-ts describes the same keywords less loosely.
  return rest as SchemaObject
}
