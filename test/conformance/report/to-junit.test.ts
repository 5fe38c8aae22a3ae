import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { clientRules } from '../../../src/conformance/client/rules.ts'
import { toJunit } from '../../../src/conformance/report/to-junit.ts'
import { failOns } from '../../../src/conformance/rule.ts'
import { operationNames } from '../../../src/contracts/operations.ts'
import { toJournal } from '../client/journal.ts'
import { createHostileReport, createReport, hostile, nothing, passingReport, reportWithCases } from './fixture.ts'
import { parse } from './xml.ts'

const read = (report = createReport()) => parse(toJunit(report))

test('Names the document by the headline, with a suite for each group and one for failure coverage', () => {
  const { root, all } = read()
  expect(root.name).toBe('testsuites')
  expect(root.attributes.name).toMatch(/^COMMAND FAILED: .* Contract report FAILED: 1205 requests\./)
  expect(root.attributes).toMatchObject({ tests: '8', failures: '4', errors: '0', skipped: '2' })
  expect(all('testsuite').map(({ attributes }) => attributes.name)).toEqual([
    'ringback: Requests',
    'ringback: Behaviour over time',
    'ringback: Reading responses',
    'ringback: Failure coverage',
  ])
})

test('Names the verdict and the end of the command in the properties of every suite', () => {
  const { all } = read()
  for (const suite of all('properties')) {
    const pairs = suite.children.map(({ attributes: { name, value } }) => [name, value])
    expect(Object.fromEntries(pairs)).toMatchObject({
      verdict: 'failed',
      'fail-on': 'error',
      command: 'run 1: exit code 1, run 2: ended by SIGKILL',
    })
  }
})

test('Puts cases into a suite of their own', () => {
  const own = read(reportWithCases)
    .all('testcase')
    .filter(({ attributes }) => attributes.classname === 'ringback.case')
  expect(own.map(({ children }) => children.map(({ name }) => name).join())).toEqual([
    'failure',
    'skipped,system-out',
    '',
    'skipped',
  ])
})

test('Fails exactly the rules that fail the verdict, and skips known issues', () => {
  const cases = read()
    .all('testcase')
    .map(({ attributes, children }) => [
      attributes.classname,
      attributes.name?.slice(0, 6),
      children.map(({ name, attributes: own }) => [name, own.type].join(' ').trim()).join(),
    ])
  expect(cases).toEqual([
    ['ringback.request', 'RB-Q10', 'system-out'],
    ['ringback.request', 'RB-Q11', 'failure error'],
    ['ringback.request', 'RB-Q01', 'skipped,system-out'],
    ['ringback.request', 'RB-Q02', ''],
    ['ringback.behaviour', 'RB-B05', 'failure error'],
    ['ringback.behaviour', 'RB-B07', 'skipped'],
    ['ringback.response', 'RB-A02', 'failure error'],
    ['ringback.coverage', 'Covers', 'failure coverage'],
  ])
})

test('Sets a message on every failure and every skipped case', () => {
  const { all } = read()
  const [first] = all('failure')
  expect(first?.attributes.message).toBe('run 1, request 2, get_call_info: The UserSig is cut off.')
  expect(first?.text).toMatch(
    /^error: Sends UserSigs that can be decoded\nfound: run 1, request 2, get_call_info: The Us/,
  )
  expect(first?.text).toMatch(/\nand 34 more\nwhy: .*\nfix: .*\nreproduce: .*\ncurl -s /)
  expect(all('skipped')[0]?.attributes.message).toBe('Known issue, found 12 times: The SDK is old.')
  for (const one of [...all('failure'), ...all('skipped')]) expect(one.attributes.message?.trim()).toBeTruthy()
})

test('Passes a rule whose warning does not fail the run, and shows the warning', () => {
  const warning = read()
    .all('testcase')
    .find(({ attributes }) => attributes.name?.startsWith('RB-Q10'))
  expect(warning?.children.map(({ name }) => name)).toEqual(['system-out'])
  expect(warning?.children[0]?.text).toMatch(/^Does not fail the run \(--fail-on error\)\.\nwarning: Varies random\n/)
})

test('Writes a suite for failure coverage only if a percentage is required', () => {
  const report = createReport()
  const withMinimum = (minimum: number | undefined) =>
    read({ ...report, failureCoverage: { ...report.failureCoverage, minimum } })
  const find = (minimum: number | undefined) =>
    withMinimum(minimum)
      .all('testcase')
      .filter(({ attributes }) => attributes.classname === 'ringback.coverage')
      .map(({ children }) => children.length)
  expect([find(undefined), find(35), find(50)]).toEqual([[], [0], [1]])
  expect(read(nothing).all('failure')).toEqual([])
  expect(read(passingReport).all('failure')).toEqual([])
})

const requestInput = fc.record({
  command: fc.constantFrom(...operationNames),
  method: fc.constantFrom('POST', 'GET'),
  body: fc.constantFrom('{}', '[]', '{"CallId":"x"}', '{"CallId":"x","callid":1}', ''),
  errorCode: fc.constantFrom(0, 101004, 60007),
})

test('Reports failures if, and only if, findings or failure coverage fail the verdict', () => {
  const counts = { failed: 0, passed: 0, 'not exercised': 0 }
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ arbitrary: fc.constant({}), weight: 4 }, requestInput), { maxLength: 3 }),
      fc.constantFrom(...failOns),
      fc.constantFrom(undefined, undefined, 0, 6, 30),
      fc.subarray(clientRules.map(({ id }) => id)),
      fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      (exchanges, failOn, minCoverage, known, code) => {
        const run = code === undefined ? {} : { run: { command: 'x', code, signal: null, began: 0, ended: 1 } }
        const knownIssues = known.map((rule, index) => ({ line: index + 1, rule }))
        const report = toClientReport([{ journal: { ...toJournal(exchanges), ...run } }], {
          failOn,
          minCoverage,
          knownIssues,
        })
        const { root, all } = parse(toJunit(report))
        counts[report.verdict]++
        const failures = all('testcase').filter(({ children }) => children.some(({ name }) => name === 'failure'))
        expect(failures.length > 0).toBe(report.verdict === 'failed')
        expect(root.attributes.failures).toBe(`${failures.length}`)
        const sum = (name: string) =>
          all('testsuite').reduce((total, { attributes }) => total + Number(attributes[name]), 0)
        for (const name of ['tests', 'failures', 'skipped'] as const) expect(`${sum(name)}`).toBe(root.attributes[name])
        expect(all('property').some(({ attributes }) => attributes.value === `exit code ${code}`)).toBe(
          code !== undefined,
        )
      },
    ),
    { numRuns: 150 },
  )
  expect(Math.min(counts.failed, counts.passed)).toBeGreaterThan(10)
})

test('Writes well-formed XML with harmless text, whatever was sent', () => {
  const shape = (xml: string) => parse(xml).all('testcase').length
  const expected = shape(toJunit(createReport()))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const xml = toJunit(createHostileReport(text))
      expect(shape(xml)).toBe(expected)
      expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/u)
    }),
  )
})

test('Contains no undefined values', () => {
  expect(toJunit(createReport()) + toJunit(nothing)).not.toMatch(/undefined|\[object Object\]|NaN/)
})
