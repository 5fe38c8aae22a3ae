import type {
  ExampleObject,
  ExamplesObject,
  HeadersObject,
  ParameterObject,
  PathItemObject,
  ReferenceObject,
  ResponseObject,
} from 'openapi3-ts/oas31'
import * as z from 'zod'
import { keysOf } from '../../text/data.ts'
import {
  type CallbackContract,
  type CallbackParameter,
  type CallbackParameterName,
  callbackFacts,
  callbackParameters,
  callbackTimeoutMs,
  callbackTimeoutSource,
} from '../callback.ts'
import { type Failure, replyHeaders } from '../envelope.ts'
import { type ErrorName, toError } from '../errors.ts'
import type { Operation } from '../operation.ts'
import { type Parameter, type ParameterName, parameterNames, parameters } from '../query.ts'
import { commonRefusals, toRefusals, toRefusalTable } from '../refusal-order.ts'
import { type Contradiction, explainSource, type Source, toPageUrl } from '../source.ts'
import {
  toCallbackNames,
  toCallbackParameterKey,
  toOperationId,
  toSchema,
  toSchemaNames,
  toSchemaRef,
} from './schemas.ts'

/** The query parameters that every command takes, in the order in which the service looks at them. */
export const toParameters = (): readonly ParameterObject[] =>
  parameterNames.map(name => toQueryParameter(name, parameters[name]))

function toQueryParameter(name: ParameterName, parameter: Parameter): ParameterObject {
  const { description = '', examples = [], ...schema } = toSchema(parameter.schema)
  const tolerated = parameter.tolerated ? { 'x-tolerated': [parameter.tolerated] } : {}
  return {
    name,
    in: 'query',
    required: true,
    description: [description, ...explainParameter(description, parameter)].join(' '),
    schema,
    example: examples[0],
    'x-source': [parameter.source],
    ...tolerated,
  }
}

function* explainParameter(description: string, { expected, missing, wrong, source, tolerated }: Parameter) {
  // Some descriptions already say what is expected, in the same words.
  if (!description.toLowerCase().includes(expected.toLowerCase())) yield `Expected: ${expected}.`
  const [absent, malformed] = [toError(missing).code, toError(wrong).code]
  const codes =
    absent === malformed
      ? `Missing or malformed, it gets ${absent}`
      : `Missing, it gets ${absent}; malformed, ${malformed}`
  yield `${codes} (${explainSource(source)}).`
  if (tolerated) yield `Lenient validation accepts mistakes in it (${explainSource(tolerated)}).`
}

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
      parameters: parameterNames.map(name => ({
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
      'x-rate-limit': { perSecond: perSecond.limit, source: [perSecond.source] },
      'x-source': pages.map(page => ({ page })),
      ...toContradictions(contradictions),
    },
  }
}

function explainOperation({ description: about, perSecond, pages, contradictions }: Operation): string {
  const limit = `An application may send ${perSecond.limit} requests a second (${explainSource(perSecond.source)}).`
  const [, ...others] = pages
  const more = others.map(page => ` See also [page ${page}](${toPageUrl(page)}).`)
  return `${about} ${limit}${more.join('')}${explainContradictions(contradictions)}`
}

function toResponse(operation: Operation): ResponseObject {
  const ok = toSchemaRef(toSchemaNames(operation).success)
  const fail = toSchemaRef('Failure')
  return {
    description: 'The result. The status is 200 for refusals too; see ActionStatus and ErrorCode.',
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

/** Content-Type is omitted: it is the key of the content. */
function toHeaders(): HeadersObject {
  const { 'Content-Type': _type, ...headers } = replyHeaders
  const toHeader = (value: string) => ({ schema: toSchema(z.literal(value)), 'x-source': [{ page: 68926 }] })
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toHeader(value)]))
}

/** The tag that callbacks stand under. */
export const callbackTag = 'callbacks'

/** How callbacks are sent, in sentences with the basis of each. */
export const explainCallbacks = (): string =>
  callbackFacts.map(({ fact, source }) => `${fact.slice(0, -1)} (${explainSource(source)}).`).join(' ')

const callbackParameterNames = keysOf(callbackParameters)

/** The parameters that every callback has in its query, by their keys among the components. The name of the callback differs. */
export const toCallbackParameters = (): ReadonlyMap<string, ParameterObject> =>
  new Map(
    callbackParameterNames
      .filter(name => name !== 'CallbackCommand')
      .map(name => [toCallbackParameterKey(name), toCallbackParameter(name, callbackParameters[name])]),
  )

