import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findLibraryScenario, libraryNames } from '../../src/scenarios/library.ts'
import { parseScenario, ScenarioError } from '../../src/scenarios/parse-yaml.ts'

function slipsOf(text: string, file?: string): ScenarioError {
  try {
    parseScenario(text, { file })
  } catch (error) {
    if (error instanceof ScenarioError) return error
    throw error
  }
  throw new Error('It has no slips.')
}

test('a scenario is read from YAML and from JSON alike', () => {
  const data = { ringback: 1, calls: [{ from: 'user1', to: ['user2'], media: 'audio', room: 7 }] }
  const yaml = 'ringback: 1\ncalls:\n  - from: user1\n    to: [user2]\n    media: audio\n    room: 7\n'
  expect(parseScenario(JSON.stringify(data))).toEqual(parseScenario(yaml))
  expect(parseScenario(JSON.stringify(data, undefined, '\t'))).toEqual(parseScenario(yaml))
})

test('each problem has its line, its column and its path, and the message has them all by position', () => {
  const error = slipsOf(
    'ringback: 1\ncalls:\n  - { from: a, to: [b], media: adio }\nfaults:\n  - { on: all }\n',
    'x.yaml',
  )
  expect(error.problems).toMatchObject([
    { path: ['calls', 0, 'media'], line: 3, column: 32 },
    { path: ['faults', 0], line: 5, column: 5 },
  ])
  expect(error.message.split('\n').map(line => line.split('  ')[0])).toEqual(['x.yaml:3:32', 'x.yaml:5:5'])
})

test('a text without a file is called scenario', () => {
  expect(slipsOf('').message).toBe('scenario:1:1  This is empty: want a scenario, which begins with ringback: 1.')
})

test('lines and columns are those an editor shows, whatever ends the lines', () => {
  expect(slipsOf('ringback: 1\r\ncolour: red\r\n').problems).toMatchObject([{ line: 2, column: 1 }])
  expect(slipsOf('\ufeffringback: 1\ncolour: red\n').problems).toMatchObject([{ line: 2, column: 1 }])
  expect(slipsOf('ringback: 1\nname: 🙂\ncalls: 🙂').problems).toMatchObject([{ line: 3, column: 8 }])
})

test('a text of more than a megabyte is not looked into', () => {
  expect(slipsOf(`ringback: 1\n#${'x'.repeat(1_048_576)}`).message).toContain('want 1048576 at most')
})

test('no text makes it do anything but give a plan or tell the slips', () => {
  const texts = libraryNames.map(name => findLibraryScenario(name)?.text ?? '')
  const pieces = [
    '&a ',
    '*a',
    '<<: ',
    '!!map ',
    '? ',
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|',
    '>',
    '%',
    '#',
    '\t',
    '\n',
    '\r',
    '---\n',
    '\u0000',
    '\ud800',
    '__proto__',
    '1e999',
    '.nan',
    'null',
    '~',
    '0x',
    '@',
    '`',
  ]
  const change = fc.record({
    text: fc.constantFrom(...texts),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(40),
    piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8, unit: 'binary' })),
    again: fc.integer({ min: 1, max: 30 }),
  })
  fc.assert(
    fc.property(change, ({ text, place, cut, piece, again }) => {
      const at = Math.floor(place * text.length)
      const changed = text.slice(0, at) + piece.repeat(again) + text.slice(at + cut)
      try {
        expect(parseScenario(changed).seed).toBeTypeOf('number')
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error
        for (const { line, column, sentence } of error.problems) {
          expect(line).toBeGreaterThan(0)
          expect(column).toBeGreaterThan(0)
          expect(sentence).not.toMatch(/undefined|\[object|NaN\b(?!")/)
        }
      }
    }),
    { numRuns: 1000 },
  )
})
