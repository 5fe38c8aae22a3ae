import type { HeadersObject, PathItemObject, ResponseObject } from 'openapi3-ts/oas31'
import * as z from 'zod'
import { explainSource, toPageUrl } from '../basis.ts'
import { replyHeaders } from '../envelope.ts'
import type { Operation } from '../operation.ts'
import { type ParameterName, parameters } from '../query.ts'
import { explainContradictions, toContradictions } from './contradictions.ts'
import { toAnswerExamples, toBodyExamples } from './examples.ts'
import { toOperationId, toSchemaNames, toSchemaRef } from './names.ts'
import { toSchema } from './schemas.ts'

/** One command as a path: a POST, the query every command takes, and one answer for all that may happen. */
export function toPathItem(operation: Operation): PathItemObject {
  const { title, service, perSecond, pages, contradictions } = operation
  return {
    post: {
      operationId: toOperationId(operation),
      summary: title,
      description: explainOperation(operation),
      tags: [service],
      externalDocs: { url: toPageUrl(pages[0]), description: `The vendor's own documentation, page ${pages[0]}` },
      // The list is a literal, so its keys are exactly the names.
      parameters: (Object.keys(parameters) as ParameterName[]).map(name => ({
        $ref: `#/components/parameters/${name}`,
      })),
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: toSchemaRef(toSchemaNames(operation).body) },
            examples: toBodyExamples(operation),
          },
        },
      },
      responses: { '200': toResponse(operation) },
      'x-rate-limit': { perSecond: perSecond.limit, seen: [perSecond.seen] },
      'x-seen': pages.map(page => ({ page })),
      ...toContradictions(contradictions),
    },
  }
}

function explainOperation({ about, perSecond, pages, contradictions }: Operation): string {
  const limit = `An application may send ${perSecond.limit} requests a second (${explainSource(perSecond.seen)}).`
  const [, ...others] = pages
  const more = others.map(page => ` See also [page ${page}](${toPageUrl(page)}).`)
  return `${about} ${limit}${more.join('')}${explainContradictions(contradictions)}`
}

function toResponse(operation: Operation): ResponseObject {
  const ok = toSchemaRef(toSchemaNames(operation).success)
  const fail = toSchemaRef('Failure')
  return {
    description: 'What became of the request. The status is 200 for refusals too: ActionStatus and ErrorCode tell.',
    headers: toHeaders(),
    content: {
      'application/json': {
        schema: {
          oneOf: [{ $ref: ok }, { $ref: fail }],
          discriminator: { propertyName: 'ActionStatus', mapping: { OK: ok, FAIL: fail } },
        },
        examples: toAnswerExamples(operation),
      },
    },
  }
}

/** Content-Type is left out: the content's own key says it. */
function toHeaders(): HeadersObject {
  const { 'Content-Type': _type, ...headers } = replyHeaders
  const toHeader = (value: string) => ({ schema: toSchema(z.literal(value)), 'x-seen': [{ page: 68926 }] })
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toHeader(value)]))
}
