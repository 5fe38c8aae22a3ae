import type { ParameterObject, PathItemObject, ReferenceObject } from 'openapi3-ts/oas31'
import * as z from 'zod'
import { explainSource, toPageUrl } from '../basis.ts'
import type { Callback } from '../callback.ts'
import {
  type CallbackParameter,
  type CallbackParameterName,
  callbackFacts,
  callbackParameters,
  callbackPatienceSeen,
  callbackTimeoutMs,
} from '../callback-request.ts'
import { explainContradictions, toContradictions } from './contradictions.ts'
import { toExamples } from './examples.ts'
import { toCallbackNames, toCallbackParameterKey, toSchemaRef } from './names.ts'
import { toSchema } from './schemas.ts'

/** The tag that callbacks stand under. */
export const callbackTag = 'callbacks'

/** How callbacks are sent, in sentences with the basis of each. */
export const explainCallbacks = (): string =>
  callbackFacts.map(({ fact, seen }) => `${fact.slice(0, -1)} (${explainSource(seen)}).`).join(' ')

// The list is a literal, so its keys are exactly the names.
const names = Object.keys(callbackParameters) as CallbackParameterName[]

/** The parameters that every callback has in its query, by their keys among the components. The word is each one's own. */
export const toCallbackParameters = (): ReadonlyMap<string, ParameterObject> =>
  new Map(
    names
      .filter(name => name !== 'CallbackCommand')
      .map(name => [toCallbackParameterKey(name), toParameter(name, callbackParameters[name])]),
  )

/** One callback as a webhook: what the service sends, and what a receiver answers. */
export function toWebhook(callback: Callback): PathItemObject {
  const { title, about, pages, contradictions } = callback
  const { id, body } = toCallbackNames(callback)
  const limit = `A receiver has ${callbackTimeoutMs / 1000} s to answer.`
  return {
    post: {
      operationId: id,
      summary: title,
      description: `${about} ${limit}${explainContradictions(contradictions)}`,
      tags: [callbackTag],
      externalDocs: { url: toPageUrl(pages[0]), description: `The vendor's own documentation, page ${pages[0]}` },
      parameters: names.map(name => toParameterOf(callback, name)),
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: toSchemaRef(body) },
            examples: toExamples(callback.examples, example => example.body),
          },
        },
      },
      responses: {
        '200': {
          description: 'The callback was taken, or not. It changes nothing about the call.',
          content: { 'application/json': { schema: { $ref: toSchemaRef('CallbackAnswer') } } },
        },
      },
      'x-timeout': { milliseconds: callbackTimeoutMs, seen: [callbackPatienceSeen] },
      'x-seen': pages.map(page => ({ page })),
      ...toContradictions(contradictions),
    },
  }
}

function toParameterOf({ command }: Callback, name: CallbackParameterName): ParameterObject | ReferenceObject {
  if (name !== 'CallbackCommand') return { $ref: `#/components/parameters/${toCallbackParameterKey(name)}` }
  const parameter = toParameter(name, callbackParameters[name])
  return { ...parameter, schema: toSchema(z.literal(command)), example: command }
}

function toParameter(name: CallbackParameterName, parameter: CallbackParameter): ParameterObject {
  const { schema, description, example, signed, seen } = parameter
  return {
    name,
    in: 'query',
    required: !signed,
    description,
    schema: toSchema(schema),
    example,
    'x-only-with-token': signed,
    'x-seen': [seen],
  }
}
