import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitCommand, toCommandText, toShellText, toShortText } from '../../src/cli/command-text.ts'

test('Shows a command as it would be typed', () => {
  expect(toCommandText(['npm', 'run', 'test:e2e', '--', '--grep', "it's a call", ''], [])).toBe(
    `npm run test:e2e -- --grep 'it'\\''s a call' ''`,
  )
})

test('Masks known secrets, the values of flags and names for secrets, and UserSigs', () => {
  const known = `${'k'.repeat(60)}last`
  const userSig = `eJyr${'x'.repeat(60)}`
  const words = [
    './call',
    known,
    '--secret-key',
    'abcdefghijkl',
    '--token=abcdefghijkl',
    'KEY_SECRET=pw-of-mine',
    userSig,
  ]
  const text = toCommandText(words, [known])
  expect(text).toMatch(/^\.\/call …last --secret-key …ijkl --token=…ijkl KEY_SECRET=…mine …x+$/)
  expect(text.length).toBeLessThan(80)
})

test('Cuts a long command, and puts it on one line for a sentence', () => {
  const text = toCommandText(['node', '-e', 'a\n  b '.repeat(1_000)], [])
  expect(text).toHaveLength(1_001)
  expect(toShortText(text)).toMatch(/^node -e 'a b a b [ab ]{100,}…$/)
})

test('Writes a command for a shell completely, without known secrets', () => {
  const program = `const usersig = RINGBACK_USERSIG, token = 'a'\n${'x'.repeat(2_000)}`
  expect(toShellText(['node', '-e', program], [])).toBe(`node -e '${program.replaceAll("'", "'\\''")}'`)
  const known = `${'k'.repeat(60)}last`
  const words = [
    known,
    `eJyr${'x'.repeat(60)}`,
    '--token',
    'abcdefghijkl',
    '--api-key=abcdefghijkl',
    'PASSWORD=pw-of-mine',
    'USERSIG={userSig}',
  ]
  expect(toShellText(words, [known])).toMatch(
    /^…last …x+ --token …ijkl --api-key=…ijkl PASSWORD=…mine 'USERSIG=\{userSig\}'$/,
  )
})

test.each([
  ['python3 adapter.py', ['python3', 'adapter.py']],
  ['  a\t b\n', ['a', 'b']],
  [`sh -c 'echo "$HOME" | cat' ''`, ['sh', '-c', 'echo "$HOME" | cat', '']],
  ['"a \\"b\\" \\\\ c\\d"', ['a "b" \\ c\\d']],
  ["it\\'s a\\ word", ["it's", 'a word']],
  ['one"two"\'three\'', ['onetwothree']],
])('Splits %s into words', (line, words) => {
  expect(splitCommand(line)).toEqual(words)
})

test.each([
  ['', 'empty'],
  ["a 'b", "'"],
  ['a \\', 'backslash'],
])('Refuses to split %s', (line, problem) => {
  expect(() => splitCommand(line)).toThrow(expect.objectContaining({ code: 'not-a-command-line', data: { problem } }))
})

test('Splits quoted words back into what they were', () => {
  const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 1, maxLength: 5 }), words => {
      expect(splitCommand(words.map(quoted).join(' '))).toEqual(words)
    }),
  )
})
