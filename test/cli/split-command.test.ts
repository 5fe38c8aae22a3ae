import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitCommand } from '../../src/cli/command-text.ts'

test.each([
  ['python3 adapter.py', ['python3', 'adapter.py']],
  ['  a\t b\n', ['a', 'b']],
  [`sh -c 'echo "$HOME" | cat' ''`, ['sh', '-c', 'echo "$HOME" | cat', '']],
  ['"a \\"b\\" \\\\ c\\d"', ['a "b" \\ c\\d']],
  ["it\\'s a\\ word", ["it's", 'a word']],
  ['one"two"\'three\'', ['onetwothree']],
])('%s is read as its words', (line, words) => {
  expect(splitCommand(line)).toEqual(words)
})

test.each([
  ['', 'Want a command'],
  ["a 'b", "A quote ' is not closed"],
  ['a \\', 'It ends with a backslash'],
])('%s is refused', (line, sentence) => {
  expect(() => splitCommand(line)).toThrow(sentence)
})

test('words in quotes come back as they were', () => {
  const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 1, maxLength: 5 }), words => {
      expect(splitCommand(words.map(quoted).join(' '))).toEqual(words)
    }),
  )
})
