import type { ExampleObject, OperationObject } from 'openapi3-ts/oas31'
import { expect, test } from 'vitest'
import type { CallbackContract } from '../../src/contracts/callback.ts'
import { callbackCommands, callbacks } from '../../src/contracts/callbacks.ts'
import { toOpenApi } from '../../src/contracts/openapi/document.ts'

const document = toOpenApi()
const contracts: readonly CallbackContract[] = callbackCommands.map(command => callbacks[command])

function findPost(command: string): OperationObject {
  const post = document.webhooks?.[command]?.post
  if (!post) throw new Error(`${command} is not in the document`)
  return post
}

test('Lists each callback as a webhook under its name, with POST', () => {
  expect(Object.keys(document.webhooks ?? {})).toEqual(callbackCommands)
  for (const webhook of Object.values(document.webhooks ?? {})) expect(Object.keys(webhook)).toEqual(['post'])
  expect(callbackCommands.map(command => findPost(command).operationId)).toEqual([
    'afterStartCall',
    'afterMemberChanged',
    'afterEndCall',
  ])
})

test.each(contracts)('Gives $command a named body and its documented examples', ({ command, examples }) => {
  const { requestBody } = findPost(command)
  const content = requestBody && 'content' in requestBody ? requestBody.content['application/json'] : undefined
  expect(content?.schema).toEqual({
    $ref: `#/components/schemas/${command.replace('Call.Callback', '')}Body`,
  })
  const shown: readonly ExampleObject[] = Object.values(content?.examples ?? {})
  expect(shown.map(({ value }) => value)).toEqual(examples.map(({ body }) => body))
})

test('Contains every schema that a webhook refers to', () => {
  const names = [...JSON.stringify(document.webhooks).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
    ([, name]) => name,
  )
  expect(new Set(names)).toEqual(
    new Set(['AfterStartCallBody', 'AfterMemberChangedBody', 'AfterEndCallBody', 'CallbackAnswer']),
  )
  expect(Object.keys(document.components?.schemas ?? {})).toEqual(expect.arrayContaining(names))
})

/** The parameters of a webhook, with references resolved. */
const findParameters = (command: string) =>
  (findPost(command).parameters ?? []).map(parameter => {
    if (!('$ref' in parameter)) return parameter
    const found = document.components?.parameters?.[parameter.$ref.replace('#/components/parameters/', '')]
    if (!found || '$ref' in found) throw new Error(`${parameter.$ref} leads nowhere`)
    return found
  })

test.each(callbackCommands)('Gives %s seven parameters in its query, two of them only with a token', command => {
  const parameters = findParameters(command)
  expect(parameters.map(({ name, required, 'x-only-with-token': signed }) => [name, required, signed])).toEqual([
    ['SdkAppid', true, false],
    ['CallbackCommand', true, false],
    ['contenttype', true, false],
    ['ClientIP', true, false],
    ['OptPlatform', true, false],
    ['RequestTime', false, true],
    ['Sign', false, true],
  ])
  expect(parameters[1]?.schema).toEqual({ type: 'string', const: command, enum: [command] })
  for (const parameter of parameters)
    expect(parameter).toMatchObject({
      in: 'query',
      'x-source': [
        parameter['x-only-with-token'] ? { assumed: expect.stringContaining('34354') } : { page: expect.any(Number) },
      ],
    })
})

test('Distinguishes the contenttype of callbacks from that of commands', () => {
  expect(document.components?.parameters?.contenttype).toMatchObject({ required: true, 'x-source': [{ page: 34348 }] })
  expect(document.components?.parameters?.['callback.contenttype']).toMatchObject({ 'x-source': [{ page: 68941 }] })
})

test.each(contracts)(
  'Gives $command 2 s for an answer with status 200 and the documented body',
  ({ command, pages }) => {
    const post = findPost(command)
    expect(Object.keys(post.responses ?? {})).toEqual(['200'])
    expect(post.responses?.['200']?.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/CallbackAnswer',
    })
    expect(post).toMatchObject({
      'x-timeout': { milliseconds: 2_000, source: [{ assumed: expect.stringContaining('34354') }] },
      'x-source': [{ page: pages[0] }],
      externalDocs: { url: `https://trtc.io/document/${pages[0]}` },
    })
    expect(post.description).toContain('A receiver has 2 s to answer.')
  },
)

test.each(contracts)(
  'States where the pages about $command contradict each other',
  ({ command, contradictions = [] }) => {
    const post = findPost(command)
    expect(post['x-contradictions']).toEqual(contradictions)
    expect(contradictions.length).toBeGreaterThan(0)
    for (const { subject: about, decision } of contradictions) {
      expect(post.description).toContain(`- About ${about}: `)
      expect(post.description).toContain(decision)
    }
  },
)

test('Describes once how callbacks are sent, with the source of each sentence', () => {
  const tag = document.tags?.find(({ name }) => name === 'callbacks')
  expect(tag?.description).toContain('Nothing it answers changes the call (documented on page 68941).')
  expect(tag?.description).toContain('never before (assumed: ')
})
