import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toSchema } from '../../src/contracts/openapi/schemas.ts'
import { parameters, query } from '../../src/contracts/query.ts'

const takes = (name: keyof typeof parameters, value: string) => parameters[name].schema.safeParse(value).success

test.each(['0', '1', '99999999', '4294967295', '007'])('Accepts the random %j', value => {
  expect(takes('random', value)).toBe(true)
})

const notRandom = [
  ['above 32 bits', '4294967296'],
  ['63 bits', '9223372036854775807'],
  ['negative', '-1'],
  ['signed', '+1'],
  ['a fraction', '1.5'],
  ['an exponent', '1e3'],
  ['empty', ''],
  ['preceded by a space', ' 1'],
  ['followed by a line break', '1\n'],
  ['in other digits', '٣'],
  ['hexadecimal', '0x1f'],
  ['a separator', '1_000'],
  ['no number', 'NaN'],
  ['infinite', 'Infinity'],
  ['a UUID', '055662e1-bc8a-469c-a334-1126c8c17d58'],
  ['longer than any number', '0'.repeat(65)],
]

test.each(notRandom)('Refuses a random that is %s: %j', (_, value) => {
  expect(takes('random', value)).toBe(false)
})

test('Accepts exactly the unsigned 32-bit integers as random', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 34n), max: 2n ** 34n }), number => {
      expect(takes('random', String(number))).toBe(number >= 0n && number < 2n ** 32n)
    }),
  )
})

test('Accepts only digits as random and sdkappid', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const isDigits = text.length > 0 && [...text].every(character => '0123456789'.includes(character))
      if (isDigits) return
      expect(takes('random', text)).toBe(false)
      expect(takes('sdkappid', text)).toBe(false)
    }),
  )
})

test.each(['88888888', '1400000001', '999999999999999'])('Accepts the sdkappid %j', value => {
  expect(takes('sdkappid', value)).toBe(true)
})

test.each(['', '-1', '1.5', '1e9', ' 1', '1 ', '٣', '0x54c563', 'abc', '1000000000000000'])(
  'Refuses the sdkappid %j',
  value => {
    expect(takes('sdkappid', value)).toBe(false)
  },
)

test('Accepts only json as contenttype', () => {
  expect(takes('contenttype', 'json')).toBe(true)
  for (const value of ['JSON', 'Json', 'json ', 'application/json', 'xml', '']) {
    expect(takes('contenttype', value)).toBe(false)
  }
})

test('Accepts any identifier and usersig that is not empty', () => {
  for (const name of ['identifier', 'usersig'] as const) {
    expect(takes(name, 'administrator')).toBe(true)
    expect(takes(name, '管理员')).toBe(true)
    expect(takes(name, '')).toBe(false)
  }
})

test('Accepts the example of each parameter', () => {
  for (const [name, parameter] of Object.entries(parameters)) {
    const { examples = [] } = toSchema(parameter.schema)
    expect(examples, name).toHaveLength(1)
    expect(parameter.schema.safeParse(examples[0]).success, name).toBe(true)
  }
})

test('Has the listed parameters in the query schema', () => {
  expect(Object.keys(query.shape).sort()).toEqual(Object.keys(parameters).sort())
})

test('Lenient validation tolerates only contenttype and random', () => {
  const tolerated = Object.entries(parameters).filter(([, parameter]) => 'tolerated' in parameter)
  expect(tolerated.map(([name]) => name)).toEqual(['contenttype', 'random'])
})
