import type { OpenAPIObject, OperationObject, ParameterObject, PathItemObject, SchemaObject } from 'openapi3-ts/oas31'
import { z } from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }
import { controlPrefix } from '../entrance.ts'
import type { Route } from './route.ts'

/** The OpenAPI 3.1 document of the control surface, made from the very routes it is served by. */
export function toControlOpenApi(routes: readonly Route[]): OpenAPIObject {
  const paths: { [path: string]: PathItemObject } = {}
  for (const route of routes) {
    const path = controlPrefix + route.path
    paths[path] = { ...paths[path], [route.method]: toOperation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: "ringback's control surface",
      version: packageJson.version,
      description: 'Steers an emulator: its clock, its calls, its faults, and what it has seen.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:2255' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Wanted where it listens on more than loopback.' },
      },
    },
  }
}

function toOperation(route: Route): OperationObject {
  const parameters = [...toPathParameters(route.path), ...toQueryParameters(route)]
  return {
    operationId: `${route.method}${route.path.replaceAll(/[^a-z]+(\w?)/gi, (_, first: string) => first.toUpperCase())}`,
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...toRequestBody(route),
    responses: {
      [`${route.status ?? 200}`]: { description: route.gives },
      '4XX': {
        description: 'A problem document (RFC 9457) with a stable `code`.',
        content: { 'application/problem+json': {} },
      },
    },
  }
}

function toRequestBody({ input, shape }: Route): Pick<OperationObject, 'requestBody'> {
  const schema = shape ? shape() : input
  return schema ? { requestBody: { content: { 'application/json': { schema: toSchema(schema) } } } } : {}
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

function toSchema(schema: z.core.$ZodType): SchemaObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  // zod writes JSON Schema 2020-12, and that is what OpenAPI 3.1 takes; the two packages' types do not know of each other.
  return rest as SchemaObject
}
