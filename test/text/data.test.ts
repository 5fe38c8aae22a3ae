import { expect, test } from 'vitest'
import { ConnectionReset } from '../../src/server/to-response.ts'
import { isUrl, mergeJson, shareInstances } from '../../src/text/data.ts'

test.each([
  ['http://127.0.0.1:3000/callback', true],
  ['http://müller.example/ü', true],
  ['/callback', false],
  ['http://', false],
  ['http://a b', false],
])('Recognizes %j as a URL the same way every time', (text, answer) => {
  const answers = new Set(Array.from({ length: 20_000 }, () => isUrl(text)))
  expect([...answers]).toEqual([answer])
})

/** A class as each copy of the package defines it. */
function createCopy() {
  class SharedError extends Error {
    static {
      shareInstances(SharedError, 'SharedError')
    }
  }
  return SharedError
}

test('Recognizes an instance from another copy of the class', () => {
  const [One, Other] = [createCopy(), createCopy()]
  expect(new One()).toBeInstanceOf(Other)
  expect(new Error()).not.toBeInstanceOf(One)
  expect([null, undefined, 'SharedError', {}].some(value => (value as unknown) instanceof One)).toBe(false)
})

test('Does not take an instance of a class for one of its subclass', () => {
  const One = createCopy()
  class Special extends One {}
  expect(new Special()).toBeInstanceOf(One)
  expect(new One()).not.toBeInstanceOf(Special)
})

test('Does not take an instance of another class for its own', () => {
  expect(new (createCopy())()).not.toBeInstanceOf(ConnectionReset)
})

// RFC 7396, appendix A.
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('Merges %j with %j', (value, patch, merged) => {
  expect(mergeJson(value, patch)).toEqual(merged)
})

test('Keeps __proto__ an ordinary key when it merges', () => {
  const merged = mergeJson({}, JSON.parse('{"__proto__":{"a":1}}'))
  expect(Object.keys(merged as object)).toEqual(['__proto__'])
  expect(merged).not.toHaveProperty('a')
})
