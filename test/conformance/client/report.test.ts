import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { toText } from '../../../src/conformance/report/to-text.ts'
import type { Journal } from '../../../src/emulator/journal.ts'
import { failureModes } from '../../../src/faults/failure-modes.ts'
import { type ExchangeInput, toJournal } from './journal.ts'

const failedIn = (report: ReturnType<typeof toClientReport>) =>
  report.results.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule.id)

const badRandom: ExchangeInput = { target: '/v4/call_engine_http_srv/get_call_info?random=-1', errorCode: 60_002 }
const line = (rule: string, command?: string) => ({ line: 1, rule, command, reason: 'the SDK is old' })

test('Returns not exercised without requests', () => {
  const report = toClientReport([{ journal: toJournal([]) }])
  expect(report.verdict).toBe('not exercised')
  expect(report.results.every(({ verdict }) => verdict === 'not exercised')).toBe(true)
})

test('Passes no rule that evaluated nothing', () => {
  const { results } = toClientReport([{ journal: toJournal([{}]) }])
  for (const { verdict, evaluated } of results) expect(verdict === 'not exercised').toBe(evaluated === 0)
})

test('Fails for an error, and for a warning only with failOn warning', () => {
  const warned = [{ journal: toJournal([{ body: '{"CallId":"c1","More":1}' }]) }]
  expect(toClientReport(warned)).toMatchObject({ verdict: 'passed', reasons: [] })
  expect(failedIn(toClientReport(warned))).toEqual(['RB-Q20'])
  expect(toClientReport(warned, { failOn: 'warning' })).toMatchObject({ verdict: 'failed' })
  const wrong = [{ journal: toJournal([{ method: 'GET' }]) }]
  expect(toClientReport(wrong).reasons).toEqual(['Errors: RB-Q01.'])
  expect(toClientReport(wrong, { failOn: 'none' }).verdict).toBe('passed')
})

