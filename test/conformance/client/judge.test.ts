import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judge } from '../../../src/conformance/client/judge.ts'
import { toText } from '../../../src/conformance/report/to-text.ts'
import { failureModes } from '../../../src/emulator/exchange.ts'
import type { Journal } from '../../../src/emulator/journal.ts'
import { type Told, toJournal } from './journal.ts'

const failedIn = (report: ReturnType<typeof judge>) =>
  report.findings.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule.id)

const badRandom: Told = { target: '/v4/call_engine_http_srv/get_call_info?random=-1', errorCode: 60_002 }
const line = (rule: string, command?: string) => ({ line: 1, rule, command, why: 'the SDK is old' })

test('a run without requests has exercised nothing', () => {
  const report = judge([{ journal: toJournal([]) }])
  expect(report.verdict).toBe('not exercised')
  expect(report.findings.every(({ verdict }) => verdict === 'not exercised')).toBe(true)
})

test('no rule passes that had nothing to judge', () => {
  const { findings } = judge([{ journal: toJournal([{}]) }])
  for (const { verdict, judged } of findings) expect(verdict === 'not exercised').toBe(judged === 0)
})

test('a broken error fails a report, a broken warning only if that is wanted', () => {
  const warned = [{ journal: toJournal([{ body: '{"CallId":"c1","More":1}' }]) }]
  expect(judge(warned)).toMatchObject({ verdict: 'passed', because: [] })
  expect(failedIn(judge(warned))).toEqual(['RB-Q20'])
  expect(judge(warned, { failOn: 'warning' })).toMatchObject({ verdict: 'failed' })
  const wrong = [{ journal: toJournal([{ method: 'GET' }]) }]
  expect(judge(wrong).because).toEqual(['Errors: RB-Q01.'])
  expect(judge(wrong, { failOn: 'none' }).verdict).toBe('passed')
})

test('of many slips the first are kept and all are counted', () => {
  const told = Array.from({ length: 30 }, () => ({ method: 'GET' }))
  const [finding] = judge([{ journal: toJournal(told) }]).findings
  expect(finding).toMatchObject({ count: 30, judged: 30 })
  expect(finding?.slips.map(({ entry }) => entry)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})

test('a known finding is told apart and fails nothing', () => {
  const journals = [{ journal: toJournal([{ method: 'GET' }]) }]
  const report = judge(journals, { knownIssues: [line('RB-Q01')] })
  expect(report).toMatchObject({ verdict: 'passed', gone: [] })
  expect(report.findings[0]).toMatchObject({ verdict: 'passed', count: 0, knownCount: 1 })
  expect(report.findings[0]?.known[0]?.why).toBe('the SDK is old')
})

test('a finding that is known for one command is news for another', () => {
  const journals = [{ journal: toJournal([{ method: 'GET' }, { method: 'GET', command: 'end_call' }]) }]
  const [finding] = judge(journals, { knownIssues: [line('RB-Q01', 'end_call')] }).findings
  expect(finding).toMatchObject({ verdict: 'failed', count: 1, knownCount: 1 })
})

test('a known finding that does not occur any more is told, if anything would have shown it', () => {
  const report = judge([{ journal: toJournal([{}]) }], { knownIssues: [line('RB-Q01'), line('RB-B05')] })
  expect(report.gone).toMatchObject([
    { rule: 'RB-Q01', exercised: true },
    { rule: 'RB-B05', exercised: false },
  ])
})

test('what a request brought upon itself stays its own doing when it is known', () => {
  const told = Array.from({ length: 4 }, () => badRandom)
  const report = judge([{ journal: toJournal(told) }], { knownIssues: [line('RB-Q07')] })
  expect(failedIn(report).filter(id => id.startsWith('RB-B'))).toEqual([])
})

test('what is exposed is counted from all that ever came, and a floor can fail it', () => {
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
  const { exposure } = judge(journals)
  const [row] = exposure.rows
  expect(row).toMatchObject({ command: 'get_call_info', requests: 900 })
  expect(row?.cells.filter(({ times }) => times > 0).map(({ meets, times }) => [meets, times])).toMatchObject([
    [{ code: 101001 }, 10],
    [{ stumble: 'http' }, 3],
  ])
  expect(exposure).toMatchObject({ met: 2, all: row?.cells.length, percent: Math.floor(200 / exposure.all) })
  expect(judge(journals, { minCoverage: exposure.percent }).verdict).toBe('passed')
  const short = judge(journals, { minCoverage: (exposure.percent ?? 0) + 1 })
  expect(short.because[0]).toContain(`2 of ${exposure.all}`)
})

test('what a client could meet is what its contract declares, what befalls anyone, and every stumble', () => {
  const { exposure } = judge([{ journal: toJournal([{}]) }])
  const cells = exposure.rows[0]?.cells.map(({ meets }) => ('code' in meets ? meets.code : meets.stumble))
  expect(cells).toEqual([
    101001,
    101002,
    101004,
    70001,
    60007,
    60008,
    ...failureModes.filter(stumble => stumble !== 'refusal'),
  ])
})

test.each<[string, readonly Told[], string]>([
  ['recovered', [{ status: 502, failureModes: ['http'] }, {}], 'recovered'],
  ['asked again', [{ status: 502, failureModes: ['http'] }, { errorCode: 101_001 }], 'asked again'],
  ['went on', [{ status: 502, failureModes: ['http'] }, { callId: 'c2' }], 'went on'],
  ['asked no more', [{ status: 502, failureModes: ['http'] }], 'asked no more'],
])('a client that %s is told so', (_, told, reaction) => {
  const { exposure } = judge([{ journal: toJournal(told) }])
  const cell = exposure.rows[0]?.cells.find(({ meets }) => 'stumble' in meets && meets.stumble === 'http')
  expect(cell?.reactions).toEqual({ [reaction]: 1 })
})

const told: fc.Arbitrary<Told> = fc.record(
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
    beginning: fc.integer({ min: 1, max: 2 }),
    hasCallback: fc.boolean(),
    isCut: fc.boolean(),
    endedAt: fc.constantFrom(undefined, 1_768_469_400_000),
  },
  { requiredKeys: [] },
)
const run = fc.array(told, { maxLength: 30 })

