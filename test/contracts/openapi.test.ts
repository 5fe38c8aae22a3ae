import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import type { ExampleObject, MediaTypeObject, OperationObject } from 'openapi3-ts/oas31'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { failure } from '../../src/contracts/envelope.ts'
import { errors } from '../../src/contracts/errors.ts'
import { hosts } from '../../src/contracts/hosts.ts'
import { toOpenApi } from '../../src/contracts/openapi/document.ts'
import { type Operation, toPath } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { parameters } from '../../src/contracts/query.ts'
import { toRefusals } from '../../src/contracts/refusal-order.ts'
import { createEmulator } from '../../src/sdk/create-emulator.ts'

const file = fileURLToPath(new URL('../../openapi.json', import.meta.url))
const contracts: readonly Operation[] = operationNames.map(name => operations[name])
const document = toOpenApi()

function findPost(contract: Operation): OperationObject {
  const post = document.paths?.[toPath(contract)]?.post
  if (!post) throw new Error(`${contract.command} is not in the document`)
  return post
}

function findContent(contract: Operation, where: 'request' | 'answer'): MediaTypeObject {
  const post = findPost(contract)
  const holder = where === 'request' ? post.requestBody : post.responses?.['200']
  return holder && 'content' in holder ? holder.content['application/json'] : {}
}

/** The examples of a request or a response, as entries, with references resolved. */
const findExamples = (
  contract: Operation,
  where: 'request' | 'answer',
): readonly (readonly [string, ExampleObject])[] =>
  Object.entries(findContent(contract, where).examples ?? {}).map(([name, example]) => {
    if (!('$ref' in example)) return [name, example]
    const found = document.components?.examples?.[example.$ref.replace('#/components/examples/', '')]
    if (!found || '$ref' in found) throw new Error(`${example.$ref} leads nowhere`)
    return [name, found]
  })

test('Keeps openapi.json current', () => {
  const text = `${JSON.stringify(document, undefined, 2)}\n`
  expect(readFileSync(file, 'utf8') === text, 'openapi.json is out of date: run npm run openapi').toBe(true)
})

test('Generates the same text twice', () => {
  expect(JSON.stringify(toOpenApi())).toBe(JSON.stringify(document))
})

test('Changes neither the next document nor the contracts if a document is changed', () => {
  const changed = toOpenApi()
  for (const row of changed['x-ringback-errors']) row.source.page = 1
  changed.paths = {}
  expect(toOpenApi()).toEqual(document)
})

test('Passes Redocly without findings', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    // The service always answers 200, so a 4xx response would be wrong.
    rules: { 'operation-4xx-response': 'off' },
  })
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: file, config })
  expect(problems.map(problem => `${problem.ruleId}: ${problem.message}`)).toEqual([])
})

test('States the version and the license of the package', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(document.info).toMatchObject({ version: packageJson.version, license: { identifier: packageJson.license } })
})

test('Lists the emulator and every host of the service as servers', () => {
  expect(document.servers?.map(server => server.url)).toEqual([
    'http://127.0.0.1:2255',
    ...hosts.map(({ host }) => `https://${host}`),
  ])
})

test('Lists each command as a path with POST only, and no other path', () => {
  expect(Object.keys(document.paths ?? {})).toEqual(contracts.map(toPath))
  for (const path of Object.values(document.paths ?? {})) expect(Object.keys(path)).toEqual(['post'])
})

test('Describes get_call_info with its name, its service and its page', () => {
  expect(findPost(operations.get_call_info)).toMatchObject({
    operationId: 'getCallInfo',
    tags: ['call_engine_http_srv'],
    externalDocs: { url: 'https://trtc.io/document/68932' },
    'x-rate-limit': { perSecond: 200, source: [{ page: 68932 }] },
    'x-source': [{ page: 68932 }],
  })
})

test('Declares every tag with a description', () => {
  const declared = document.tags?.filter(tag => tag.description).map(tag => tag.name)
  expect(declared).toEqual([...new Set(contracts.map(contract => contract.service)), 'callbacks'])
})

test.each(contracts)('Requires the five parameters of the query for $command', contract => {
  expect(findPost(contract).parameters).toEqual(
    ['sdkappid', 'contenttype', 'random', 'identifier', 'usersig'].map(name => ({
      $ref: `#/components/parameters/${name}`,
    })),
  )
  for (const [name, parameter] of Object.entries(parameters)) {
    expect(document.components?.parameters?.[name]).toMatchObject({
      name,
      in: 'query',
      required: true,
      'x-source': [parameter.source],
    })
  }
})

test('Describes the range and the code of random, and marks the code as assumed', () => {
  const { description } = document.components?.parameters?.random ?? {}
  expect(description).toContain('a decimal integer, 0 to 4294967295')
  expect(description).toContain('60002 (assumed: ')
  expect(description).toContain('(observed: clients in use leave it out')
})

test.each(contracts)(
  'Has only the response 200 for $command: a success or a failure, distinguished by ActionStatus',
  contract => {
    expect(Object.keys(findPost(contract).responses ?? {})).toEqual(['200'])
    const schema = findContent(contract, 'answer').schema ?? {}
    const { oneOf, discriminator } = 'oneOf' in schema ? schema : {}
    expect(oneOf).toHaveLength(2)
    expect(oneOf?.[1]).toEqual({ $ref: '#/components/schemas/Failure' })
    const [ok, fail] = (oneOf ?? []).map(one => one.$ref)
    expect(discriminator).toEqual({ propertyName: 'ActionStatus', mapping: { OK: ok, FAIL: fail } })
  },
)