test('Keeps the first 20 findings of a rule and counts all of them', () => {
  const exchanges = Array.from({ length: 30 }, () => ({ method: 'GET' }))
  const [finding] = toClientReport([{ journal: toJournal(exchanges) }]).results
  expect(finding).toMatchObject({ count: 30, evaluated: 30 })
  expect(finding?.findings.map(({ subject }) => subject.position)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
})

test('Does not fail for a known issue', () => {
  const journals = [{ journal: toJournal([{ method: 'GET' }]) }]
  const report = toClientReport(journals, { knownIssues: [line('RB-Q01')] })
  expect(report).toMatchObject({ verdict: 'passed', resolvedKnownIssues: [] })
  expect(report.results[0]).toMatchObject({ verdict: 'passed', count: 0, knownCount: 1 })
  expect(report.results[0]?.knownFindings[0]?.knownIssue?.reason).toBe('the SDK is old')
})

test('Limits a known issue to its command', () => {
  const journals = [{ journal: toJournal([{ method: 'GET' }, { method: 'GET', command: 'end_call' }]) }]
  const [finding] = toClientReport(journals, { knownIssues: [line('RB-Q01', 'end_call')] }).results
  expect(finding).toMatchObject({ verdict: 'failed', count: 1, knownCount: 1 })
})

test('Reports known issues that did not occur, and whether their rules were exercised', () => {
  const report = toClientReport([{ journal: toJournal([{}]) }], { knownIssues: [line('RB-Q01'), line('RB-B05')] })
  expect(report.resolvedKnownIssues).toMatchObject([
    { rule: 'RB-Q01', exercised: true },
    { rule: 'RB-B05', exercised: false },
  ])
})

test('Does not evaluate the response to an invalid request, even if that is a known issue', () => {
  const exchanges = Array.from({ length: 4 }, () => badRandom)
  const report = toClientReport([{ journal: toJournal(exchanges) }], { knownIssues: [line('RB-Q07')] })
  expect(failedIn(report).filter(id => id.startsWith('RB-B'))).toEqual([])
})

test('Counts failure coverage over all requests, and fails below the minimum', () => {
  const counts: Journal['counts'] = [
    {
      scope: 'call-api',
      command: 'get_call_info',
      requests: 900,
      codes: { 0: 890, 101001: 10 },
      failureModes: { http: 3 },
    },
  ]
  const journals = [{ journal: toJournal([{}], { counts, total: 900 }) }]
  const { failureCoverage } = toClientReport(journals)
  const [row] = failureCoverage.rows
  expect(row).toMatchObject({ command: 'get_call_info', requests: 900 })
  expect(row?.cells.filter(({ times }) => times > 0).map(({ name, times }) => [name, times])).toEqual([
    ['101001', 10],
    ['http', 3],
  ])
  expect(failureCoverage).toMatchObject({
    met: 2,
    all: row?.cells.length,
    percent: Math.floor(200 / failureCoverage.all),
  })
  expect(toClientReport(journals, { minCoverage: failureCoverage.percent }).verdict).toBe('passed')
  const short = toClientReport(journals, { minCoverage: (failureCoverage.percent ?? 0) + 1 })
  expect(short.reasons[0]).toContain(`2 of ${failureCoverage.all}`)
})

test('Counts the declared refusals, the general ones and every failure mode as possible', () => {
  const { failureCoverage } = toClientReport([{ journal: toJournal([{}]) }])
  expect(failureCoverage.rows[0]?.cells.map(({ name }) => name)).toEqual([
    ...['101001', '101002', '101004', '70001', '60007', '60008'],
    ...failureModes.filter(mode => mode !== 'refusal'),
  ])
})

test.each<[ExchangeInput | undefined, string]>([
  [{}, 'recovered'],
  [{ errorCode: 101_001 }, 'retried'],
  [{ callId: 'c2' }, 'continued'],
  [undefined, 'stopped'],
])('Counts a client with %j after a 502 as %s', (next, reaction) => {
  const exchanges: readonly ExchangeInput[] = [{ status: 502, failureModes: ['http'] }, ...(next ? [next] : [])]
  const { failureCoverage } = toClientReport([{ journal: toJournal(exchanges) }])
  const cell = failureCoverage.rows[0]?.cells.find(({ name }) => name === 'http')
  expect(cell?.reactions).toEqual({ [reaction]: 1 })
})

const exchanges: fc.Arbitrary<ExchangeInput> = fc.record(
  {
    t: fc.integer({ min: 0, max: 20_000 }),
    method: fc.constantFrom('POST', 'GET', ''),
    command: fc.constantFrom('get_call_info', 'end_call', 'start_call_by_robot', 'get_record_by_callid', undefined),
    callId: fc.constantFrom('c1', 'c2', undefined),
    errorCode: fc.constantFrom(0, 101_001, 101_002, 101_004, 60_007, 70_001, 99_999, undefined),
    failureModes: fc.subarray([...failureModes]),
    drop: fc.constantFrom('before', 'during', undefined),
    target: fc.oneof(fc.string(), fc.webPath()),
    body: fc.oneof(fc.string(), fc.json()),
    epoch: fc.integer({ min: 1, max: 2 }),
    hasCallback: fc.boolean(),
    isCut: fc.boolean(),
    endedAt: fc.constantFrom(undefined, 1_768_469_400_000),
  },
  { requiredKeys: [] },
)
const run = fc.array(exchanges, { maxLength: 30 })

test('Evaluates any journal, and each finding names one of its exchanges', () => {
  fc.assert(
    fc.property(run, all => {
      const journal = toJournal(all)
      for (const { findings, evaluated, count, verdict } of toClientReport([{ journal }]).results) {
        expect(count).toBeLessThanOrEqual(evaluated)
        expect(verdict === 'failed').toBe(count > 0)
        for (const { subject, message, reproduction } of findings) {
          expect(journal.entries[(subject.position ?? 0) - 1]).toBeDefined()
          expect(message).toMatch(/\S/)
          expect(`${message}${reproduction?.curl}`).not.toMatch(/\n|\[object Object\]|NaN/)
        }
      }
    }),
  )
})

test('Finds in several runs together what it finds in each', () => {
  fc.assert(
    fc.property(run, run, (one, other) => {
      const [a, b] = [{ journal: toJournal(one) }, { journal: toJournal(other) }]
      const both = toClientReport([a, b])
      const apart = [toClientReport([a]), toClientReport([b])]
      expect(both.results.map(({ count, evaluated }) => [count, evaluated])).toEqual(
        both.results.map((_, index) => [
          apart.reduce((sum, { results }) => sum + (results[index]?.count ?? 0), 0),
          apart.reduce((sum, { results }) => sum + (results[index]?.evaluated ?? 0), 0),
        ]),
      )
    }),
    { numRuns: 50 },
  )
})

test('Makes the same report of a journal that was saved as JSON', () => {
  fc.assert(
    fc.property(run, all => {
      const journal = toJournal(all)
      const parsed = JSON.parse(JSON.stringify(journal))
      expect(toClientReport([{ journal: parsed }]).results).toEqual(toClientReport([{ journal }]).results)
    }),
    { numRuns: 50 },
  )
})

test('Prints a short text without requests', () => {
  const report = toClientReport([{ journal: toJournal([]) }])
  expect(toText(report).split('\n').length).toBeLessThan(8)
  expect(toText(report)).not.toContain('RB-Q01')
})
