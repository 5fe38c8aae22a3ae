import { expect, test } from 'vitest'
import { parseTree } from '../../src/scenarios/parse-yaml.ts'

const megabyte = 1_000_000

test.each(['[', '{', '- ', '? ', 'a: ', '{a: ', '[{a: '])('a megabyte of %j is refused at the depth of 64', piece => {
  const { document, problems } = parseTree(piece.repeat(megabyte / piece.length))
  expect(document).toBeUndefined()
  expect(problems).toMatchObject([{ sentence: 'This nests deeper than 64 levels: want a flatter scenario.' }])
})

test('indentation nests as well', () => {
  const text = Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')
  expect(parseTree(text).problems).toMatchObject([{ sentence: expect.stringContaining('nests deeper') }])
})

test('sixty levels are fine', () => {
  expect(parseTree('['.repeat(60) + ']'.repeat(60)).problems).toEqual([])
})

test('a map of thirty thousand keys is read in no time, not in seconds', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `a${index}: 1`).join('\n')
  const before = performance.now()
  expect(parseTree(text).problems).toEqual([])
  expect(performance.now() - before).toBeLessThan(40_000)
})

test.each([']', '"', '- !x 1\n', '%a\n', '[,,,'])(
  'a text full of %j is refused, with a thousand slips at most',
  piece => {
    const { problems } = parseTree(piece.repeat(50_000))
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.length).toBeLessThanOrEqual(1001)
  },
)

test('of several slips in a line the first is told', () => {
  expect(parseTree('a: ]]]]\n').problems).toHaveLength(1)
})

test('the length of stack traces is as it was', () => {
  const before = Error.stackTraceLimit
  parseTree(']')
  expect(Error.stackTraceLimit).toBe(before)
})
