import { expect, test } from 'vitest'
import { KnownIssuesError, largestKnownIssues, parseKnownIssues } from '../../src/conformance/known-issues.ts'
import { findKnownIssue } from '../../src/conformance/rule.ts'

const rules = ['RB-Q01', 'RB-Q02', 'RB-Q07', 'RB-Q08', 'RB-B09']
const parse = (text: string, faults?: readonly string[]) => parseKnownIssues(text, 'known.txt', { rules, faults })

function listErrors(text: string, faults?: readonly string[]): readonly string[] {
  try {
    parse(text, faults)
    return []
  } catch (error) {
    if (error instanceof KnownIssuesError) return error.message.split('\n')
    throw error
  }
}

test('Reads a rule, an optional command and the reason of each line', () => {
  const text = '\ufeff# known\r\n\r\nRB-Q07 get_call_info  # the SDK # is old\nRB-B09\t \n  RB-Q07 end_call#\n'
  expect(parse(text)).toMatchObject([
    { line: 3, rule: 'RB-Q07', command: 'get_call_info', reason: 'the SDK # is old' },
    { line: 4, rule: 'RB-B09', command: undefined, reason: undefined },
    { line: 5, rule: 'RB-Q07', command: 'end_call', reason: undefined },
  ])
})

test('Reads an outcome, a fault and a command of a sweep', () => {
  const words = { rules: ['crashed', 'timed-out'], faults: ['http', '101001'] }
  expect(parseKnownIssues('crashed http get_call_info # why\ntimed-out\n', 'known.txt', words)).toMatchObject([
    { rule: 'crashed', fault: 'http', command: 'get_call_info', reason: 'why' },
    { rule: 'timed-out', fault: undefined, command: undefined },
  ])
  expect(() => parseKnownIssues('crashed htp', 'known.txt', words)).toThrow('Unknown fault "htp"')
})

test('Accepts an empty list', () => {
  for (const text of ['', '\n\n', '# nothing yet']) expect(parse(text)).toEqual([])
})

test('Reports every error at once, with its line and a suggestion', () => {
  const text =
    'RB-Q07 get_calls_info\n\nrb-q08 get_call_info end_call\nsomething\nRB-Q01 the SDK is old\nRB-Q02\nRB-Q02 # twice\n'
  expect(listErrors(text)).toEqual([
    'known.txt:1  Unknown command "get_calls_info". Did you mean "get_call_info"? Start the reason with #.',
    'known.txt:3  Unknown rule "rb-q08". Did you mean "RB-Q08"?',
    'known.txt:3  Unexpected "end_call" after the command. Start the reason with #.',
    'known.txt:4  Unknown rule "something". Known: RB-Q01, RB-Q02, RB-Q07, RB-Q08, RB-B09.',
    expect.stringMatching(/^known\.txt:5 {2}Unknown command "the"\. Known: get_call_info, .* with #\.$/),
    expect.stringMatching(/^known\.txt:5 {2}Unexpected "SDK is old" after the command\./),
    'known.txt:7  Duplicate of line 6. Remove one of them.',
  ])
})

test('Bounds the errors in length and number, and refuses a list that is too large', () => {
  const errors = listErrors(`${'x'.repeat(5_000)} ${'y'.repeat(5_000)} ${'z '.repeat(5_000)}\n`.repeat(30))
  expect(errors).toHaveLength(90)
  for (const error of errors) expect(error.length).toBeLessThan(400)
  expect(listErrors('x\n'.repeat(5_000))).toHaveLength(1_000)
  expect(listErrors('#'.repeat(largestKnownIssues + 1))[0]).toContain(`expected at most ${largestKnownIssues}`)
})

test('Finds the known issue of a finding by rule, fault and command', () => {
  const known = [
    { line: 1, rule: 'crashed', fault: 'http', command: 'end_call' },
    { line: 2, rule: 'crashed', fault: 'empty' },
  ]
  const find = (fault: string, command: string) => findKnownIssue(known, 'crashed', { fault, command })?.line
  expect([find('http', 'end_call'), find('http', 'get_call_info'), find('empty', 'end_call')]).toEqual([
    1,
    undefined,
    2,
  ])
})
