import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatList, formatValue } from '../../src/text/format.ts'

test.for([
  ['alice', '"alice"'],
  ['', '""'],
  ['say "hi"', '"say \\"hi\\""'],
  ['two\nlines', '"two\\nlines"'],
  [42, '42'],
  [true, 'true'],
  [null, 'null'],
  [['a', 1], '["a",1]'],
  [{ a: 1 }, '{"a":1}'],
  [undefined, 'undefined'],
])('Formats %j as %s', ([value, text]) => {
  expect(formatValue(value)).toBe(text)
})

test('Cuts long values and marks the cut', () => {
  expect(formatValue('abcdefgh', 8)).toBe('"abcdefgh"')
  expect(formatValue('abcdefghi', 8)).toBe('"abcdefg…"')
  expect(formatValue([1, 2, 3, 4, 5], 8)).toBe('[1,2,3,4…')
})

test('Limits the length of any value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 100 }), (value, most) => {
      expect(formatValue(value, most).length).toBeLessThanOrEqual(most + 2)
    }),
  )
})

test.for([
  [{ name: 'abcdefghijkl' }, 12, '{"name":"abc…"'],
  [{ name: 'abcdefghijkl' }, 8, '{"name":…'],
  [['abc', 'def', 'ghi'], 6, '["abc"…'],
  ['a\\b\\c\\d\\e', 4, '"a\\\\…"'],
  ['a\\b\\c\\d\\e', 3, '"a…"'],
  ['\u0001\u0002\u0003', 10, '"\\u0001…"'],
] as const)('Closes the quotation marks of a value that is cut: %j at %i', ([value, most, text]) => {
  expect(formatValue(value, most)).toBe(text)
})

test('Shows a value whole or ends in an ellipsis', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 30 }), (value, most) => {
      const text = formatValue(value, most)
      expect(text === JSON.stringify(value) || /…"?$/.test(text)).toBe(true)
    }),
  )
})

test('Joins words with a last word between the last two', () => {
  expect(formatList([])).toBe('')
  expect(formatList(['a'])).toBe('a')
  expect(formatList(['a', 'b'])).toBe('a or b')
  expect(formatList(['a', 'b', 'c'])).toBe('a, b or c')
  expect(formatList(['a', 'b', 'c'], 'and')).toBe('a, b and c')
})

test('Names numbers that JSON does not have', () => {
  expect([formatValue(Number.NaN), formatValue(Number.POSITIVE_INFINITY)]).toEqual(['NaN', 'Infinity'])
})

test('Never cuts through a character', () => {
  expect(JSON.stringify(formatValue(`${'a'.repeat(78)}😀😀`))).not.toMatch(/\\ud[89ab]/)
})
