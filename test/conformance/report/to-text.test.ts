import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import type { Invocation, Report } from '../../../src/conformance/report/model.ts'
import { toText } from '../../../src/conformance/report/to-text.ts'
import { toWidth } from '../../../src/text/wrap.ts'
import { toJournal } from '../client/journal.ts'
import { createHostileReport, createReport, hostile, nothing, ofServer, passingReport, withRuns } from './fixture.ts'

const toLines = (report: Report = createReport(), columns?: number, verbose?: boolean) =>
  toText(report, { columns, verbose }).trimEnd().split('\n')

test('Prints the verdict in the last line', () => {
  expect(toLines().slice(-2)).toEqual([
    'COMMAND FAILED: run 1: exit code 1, run 2: ended by SIGKILL. Contract report FAILED: 1205 requests.',
    '1 rule passed, 3 failed, 1 warning, 1 known, 1 not exercised.',
  ])
  expect(toLines(nothing).at(-1)).toBe('NOT EXERCISED: No requests received. None of 1 rule could be checked.')
})

test('Prints at most 15 lines of 80 columns for a passing run', () => {
  const run = { command: 'npm test', code: 0, signal: null, began: 0, ended: 60 }
  const command = 'npm run --silent test:integration -- --reporter=dot'
  const invocation: Invocation = { flags: [{ name: 'env', text: "--env 'CALL_API={url}'" }], command }
  const report = toClientReport([{ journal: { ...toJournal([{}, {}, {}, {}]), run } }])
  const lines = toText(report, { columns: 80, verbose: false, invocation }).trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(14)
  expect(lines.at(-1)).toMatch(/^PASSED: 4 requests\. \d+ rules passed, 0 failed, \d+ not exercised\.$/)
})

test('Repeats the flags and the command of the run in the advice on failure coverage', () => {
  const flags = [
    { name: 'env', text: "--env 'CALL_API={url}'" },
    { name: 'scenario', text: '--scenario answered' },
    { name: 'fault', text: "--fault '{ on: all, http: 502 }'" },
  ]
  const advice = toText(toClientReport([{ journal: toJournal([{}]) }]), { invocation: { flags, command: 'npm test' } })
  expect(advice.match(/^ {2}npx ringback .*/gm)).toEqual([
    "  npx ringback sweep --env 'CALL_API={url}' --scenario answered -- npm test",
    "  npx ringback exec --env 'CALL_API={url}' --scenario answered --fault '{ on: all, http: 502 }' --fault '{ on: get_call_info, times: 1, error: 101001 }' -- npm test",
    "  npx ringback exec --env 'CALL_API={url}' --fault '{ on: all, http: 502 }' --scenario flaky-backend -- npm test",
  ])
})

test('Prints no advice if half of the failure modes are covered', () => {
  const report = createReport()
  const failureCoverage = { ...report.failureCoverage, minimum: undefined, percent: 50 }
  expect(toText({ ...report, failureCoverage })).not.toContain('npx ringback sweep')
})

test('Lists what to fix first: errors before warnings, then requests, behaviour and responses', () => {
  expect(toLines().filter(line => /^(Fix first|Then fix):/.test(line))).toEqual([
    'Fix first: RB-Q11, error: Sends UserSigs that can be decoded',
    'Then fix: RB-B05, error: Waits at least 200 ms after a refusal for too many requests',
    'Then fix: RB-A02, error: Treats a non-JSON body as an error',
    'Then fix: RB-Q10, warning: Varies random',
  ])
})

test('Shows for a finding the details, the reason, the fix and the reproduction', () => {
  const [finding] = createReport().results[1]?.findings ?? []
  expect(toLines().slice(0, 11)).toEqual([
    'Fix first: RB-Q11, error: Sends UserSigs that can be decoded',
    '  found      run 1, request 2, get_call_info: The UserSig is cut off.',
    '  found      run 1, request 3, get_call_info: The UserSig is cut off.',
    '  found      run 1, request 4, get_call_info: The UserSig is cut off.',
    '             and 34 more',
    '  why        A UserSig is JSON, compressed by zlib. Documented on page 34385,',
    '             https://trtc.io/document/34385.',
    '  fix        Make it with the library of the vendor, or compare with ringback sign; ringback',
    '             explain-sig names the wrong step.',
    '  reproduce  First run `npx ringback start --scenario busy` in another terminal.',
    finding?.reproduction?.curl,
  ])
})

test('Prints the line for the shell without wrapping it', () => {
  const [finding] = createReport().results[1]?.findings ?? []
  expect(toLines(createReport(), 60)).toContain(finding?.reproduction?.curl)
})

test('Names a request without a command by its method and path', () => {
  expect(toLines()).toContain('  found      run 2, request 1, PUT /v4/nowhere: The UserSig is cut off.')
})