test('whatever a journal says, it is judged, and every slip names an exchange of its own', () => {
  fc.assert(
    fc.property(run, all => {
      const journal = toJournal(all)
      for (const { slips, judged, count, verdict } of judge([{ journal }]).findings) {
        expect(count).toBeLessThanOrEqual(judged)
        expect(verdict === 'failed').toBe(count > 0)
        for (const { entry, sentence, curl } of slips) {
          expect(journal.entries[(entry ?? 0) - 1]).toBeDefined()
          expect(sentence).toMatch(/\S/)
          expect(`${sentence}${curl}`).not.toMatch(/\n|\[object Object\]|NaN/)
        }
      }
    }),
  )
})

test('shards that are put together find what each of them finds, and nothing else', () => {
  fc.assert(
    fc.property(run, run, (one, other) => {
      const [a, b] = [{ journal: toJournal(one) }, { journal: toJournal(other) }]
      const both = judge([a, b])
      const apart = [judge([a]), judge([b])]
      expect(both.findings.map(({ count, judged }) => [count, judged])).toEqual(
        both.findings.map((_, index) => [
          apart.reduce((sum, { findings }) => sum + (findings[index]?.count ?? 0), 0),
          apart.reduce((sum, { findings }) => sum + (findings[index]?.judged ?? 0), 0),
        ]),
      )
    }),
    { numRuns: 50 },
  )
})

test('a journal that went through JSON is judged the same', () => {
  fc.assert(
    fc.property(run, all => {
      const journal = toJournal(all)
      const again = JSON.parse(JSON.stringify(journal))
      expect(judge([{ journal: again }]).findings).toEqual(judge([{ journal }]).findings)
    }),
    { numRuns: 50 },
  )
})

test('where nothing came the text is short, since the verdict has said it of every rule', () => {
  const report = judge([{ journal: toJournal([]) }])
  expect(toText(report, []).split('\n').length).toBeLessThan(8)
  expect(toText(report, [])).not.toContain('RB-Q01')
})
