import { expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { errors } from '../../src/contracts/errors.ts'
import { operationNames } from '../../src/contracts/operations.ts'
import { toScenarioJsonSchema } from '../../src/scenarios/schema.ts'

interface Node {
  readonly [key: string]: unknown
  readonly properties?: { readonly [name: string]: Node }
  readonly items?: Node
  readonly oneOf?: readonly Node[]
  readonly anyOf?: readonly Node[]
}

const schema = toScenarioJsonSchema() as Node

/** Every schema within the schema, with its path. */
function walk(node: Node, place = ''): { place: string; node: Node }[] {
  const inside = [
    ...Object.entries(node.properties ?? {}),
    ...(node.items ? [['[]', node.items] as const] : []),
    ...[...(node.oneOf ?? []), ...(node.anyOf ?? [])].map((one, index) => [`|${index}`, one] as const),
  ]
  return [{ place, node }, ...inside.flatMap(([key, one]) => walk(one, `${place}.${key}`))]
}

test('Is a JSON Schema of 2020-12 with a name; only ringback is required', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:ringback:scenario:1',
    title: expect.any(String),
    required: ['ringback'],
  })
})

test('Describes every key but weights, whose names do', () => {
  const silent = walk(schema)
    .flatMap(({ place, node }) =>
      Object.entries(node.properties ?? {}).map(([key, one]) => ({ place: `${place}.${key}`, one })),
    )
    .filter(
      ({ one, place }) =>
        typeof one.description !== 'string' && !/\.(media|outcome|uniform|lognormal)(\.|$)/.test(place),
    )
  expect(silent.map(({ place }) => place)).toEqual([])
})

test('Allows no unknown keys', () => {
  const open = walk(schema).filter(({ node }) => node.properties && node.additionalProperties !== false)
  expect(open.map(({ place }) => place)).toEqual([])
})

test('Offers error codes with their meanings', () => {
  const code = walk(schema).find(({ place }) => place.endsWith('.faults.[].error'))
  expect(code?.node.oneOf).toEqual(
    Object.values(errors).map(({ code: one, meaning }) => ({ const: one, description: meaning })),
  )
})

test('Offers every command, callback and callback effect to a fault', () => {
  const words = (suffix: string) =>
    walk(schema).flatMap(({ place, node }) => (place.endsWith(suffix) && Array.isArray(node.enum) ? node.enum : []))
  const named = [...operationNames, ...callbackCommands]
  expect([0, 1, 2].flatMap(branch => words(`.faults.[].on.|${branch}`))).toEqual(['all', 'callbacks', ...named])
  expect(words('.faults.[].on.|3.[]')).toEqual(named)
  expect(words('.faults.[].callback')).toEqual(['drop', 'duplicate', 'reorder', 'wrong-signature', 'malformed'])
})

test('Requires neither a callback nor a rate limit of an application', () => {
  const at = (place: string) => walk(schema).find(one => one.place === place)?.node
  expect(at('.apps.[]')?.required).toEqual(['sdkAppId', 'secretKey', 'admins'])
  expect(at('.apps.[].callback')?.required).toBeUndefined()
  expect(at('.apps.[].rateLimit')?.anyOf).toEqual([
    { type: 'integer', minimum: 1, maximum: 1_000_000 },
    { type: 'string', const: 'off' },
  ])
})

test('Has patterns that editors can run and that match their examples', () => {
  for (const { node } of walk(schema)) {
    if (typeof node.pattern !== 'string') continue
    const pattern = new RegExp(node.pattern, 'u')
    for (const example of (node.examples as unknown[] | undefined) ?? []) expect(String(example)).toMatch(pattern)
  }
})

test('Has valid defaults', () => {
  const defaults = walk(schema)
    .filter(({ node }) => 'default' in node)
    .map(({ place, node }) => [place, node.default])
  expect(Object.fromEntries(defaults)).toMatchObject({ '.seed': 1, '.calls.[].ring': '30s', '.calls.[].at': '0s' })
})