test('Shows known issues in short, and in full with --verbose', () => {
  const short = toLines().filter(line => line.startsWith('Known issues'))
  expect(short).toEqual([
    'Known issues, not counted: RB-Q01 (12 times: The SDK is old.)',
    'Known issues: RB-Q07 on get_call_info no longer occurs. Remove line 3 from the list.',
    'Known issues: RB-B07 was not exercised, so line 4 may still be needed.',
  ])
  const lines = toLines(createReport(), 100, true)
  const start = lines.indexOf('Known issues, not counted')
  expect(lines.slice(start, start + 14)).toEqual([
    'Known issues, not counted',
    '  RB-Q01  Sends POST: found 12 times.',
    '          why    The SDK is old.',
    '          found  run 1, request 2, get_call_info: The UserSig is cut off.',
    '',
    'Known issues that did not occur',
    '  RB-Q07 on get_call_info no longer occurs. Remove line 3 from the list.',
    '  RB-B07 was not exercised, so line 4 may still be needed.',
    '',
    'Passed',
    '  RB-Q02  Requests what exists',
    '',
    'Not exercised',
    '  RB-B07  Stays under 200 requests a second',
  ])
})

test('Lists the failure modes with --verbose, and what the client did next', () => {
  const lines = toLines(createReport(), 100, true)
  const start = lines.findIndex(line => line.startsWith('Failure coverage: '))
  expect(lines.slice(start, start + 10)).toEqual([
    'Failure coverage: 35 % (5 of 14 failure modes of 2 commands); at least 50 % is required',
    'Failure modes not covered:',
    '  get_call_info: 101001, reset-before',
    '  end_call: 101004, http',
    'Failure modes covered, and what the client did next:',
    '  get_call_info: 101004, 12 times: recovered 9, retried 2, stopped 1',
    '  get_call_info: 60007, 240 times: retried 240',
    '  get_call_info: http, 1 time: continued 1',
    '  get_call_info: slow, 3 times: disconnected 3',
    '  end_call: 101001, 7 times: the requests are no longer kept',
  ])
})

test('Names --verbose if the full lists are omitted', () => {
  expect(toText(passingReport, { verbose: false })).toContain('--verbose')
  for (const verbose of [true, undefined]) expect(toText(passingReport, { verbose })).not.toContain('--verbose')
})

test('Names three of many runs', () => {
  const [run] = createReport().runs
  const runs = Array.from({ length: 9 }, () => run).filter(one => one !== undefined)
  const text = toText(withRuns({ ...passingReport, runs }))
  expect(text).toContain('run 3, shard-1.json')
  expect(text).toContain('and 6 more runs')
  expect(text).not.toContain('run 4, shard-1.json  ')
})

test('Does not count colours as width', () => {
  const paint = Object.fromEntries(
    ['bold', 'dim', 'red', 'yellow', 'green'].map(name => [name, (text: string) => `<${name}>${text}</${name}>`]),
  )
  const look = { columns: 80, paint: paint as unknown as NonNullable<Parameters<typeof toText>[1]>['paint'] }
  const painted = toText(createReport(), look)
  expect(painted).toMatch(/<bold><red>COMMAND FAILED: /)
  expect(painted).toContain('<yellow>Then fix: RB-Q10, warning: Varies random</yellow>')
  expect(painted.replaceAll(/<\/?(?:bold|dim|red|yellow|green)>/g, '')).toBe(toText(createReport(), { columns: 80 }))
})

test('Escapes characters that affect a terminal', () => {
  const text = hostile.map(line => toText(createHostileReport(line), { verbose: true })).join('')
  expect(text).toMatch(/\\u001b\[2J/)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  expect(text).not.toMatch(/undefined|\[object Object\]|NaN/)
})

test('Fits every line into the terminal, except lines for a shell', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...hostile)),
      fc.integer({ min: 40, max: 200 }),
      fc.boolean(),
      (text, columns, verbose) => {
        const report = createHostileReport(text)
        const lines = toText(report, { columns, verbose }).split('\n')
        const isForShell = (index: number) =>
          / {2}npx ringback /.test(lines[index] ?? '') || isReproduction(lines, index)
        expect(lines.filter((line, index) => toWidth(line) > columns && !isForShell(index))).toEqual([])
      },
    ),
    { numRuns: 200 },
  )
})

/** Whether a line reproduces a finding. */
function isReproduction(lines: readonly string[], index: number): boolean {
  const before = lines.slice(0, index).findLastIndex(line => !line.startsWith('     '))
  return /^ {2}reproduce {2}/.test(lines[before] ?? '')
}

test('Shows the sections of a report on a server, and why rules were not exercised', () => {
  const lines = toLines(ofServer)
  const start = lines.indexOf('Left behind')
  expect(lines.slice(start, start + 8)).toEqual([
    'Left behind',
    '  A call may still be live.',
    '',
    'Changed since the baseline',
    '  ErrorCode was 0, and is 1.',
    '',
    '12 requests.',
    'Known issues, not counted: RB-Q01 (12 times: The SDK is old.)',
  ])
  expect(lines).toContain('Not exercised, 1 rule: No call was started.')
  expect(lines.at(-1)).toMatch(
    /^FAILED: http:\/\/127\.0\.0\.1:9\. 1 rule passed, 4 failed, 1 known, 1 not exercised\. 1 change\.$/,
  )
  expect(toLines(ofServer, 100, true)).toContain('  one  ok')
})
