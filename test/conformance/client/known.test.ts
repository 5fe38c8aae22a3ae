import { expect, test } from 'vitest'
import { KnownError, largestKnown, parseKnown } from '../../../src/conformance/client/known.ts'
import { rules } from '../../../src/conformance/client/rules/list.ts'

const ids = rules.map(({ id }) => id)
const parse = (text: string) => parseKnown(text, 'known.txt', ids)

function refuse(text: string): readonly string[] {
  try {
    parse(text)
    return []
  } catch (error) {
    if (error instanceof KnownError) return error.message.split('\n')
    throw error
  }
}

test('a line is a rule, a command if it is for one alone, and why', () => {
  const text =
    '\ufeff# what we know of\r\n\r\nRB-Q07 get_call_info  # the SDK # is old\nRB-B09\t \n  RB-Q07 end_call#\n'
  expect(parse(text)).toEqual([
    { line: 3, rule: 'RB-Q07', command: 'get_call_info', why: 'the SDK # is old' },
    { line: 4, rule: 'RB-B09', command: undefined, why: undefined },
    { line: 5, rule: 'RB-Q07', command: 'end_call', why: undefined },
  ])
})

test('a list without findings is empty', () => {
  for (const text of ['', '\n\n', '# nothing yet']) expect(parse(text)).toEqual([])
})

test('every slip is told at once, with its line and what was meant', () => {
  const slips = refuse(
    'RB-Q7\nRB-Q07 get_calls_info\n\nrb-q08 get_call_info end_call\nsomething\nRB-Q01 the SDK is old\nRB-Q02\nRB-Q02 # twice\n',
  )
  expect(slips).toEqual([
    expect.stringMatching(/^known\.txt:1 {2}"RB-Q7" is not the id of a rule\. Did you mean "RB-Q0\d"\?$/),
    'known.txt:2  "get_calls_info" is not a command. Did you mean "get_call_info"? To say why, begin with #.',
    'known.txt:4  "rb-q08" is not the id of a rule. Did you mean "RB-Q08"?',
    'known.txt:4  "end_call" is too much: want a rule and a command, and whatever else there is to say behind a #.',
    expect.stringMatching(/^known\.txt:5 {2}"something" is not the id of a rule\. There are RB-Q01 to RB-A\d\d\.$/),
    expect.stringMatching(/^known\.txt:6 {2}"the" is not a command\. There are get_call_info, .* begin with #\.$/),
    expect.stringMatching(/^known\.txt:6 {2}"SDK is old" is too much/),
    'known.txt:8  It is the same as line 7: take one of them out.',
  ])
})

test('whatever comes, no sentence is long, there are no more than a thousand, and a list that is too long is refused', () => {
  const slips = refuse(`${'x'.repeat(5_000)} ${'y'.repeat(5_000)} ${'z '.repeat(5_000)}\n`.repeat(30))
  expect(slips).toHaveLength(90)
  for (const slip of slips) expect(slip.length).toBeLessThan(400)
  expect(refuse('x\n'.repeat(5_000))).toHaveLength(1_000)
  expect(refuse('#'.repeat(largestKnown + 1))).toEqual([
    `known.txt: It has ${largestKnown + 1} characters: want a list of known findings, ${largestKnown} characters at most.`,
  ])
})
