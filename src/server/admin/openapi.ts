import {
  type MediaTypeObject,
  type OpenAPIObject,
  OpenApiBuilder,
  type OperationObject,
  type ParameterObject,
  type SchemaObject,
} from 'openapi3-ts/oas31'
import * as z from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }
import { toNamedSchemas, toSchema, toSchemaRef } from '../../contracts/openapi/schemas.ts'
import { adminPrefix } from '../server-context.ts'
import { answers, problem } from './answers.ts'
import { type Route, tags } from './route.ts'

/** The OpenAPI 3.1 document of the admin API, made from the routes that serve it. */
export function toControlOpenApi(routes: readonly Route[]): OpenAPIObject {
  const document = OpenApiBuilder.create({
    openapi: '3.1.0',
    info: {
      title: "ringback's admin API",
      version: packageJson.version,
      description: 'Controls an emulator: its clock, calls, faults and applications, and shows what it has seen.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: adminPrefix }],
    security: [{}, { token: [] }],
  })
  document.addSecurityScheme('token', {
    type: 'http',
    scheme: 'bearer',
    description: 'Required if the emulator listens on more than loopback.',
  })
  for (const [name, description] of Object.entries(tags)) document.addTag({ name, description })
  for (const route of routes) document.addPath(route.path, { [route.method]: toOperation(route) })
  for (const [name, schema] of toComponents()) document.addSchema(name, schema)
  return document.getSpec()
}

function toOperation(route: Route): OperationObject {
  const parameters = [...toPathParameters(route.path), ...toQueryParameters(route)]
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.isPublic ? { security: [{}] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...toRequestBody(route),
    responses: {
      [`${route.status ?? 200}`]: { description: route.gives, content: toContent(route) },
      '4XX': {
        description: 'A problem document (RFC 9457) with a stable `code`.',
        content: { 'application/problem+json': { schema: toRef('Problem') } },
      },
    },
  }
}

function toContent({ types = [json], answer }: Route): { readonly [type: string]: MediaTypeObject } {
  const schema = (type: string): SchemaObject | { $ref: string } =>
    type === json && answer ? toRef(answer) : { type: type.endsWith('+json') ? 'object' : 'string' }
  return Object.fromEntries(types.map(type => [type, { schema: schema(type) }]))
}

const json = 'application/json'

function toRequestBody({ input, shape, accepts = [json] }: Route): Pick<OperationObject, 'requestBody'> {
  const schema = shape ? shape() : input
  if (!schema) return {}
  const media = { schema: toSchema(schema) }
  return { requestBody: { content: Object.fromEntries(accepts.map(type => [type, media])) } }
}

const toPathParameters = (path: string): ParameterObject[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function toQueryParameters({ query }: Route): ParameterObject[] {
  if (!(query instanceof z.ZodObject)) return []
  return Object.entries(query.shape).map(([name, schema]) => ({ name, in: 'query', schema: toSchema(schema) }))
}

function toComponents(): ReadonlyMap<string, SchemaObject> {
  const named = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries({ ...answers, Problem: problem })) named.add(schema, { id })
  return toNamedSchemas(named)
}

const toRef = (name: string) => ({ $ref: toSchemaRef(name) })