/** One callback as a webhook: what the service sends, and what a receiver answers. */
export function toWebhook(callback: CallbackContract): PathItemObject {
  const { title, description: about, pages, contradictions } = callback
  const { id, body } = toCallbackNames(callback)
  const limit = `A receiver has ${callbackTimeoutMs / 1000} s to answer.`
  return {
    post: {
      operationId: id,
      summary: title,
      description: `${about} ${limit}${explainContradictions(contradictions)}`,
      tags: [callbackTag],
      externalDocs: { url: toPageUrl(pages[0]), description: `The vendor's own documentation, page ${pages[0]}` },
      parameters: callbackParameterNames.map(name => toParameterOf(callback, name)),
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
      'x-timeout': { milliseconds: callbackTimeoutMs, source: [callbackTimeoutSource] },
      'x-source': pages.map(page => ({ page })),
      ...toContradictions(contradictions),
    },
  }
}

function toParameterOf({ command }: CallbackContract, name: CallbackParameterName): ParameterObject | ReferenceObject {
  if (name !== 'CallbackCommand') return { $ref: `#/components/parameters/${toCallbackParameterKey(name)}` }
  const parameter = toCallbackParameter(name, callbackParameters[name])
  return { ...parameter, schema: toSchema(z.literal(command)), example: command }
}

function toCallbackParameter(name: CallbackParameterName, parameter: CallbackParameter): ParameterObject {
  const { schema, description, example, signed, source } = parameter
  return {
    name,
    in: 'query',
    required: !signed,
    description,
    schema: toSchema(schema),
    example,
    'x-only-with-token': signed,
    'x-source': [source],
  }
}

/** A command's documented requests, as `documented1`, `documented2` and so on. */
const toBodyExamples = (operation: Operation): ExamplesObject => toExamples(operation.examples, example => example.body)

/**
 * What a command answers: to its documented requests, under the same names, then one example for each refusal. Those that
 * only the gates give are the same for every command, and stand among the components.
 */
function toAnswerExamples(operation: Operation): ExamplesObject {
  const refusals = toRefusals(operation).map(name => [name, toRefusalOf(operation, name)])
  return { ...toExamples(operation.examples, example => example.answer), ...Object.fromEntries(refusals) }
}

function toRefusalOf(operation: Operation, name: ErrorName): ExampleObject | ReferenceObject {
  const own = toRefusalTable(operation).find(row => row.name === name)
  if (!own) return { $ref: `#/components/examples/${name}` }
  const rules = name === operation.invalid ? commonRefusals.filter(rule => rule.refuse === 'invalid') : []
  const causes = rules.map(({ when }) => ({ when, source: own.source }))
  return toRefusalExample(name, own.source, causes)
}

/** The refusals that the gates give, whatever the command is. */
export function toGateExamples(): ReadonlyMap<ErrorName, ExampleObject> {
  const names = commonRefusals.map(rule => rule.refuse).filter(name => name !== 'invalid')
  const toExample = (name: ErrorName) => {
    const causes = commonRefusals.filter(rule => rule.refuse === name)
    return toRefusalExample(name, toError(name).source, causes)
  }
  return new Map(names.map(name => [name, toExample(name)]))
}

/** Documented examples as `documented1`, `documented2` and so on, each with what is to be shown of it. */
function toExamples<One extends { readonly title: string; readonly source: Source }>(
  examples: readonly One[],
  pick: (example: One) => object,
): ExamplesObject {
  return Object.fromEntries(
    examples.map((example, index) => [
      `documented${index + 1}`,
      {
        summary: `${example.title} (${explainSource(example.source)})`,
        value: pick(example),
        'x-source': [example.source],
      },
    ]),
  )
}

function toRefusalExample(
  refuse: ErrorName,
  source: Source,
  causes: readonly { readonly when: string; readonly source: Source }[],
): ExampleObject {
  const { code, meaning, text } = toError(refuse)
  const reasons = causes.map(cause => `Refused when ${cause.when} (${explainSource(cause.source)}).`)
  const value: Failure = {
    ErrorCode: code,
    ErrorInfo: text ?? meaning,
    ActionStatus: 'FAIL',
    // Made up, and another for each code: real ids are unique.
    RequestId: `Id-${String(code).padStart(32, '0')}-O-Seq-${code}`,
  }
  return {
    summary: `${code} (${explainSource(source)}): ${meaning}`,
    ...(reasons.length > 0 ? { description: reasons.join(' ') } : {}),
    value,
    'x-source': [source],
  }
}

/** Where the pages contradict each other, as a Markdown list to end a description with; nothing if they do not. */
function explainContradictions(contradictions: readonly Contradiction[] = []): string {
  if (contradictions.length === 0) return ''
  const items = contradictions.map(({ subject: about, statements: says, decision: kept }) => {
    const sides = says.map(({ page, text: what }) => `${what} (page ${page})`)
    return `- About ${about}: ${sides.join('; ')}. Kept here: ${kept}`
  })
  return `\n\nThe pages contradict each other:\n\n${items.join('\n')}`
}

/** The same as data, to be spread into what it belongs to. */
const toContradictions = (contradictions: readonly Contradiction[] = []) =>
  contradictions.length > 0 ? { 'x-contradictions': contradictions } : {}
