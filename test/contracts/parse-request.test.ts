import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBody, largestBody, parseRequest } from '../../src/contracts/parse-request.ts'

const queryOf = (target: string) => Object.fromEntries(parseRequest('POST', target, { text: '' }).query)

test('Reads a query as URLSearchParams does, keeping the first of repeated names', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 8 })
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 8 }), pairs => {
      const search = new URLSearchParams(pairs)
      const { path, query, repeated } = parseRequest('POST', `/v4/a/b?${search}`, { text: '' })
      expect(path).toBe('/v4/a/b')
      const names = new Set(search.keys())
      expect(Object.fromEntries(query)).toEqual(Object.fromEntries([...names].map(name => [name, search.get(name)])))
      for (const name of names) expect(repeated.includes(name)).toBe(search.getAll(name).length > 1)
    }),
  )
})

test.each([
  ['no query', '/v4/a', {}],
  ['an empty query', '/v4/a?', {}],
  ['empty pairs', '/v4/a?&&x=1&', { x: '1' }],
  ['a name without a value', '/v4/a?x&y=', { x: '', y: '' }],
  ['an equals sign of a later pair', '/v4/a?x&y=1', { x: '', y: '1' }],
  ['equals signs in a value', '/v4/a?x=a=b==', { x: 'a=b==' }],
  ['a second question mark', '/v4/a?x=1?y=2', { x: '1?y=2' }],
  ['a plus sign', '/v4/a?x=a+b', { x: 'a b' }],
  ['one level of percent-encoding', '/v4/a?x=%252A', { x: '%2A' }],
  ['a broken percent-encoding', '/v4/a?x=%zz&y=%E4', { x: '%zz', y: '%E4' }],
])('Reads a target with %s', (_, target, expected) => {
  expect(queryOf(target)).toEqual(expected)
})

test('Decodes the name of a parameter as well', () => {
  expect(queryOf('/v4/a?%72andom=1')).toEqual({ random: '1' })
})

test('Accepts a body of exactly the largest size and refuses one byte more', () => {
  expect(decodeBody(new Uint8Array(largestBody).fill(0x20))).toHaveProperty('text')
  expect(decodeBody(new Uint8Array(largestBody + 1).fill(0x20))).toEqual({ unreadable: 'too large' })
})

test('Refuses bytes that are not UTF-8', () => {
  expect(decodeBody(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual({ unreadable: 'not UTF-8' })
})
