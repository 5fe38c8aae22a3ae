import { expect, test } from 'vitest'
import { parseTree, toData } from '../../src/scenarios/parse-yaml.ts'

const read = (text: string) => toData(parseTree(text).document?.contents)

test('a tree says what JavaScript would', () => {
  expect(read('a: 1\nb: [x, true, null, "5", 1.5, 0x10]\nc: { d: }\n').data).toEqual({
    a: 1,
    b: ['x', true, null, '5', 1.5, 16],
    c: { d: null },
  })
})

test('an alias is the very value it stands for', () => {
  const { data, problems } = read('a: &x { b: 1 }\nc: *x\n')
  expect(data).toEqual({ a: { b: 1 }, c: { b: 1 } })
  expect(problems).toEqual([])
})

test('an anchor that is set again stands for the later value from there on', () => {
  expect(read('- &x 1\n- *x\n- &x 2\n- *x\n').data).toEqual([1, 1, 2, 2])
})

test('a few lines cannot stand for billions of values', () => {
  const line = (name: string, of: string) => `- &${name} [${Array(9).fill(`*${of}`).join(', ')}]\n`
  const text = `- &a [x, x, x, x, x, x, x, x, x]\n${line('b', 'a')}${line('c', 'b')}${line('d', 'c')}${line('e', 'd')}${line('f', 'e')}`
  const { problems } = read(text)
  expect(problems).toMatchObject([{ sentence: 'With *d the aliases stand for more than 10000 values: want fewer.' }])
})

test('a value cannot be part of itself', () => {
  expect(read('&a [*a]').problems).toMatchObject([{ sentence: expect.stringContaining('something it is part of') }])
})

test('no key reaches the prototype', () => {
  const { data } = read('{ __proto__: { polluted: 1 }, constructor: 2 }')
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
  expect(Object.keys(Object(data))).toEqual(['__proto__', 'constructor'])
})
