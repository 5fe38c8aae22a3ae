import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toText } from '../../../../src/conformance/client/report/to-text.ts'
import { toWidth } from '../../../../src/conformance/client/report/wrap.ts'
import { createHostileReport, createReport, hostile, nothing, spotless } from './fixture.ts'

const toLines = (report = createReport(), columns?: number) => toText(report, [], { columns }).split('\n')

test('the text leads with the verdict, why, and what the runs were', () => {
  expect(toLines().slice(0, 9)).toEqual([
    'failed: 1205 requests of 2 commands break 4 of 7 rules (3 errors, 1 warning, 1 known, 1 kept, 1 not',
    'exercised)',
    'Broken: RB-Q11, RB-B05, RB-A02.',
    'Exposed to 5 of 14 (35 %), and 50 % are wanted.',
    'run 1, shard-1.json  1204 requests (get_call_info 800, end_call 400, no command 4) in the scenario',
    '                     "busy-day". Its rules were judged by the latest 1000 of 1204 requests: the',
    '                     earlier ones are no longer kept. Validation was lenient. UserSigs were not',
    '                     verified. "npm test" ended with code 1 after 12.3 s.',
    'run 2  1 request (get_call_info 1) in the scenario "demo". "npm test" ended by SIGKILL after 1 ms.',
  ])
})

test('what is to be mended first comes first: errors before warnings, requests before behaviour before answers', () => {
  const heads = toLines().filter(line => /^(Mend first|Then):/.test(line))
  expect(heads).toEqual([
    'Mend first: RB-Q11, error: Sends UserSigs that can be read',
    'Then: RB-B05, error: Waits 200 ms or more after it was told that requests come too often',
    'Then: RB-A02, error: Does not take a body for a success that is no JSON',
    'Then: RB-Q10, warning: Varies random',
  ])
})

test('a broken rule says what was found, why, what to do, and how to see it again', () => {
  const lines = toLines()
  const start = lines.indexOf('Mend first: RB-Q11, error: Sends UserSigs that can be read')
  expect(lines.slice(start, start + 9)).toEqual([
    'Mend first: RB-Q11, error: Sends UserSigs that can be read',
    '  found  run 1, request 2, get_call_info: The UserSig is cut off.',
    '  found  run 1, request 3, get_call_info: The UserSig is cut off.',
    '  found  run 1, request 4, get_call_info: The UserSig is cut off.',
    '         and 34 more',
    '  why    A UserSig is JSON, compressed by zlib. Documented on page 34385,',
    '         https://trtc.io/document/34385.',
    '  mend   Make it with the library of the vendor, or compare with ringback sign; ringback explain-sig',
    '         tells which step is wrong.',
  ])
})

test('a line for the shell stands by itself, unwrapped', () => {
  const [slip] = createReport().findings[1]?.slips ?? []
  expect(toLines(createReport(), 60)).toContain(slip?.curl)
})

test('a request of no command is told by what it was sent to', () => {
  expect(toLines()).toContain('  found  run 2, request 1, PUT /v4/nowhere: The UserSig is cut off.')
})

test('known findings stand apart, then those that are gone, kept rules and those that were not exercised', () => {
  const lines = toLines()
  const start = lines.indexOf('Known findings, not counted')
  expect(lines.slice(start, start + 15)).toEqual([
    'Known findings, not counted',
    '  RB-Q01  Sends POST: broken 12 times.',
    '          why    The SDK is old.',
    '          found  run 1, request 2, get_call_info: The UserSig is cut off.',
    '',
    'No longer known',
    '  RB-Q07 on get_call_info no longer occurs: take line 3 off the list.',
    '  RB-B07 was not exercised, so nobody can tell whether line 4 is still needed.',
    '',
    'Kept',
    '  RB-Q02  Asks what there is',
    '',
    'Not exercised',
    '  RB-B07  Stays under 200 requests a second',
    '',
  ])
})

test('exposure says what was never met, and what the client did about what it met', () => {
  const lines = toLines()
  const start = lines.findIndex(line => line.startsWith('Exposure:'))
  expect(lines.slice(start)).toEqual([
    'Exposure: 35 %, 5 of 14 things that its 2 commands can meet; 50 % are wanted',
    'Your client was never exposed',
    '  on get_call_info  to 101001, reset-before',
    '  on end_call       to 101004, http',
    'It met, and did next',
    '  on get_call_info  101004, 12 times: recovered 9, asked again 2, asked no more 1',
    '  on get_call_info  60007, 240 times: asked again 240',
    '  on get_call_info  http, 1 time: went on 1',
    '  on get_call_info  slow, 3 times: hung up 3',
    '  on end_call       101001, 7 times: its requests are no longer kept',
    '',
  ])
})

test('a client that broke nothing, and one that never came, are told so in the first line', () => {
  expect(toLines(spotless)[0]).toBe(
    'passed: 1205 requests of 2 commands break none of 2 rules (1 kept, 1 not exercised)',
  )
  expect(toLines(nothing)[0]).toBe('not exercised: No request came. None of 1 rule could be judged.')
  expect(toLines(nothing)).toContain('Exposure: No command was used, so there was nothing to meet.')
})

test('colours are handed in, and what they take does not count as width', () => {
  const paint = Object.fromEntries(
    ['bold', 'dim', 'red', 'yellow', 'green'].map(name => [name, (text: string) => `<${name}>${text}</${name}>`]),
  )
  const look = { columns: 80, paint: paint as unknown as NonNullable<Parameters<typeof toText>[2]>['paint'] }
  const painted = toText(createReport(), [], look)
  expect(painted.split('\n')[0]).toMatch(/^<bold><red>failed: /)
  expect(painted).toContain('<yellow>Then: RB-Q10, warning: Varies random</yellow>')
  expect(painted.replaceAll(/<\/?(?:bold|dim|red|yellow|green)>/g, '')).toBe(
    toText(createReport(), [], { columns: 80 }),
  )
})

test('nothing that strangers send can play with the terminal', () => {
  const text = hostile.map(line => toText(createHostileReport(line), [])).join('')
  expect(text).toMatch(/\\u001b\[2J/)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  expect(text).not.toMatch(/undefined|\[object Object\]|NaN/)
})

test('whatever was sent, lines fit the terminal, those for the shell excepted', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...hostile)),
      fc.integer({ min: 40, max: 200 }),
      (text, columns) => {
        const report = createHostileReport(text)
        const lines = toText(report, [], { columns }).split('\n')
        const wide = lines.filter((line, index) => toWidth(line) > columns && !/again {2}/.test(lines[index - 1] ?? ''))
        expect(wide).toEqual([])
      },
    ),
    { numRuns: 200 },
  )
})