test.each(contracts)('Shows the documented requests and responses of $command', contract => {
  const requests = findExamples(contract, 'request').map(([, example]) => example.value)
  const answers = findExamples(contract, 'answer').filter(([name]) => name.startsWith('documented'))
  expect(requests).toEqual(contract.examples.map(example => example.body))
  expect(answers.map(([, example]) => example.value)).toEqual(contract.examples.map(example => example.answer))
})

test.each(contracts)('Shows each refusal of $command as a whole envelope with its source', contract => {
  const shown = findExamples(contract, 'answer').filter(([name]) => !name.startsWith('documented'))
  expect(shown.map(([name]) => name)).toEqual(toRefusals(contract))
  for (const [name, { summary, value }] of shown) {
    expect(failure.parse(value), name).toEqual(value)
    expect(summary).toMatch(new RegExp(`^${value.ErrorCode} \\((documented on page \\d+|assumed: .+)\\): .+`))
  }
  const ids = shown.map(([, example]) => example.value.RequestId)
  expect(new Set(ids).size).toBe(ids.length)
})

test('Lists the codes of get_call_info', () => {
  const codes = findExamples(operations.get_call_info, 'answer').map(([, example]) => example.value.ErrorCode)
  expect(codes).toEqual([
    0, 60002, 60008, 60012, 60006, 60025, 60004, 70003, 70014, 70013, 70009, 70001, 60010, 60007, 60003, 101002, 101001,
    101004,
  ])
})

test('Describes the reasons of a refusal, each with its source', () => {
  const [, example] = findExamples(operations.get_call_info, 'answer').find(([name]) => name === 'HttpParseError') ?? []
  expect(example?.summary).toContain('(documented on page 68926)')
  expect(example?.description).toContain('Refused when the path is / and there is no query (observed: ')
  expect(example?.description).toContain('Refused when random is missing')
})

test('Contains each shared refusal once', () => {
  const text = JSON.stringify(document)
  expect(text.split('Refused when the method is not POST').length - 1).toBe(1)
  expect(text.split('#/components/examples/HttpParseError').length - 1).toBe(contracts.length)
})

test("Names the command's own page as the source of a refusal that it declares", () => {
  const find = (contract: Operation, refusal: string) =>
    findExamples(contract, 'answer').find(([name]) => name === refusal)?.[1]
  expect(find(operations.end_call, 'CallNotFound')?.summary).toContain('101004 (documented on page 74506)')
  expect(find(operations.end_call, 'InvalidParameter')).toMatchObject({
    summary: expect.stringContaining('101002 (documented on page 74506)'),
    description: expect.stringContaining('(documented on page 74506)'),
    'x-source': [{ page: 74506 }],
  })
})

test.each([operations.get_record_by_callid, operations.get_record_by_filter])(
  'Marks the response of $command to a wrong field as an assumption',
  contract => {
    const [, example] = findExamples(contract, 'answer').find(([name]) => name === 'InvalidParameter') ?? []
    expect(example?.summary).toMatch(/^101002 \(assumed: /)
    expect(example?.description).toContain('(assumed: ')
    expect(example?.['x-source']).toEqual([{ assumed: expect.stringMatching(/.{30}/) }])
  },
)

test.each(contracts)('States where the pages about $command contradict each other, as data and in words', contract => {
  const post = findPost(contract)
  expect(post['x-contradictions']).toEqual(contract.contradictions)
  expect(post.description?.includes('contradict each other')).toBe(contract.contradictions !== undefined)
  for (const { subject: about, decision } of contract.contradictions ?? []) {
    expect(post.description).toContain(`- About ${about}: `)
    expect(post.description).toContain(decision)
  }
})

test('Names both pages in the contradictions about start_call_by_robot', () => {
  const { description } = findPost(operations.start_call_by_robot)
  expect(description).toContain('neither sample nor table has a Response (page 74505); ')
  expect(description).toContain('the sample has CallId and CallResult in it (page 71845). Kept here: It is sent: ')
})

test('Lists every error code with its page', () => {
  const rows = document['x-ringback-errors']
  expect(rows).toHaveLength(Object.keys(errors).length)
  expect(rows[0]).toMatchObject({ code: 60002, source: { page: 68926 }, pageUrl: 'https://trtc.io/document/68926' })
})

test('Sends the documented headers with replies', () => {
  const response = findPost(operations.get_call_info).responses?.['200']
  expect(Object.keys(response.headers)).toEqual([
    'Access-Control-Allow-Origin',
    'Access-Control-Allow-Headers',
    'Access-Control-Allow-Methods',
  ])
  expect(response.headers['Access-Control-Allow-Methods'].schema).toEqual({
    type: 'string',
    const: 'POST',
    enum: ['POST'],
  })
})

test('Gives each query parameter an example that the emulator accepts', async () => {
  const examples = Object.keys(parameters).map(name => {
    const parameter = document.components?.parameters?.[name]
    return [name, parameter && 'example' in parameter ? `${parameter.example}` : '']
  })
  await using emulator = createEmulator()
  const target = `/v4/call_engine_http_srv/get_call_info?${new URLSearchParams(Object.fromEntries(examples))}`
  const response = await emulator.fetch(target, { method: 'POST', body: '{"CallId":"nobody"}' })
  expect(await response.json()).toMatchObject({ ErrorCode: 101004 })
})
