import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findLibraryScenario, libraryNames } from '../../src/scenarios/library.ts'
import { ScenarioError } from '../../src/scenarios/messages.ts'
import { parseFault, parseScenario, parseTree, toData } from '../../src/scenarios/yaml.ts'
import { cases, findProblems, toLines } from './read-cases.ts'

const megabyte = 1_000_000

const read = (text: string) => toData(parseTree(text).document?.contents)

const toCodes = (issues: readonly { readonly issue: { readonly code: string } }[]) =>
  issues.map(({ issue }) => issue.code)

test.each(cases)('Reports the issues listed in cases.txt: $title', ({ text, expected }) => {
  expect(toLines(findProblems(text))).toEqual(expected)
})

test('Reads a scenario from YAML and from JSON alike', () => {
  const data = { ringback: 1, calls: [{ from: 'user1', to: ['user2'], media: 'audio', room: 7 }] }
  const yaml = 'ringback: 1\ncalls:\n  - from: user1\n    to: [user2]\n    media: audio\n    room: 7\n'
  expect(parseScenario(JSON.stringify(data))).toEqual(parseScenario(yaml))
  expect(parseScenario(JSON.stringify(data, undefined, '\t'))).toEqual(parseScenario(yaml))
})

test('Reads a fault from YAML and from JSON alike', () => {
  const fault = parseFault('{ on: get_call_info, skip: 1, times: 1, http: 502 }')
  expect(fault).toMatchObject({ on: ['get_call_info'], skip: 1, times: 1, effect: { http: 502 } })
  expect(parseFault('{"on":"get_call_info","skip":1,"times":1,"http":502}')).toEqual(fault)
  expect(parseFault('on: get_call_info\nskip: 1\ntimes: 1\nhttp: 502\n')).toEqual(fault)
})

test('Reports each mistake with its line, column and path, in the order of the text', () => {
  const text = 'ringback: 1\ncalls:\n  - { from: a, to: [b], media: adio }\nfaults:\n  - { on: all }\n'
  expect(findProblems(text)).toMatchObject([
    { code: 'invalid-field', path: ['calls', 0, 'media'], line: 3, column: 32 },
    { code: 'no-effect', path: ['faults', 0], line: 5, column: 5 },
  ])
  expect(() => parseScenario(text, { file: 'x.yaml' })).toThrow(/^x\.yaml:3:32 {2}.*\nx\.yaml:5:5 {2}.*$/)
})

test.each([
  ['{ on: get_cal_info, htp: 502, drop: after }', ['1:7 invalid-field', '1:21 unknown-field', '1:37 invalid-field']],
  ['', ['1:1 empty']],
  ['{ on: all }', ['1:1 no-effect']],
  ['{ on: all', ['1:10 invalid-yaml']],
  [`{ on: all, message: ${'x'.repeat(70_000)} }`, ['1:1 too-long']],
])('Reports every mistake of the fault %.45j', (text, lines) => {
  expect(toLines(findProblems(text, parseFault))).toEqual(lines)
})

test.each([
  ['ringback: 1\r\ncolour: red\r\n', '2:1'],
  ['\ufeffringback: 1\ncolour: red\n', '2:1'],
  ['ringback: 1\nname: 🙂\ncalls: 🙂', '3:8'],
])('Counts lines and columns of %j as an editor does', (text, place) => {
  expect(toLines(findProblems(text))[0]).toMatch(new RegExp(`^${place} `))
})

test('Refuses a text of more than a megabyte unread', () => {
  expect(toLines(findProblems(`ringback: 1\n#${'x'.repeat(1_048_576)}`))).toEqual(['1:1 too-long'])
})

test.each(['[', '{', '- ', '? ', 'a: ', '{a: ', '[{a: '])('Refuses a megabyte of %j at the depth of 64', piece => {
  const { document, issues } = parseTree(piece.repeat(megabyte / piece.length))
  expect(document).toBeUndefined()
  expect(toCodes(issues)).toEqual(['too-deep'])
})

test('Counts indentation as depth, and accepts sixty levels', () => {
  const text = Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')
  expect(toCodes(parseTree(text).issues)).toEqual(['too-deep'])
  expect(parseTree('['.repeat(60) + ']'.repeat(60)).issues).toEqual([])
})

test.each([']', '"', '- !x 1\n', '%a\n', '[,,,'])('Reports at most a thousand mistakes in a text full of %j', piece => {
  const { issues } = parseTree(piece.repeat(50_000))
  expect(issues.length).toBeGreaterThan(0)
  expect(issues.length).toBeLessThanOrEqual(1001)
})

test('Reports the first syntax error of a line only', () => {
  expect(parseTree('a: ]]]]\n').issues).toHaveLength(1)
})

test('Does not change the length of stack traces', () => {
  const before = Error.stackTraceLimit
  parseTree(']')
  expect(Error.stackTraceLimit).toBe(before)
})

test('Reads a tree as JavaScript data', () => {
  expect(read('a: 1\nb: [x, true, null, "5", 1.5, 0x10]\nc: { d: }\n').data).toEqual({
    a: 1,
    b: ['x', true, null, '5', 1.5, 16],
    c: { d: null },
  })
})

test('Reads an alias as the value of its anchor, which may be set again', () => {
  expect(read('a: &x { b: 1 }\nc: *x\n')).toMatchObject({ data: { a: { b: 1 }, c: { b: 1 } }, issues: [] })
  expect(read('- &x 1\n- *x\n- &x 2\n- *x\n').data).toEqual([1, 1, 2, 2])
})

test('Refuses aliases for billions of values, and values that contain themselves', () => {
  const line = (name: string, of: string) => `- &${name} [${Array(9).fill(`*${of}`).join(', ')}]\n`
  const text = `- &a [x, x, x, x, x, x, x, x, x]\n${line('b', 'a')}${line('c', 'b')}${line('d', 'c')}${line('e', 'd')}${line('f', 'e')}`
  expect(read(text).issues).toMatchObject([{ issue: { code: 'too-many-aliases', alias: 'd', most: 10_000 } }])
  expect(toCodes(read('&a [*a]').issues)).toEqual(['circular-alias'])
})

test('Keeps every key out of the prototype', () => {
  const { data } = read('{ __proto__: { polluted: 1 }, constructor: 2 }')
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
  expect(Object.keys(Object(data))).toEqual(['__proto__', 'constructor'])
})

test('Turns any text into a plan or into issues', () => {
  const texts = libraryNames.map(name => findLibraryScenario(name)?.text ?? '')
  const pieces = `&a |*a|<<: |!!map |? |- |: |{|}|[|]|"|'|>|%|#|\t|\n|\r|---\n|\u0000|\ud800|__proto__|1e999|.nan|null|~|0x|@|\``
  const change = fc.record({
    text: fc.constantFrom(...texts),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(40),
    piece: fc.oneof(fc.constantFrom('|', ...pieces.split('|')), fc.string({ maxLength: 8, unit: 'binary' })),
    times: fc.integer({ min: 1, max: 30 }),
  })
  fc.assert(
    fc.property(change, ({ text, place, cut, piece, times }) => {
      const at = Math.floor(place * text.length)
      const changed = text.slice(0, at) + piece.repeat(times) + text.slice(at + cut)
      try {
        expect(parseScenario(changed).seed).toBeTypeOf('number')
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error
        for (const { line, column, message } of error.problems) {
          expect(line).toBeGreaterThan(0)
          expect(column).toBeGreaterThan(0)
          expect(message).not.toMatch(/undefined|\[object|NaN\b(?!")/)
        }
      }
    }),
    { numRuns: 1000 },
  )
})
