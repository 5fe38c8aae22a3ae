import { expect, test } from 'vitest'
import { reportFormats } from '../../../src/conformance/report/model.ts'
import { reportRenderers } from '../../../src/conformance/report/renderers.ts'
import type { FaultRun, SweepOutcome } from '../../../src/conformance/sweep/outcome.ts'
import { planFaultCases } from '../../../src/conformance/sweep/plan.ts'
import { listLastLines, type SweepFacts, toSweepReport } from '../../../src/conformance/sweep/report.ts'
import { toJournal } from '../client/journal.ts'
import { page } from '../report/fixture.ts'

const cases = planFaultCases(toJournal([{}, {}]).entries)

function toRun(nth: number, name: string, outcome: SweepOutcome, more: Partial<FaultRun> = {}): FaultRun {
  const one = cases.find(each => each.nth === nth && each.failure.name === name)
  if (!one) throw new Error(name)
  const end = { code: 1, signal: null, timedOut: false, milliseconds: 210, output: 'first\nlast\n' }
  const rest = { violations: [], warnings: [], reactions: [], notRetried: false, reproduction: `ringback exec ${name}` }
  return { ...one, ...end, ...rest, outcome, ...more }
}

const toFacts = (runs: readonly FaultRun[], more: Partial<SweepFacts> = {}): SweepFacts => ({
  command: 'npm test',
  scenario: 'demo',
  baseline: { requests: 2, milliseconds: 1_200, brokenRules: [], refused: [] },
  timeout: 15_000,
  seed: 0,
  interrupted: false,
  runs,
  leftOut: [],
  ...more,
})

const violation = { rule: 'RB-A03', title: 'Does not continue', message: 'It met HTTP 502 and continued.' }
const mixed = toFacts([
  toRun(2, 'http', 'no-retry'),
  toRun(1, 'http', 'violated', { code: 0, violations: [violation] }),
  toRun(1, '101004', 'reported'),
  toRun(1, '101001', 'passed', { code: 0 }),
  toRun(1, 'slow', 'timed-out', { milliseconds: 15_000, timedOut: true }),
])
const noRetry = toFacts([toRun(1, 'http', 'no-retry'), toRun(1, '101004', 'reported')])

test.each([
  ['failed', mixed],
  ['passed', noRetry],
  ['passed', toFacts([toRun(1, '101004', 'reported')])],
  ['not exercised', toFacts([toRun(1, 'http', 'not-triggered')])],
  ['not exercised', toFacts([], { interrupted: true })],
  ['failed', toFacts([toRun(1, '101004', 'reported')], { interrupted: true })],
])('Returns the verdict %s (%#)', (verdict, facts) => {
  expect(toSweepReport(facts).verdict).toBe(verdict)
})

test('Fails a sweep for no-retry only with --fail-on warning', () => {
  expect(toSweepReport(noRetry, { failOn: 'warning' }).verdict).toBe('failed')
  expect(toSweepReport(mixed, { failOn: 'none' }).verdict).toBe('passed')
})

test('Matches a known issue by outcome, fault and command', () => {
  const known = (...issues: readonly object[]) =>
    toSweepReport(mixed, {
      knownIssues: issues.map((issue, line) => ({ rule: '', line, reason: undefined, ...issue })),
    })
  expect(known({ rule: 'violated', fault: 'http', command: 'get_call_info' }, { rule: 'timed-out' }).verdict).toBe(
    'passed',
  )
  expect(known({ rule: 'violated', fault: 'html' }, { rule: 'timed-out' })).toMatchObject({
    verdict: 'failed',
    resolvedKnownIssues: [{ rule: 'violated', fault: 'html', exercised: true }],
  })
})

test('Orders runs by requests and their failures', () => {
  expect(toSweepReport(mixed).runs.map(({ nth, failure }) => `${nth} ${failure}`)).toEqual([
    '1 101001',
    '1 101004',
    '1 http',
    '1 slow',
    '2 http',
  ])
})

test('Reports each failing outcome as a rule with its runs', () => {
  const { results } = toSweepReport(mixed)
  expect(results.map(({ rule, verdict, severity, count }) => [rule.id, verdict, severity, count])).toEqual([
    ['timed-out', 'failed', 'error', 1],
    ['crashed', 'passed', 'error', 0],
    ['violated', 'failed', 'error', 1],
    ['no-retry', 'failed', 'warning', 1],
  ])
  expect(results[2]?.findings).toMatchObject([
    {
      code: 'violated',
      subject: { title: 'get_call_info 1, http', command: 'get_call_info', fault: 'http' },
      message: expect.stringContaining('RB-A03'),
      reproduction: { curl: 'ringback exec http' },
    },
  ])
})

test('Lists every run and every omitted case in a report', () => {
  const report = toSweepReport({ ...mixed, leftOut: cases.slice(-1) })
  expect(report).toMatchObject({ kind: 'sweep', command: 'npm test', seed: 0, timeout: 15_000, interrupted: false })
  expect(report.runs[2]).toEqual({
    command: 'get_call_info',
    nth: 1,
    failure: 'http',
    fault: { on: 'get_call_info', times: 1, http: 502 },
    outcome: 'violated',
    ended: { code: 0, signal: null, timedOut: false, milliseconds: 210 },
    violations: [violation],
    warnings: [],
    reactions: [],
    notRetried: false,
    output: 'first\nlast\n',
    reproduction: 'ringback exec http',
  })
  expect(report.leftOut).toMatchObject([{ command: 'get_call_info', nth: 2 }])
})

const warning = { rule: 'RB-B03', title: 'Waits before it retries', message: 'It retried after 2 ms.' }

test('Reports warnings of runs as results of their rule, and passes them', () => {
  const { verdict, results } = toSweepReport(
    toFacts([
      toRun(2, '101001', 'passed', { code: 0, warnings: [warning] }),
      toRun(1, '101001', 'passed', { code: 0, warnings: [warning] }),
    ]),
  )
  expect(verdict).toBe('passed')
  expect(results.at(-1)).toMatchObject({
    rule: { id: 'RB-B03' },
    severity: 'warning',
    findings: [
      { subject: { title: 'get_call_info 1, 101001' }, message: warning.message },
      { subject: { title: 'get_call_info 2, 101001' } },
    ],
  })
})

test('Names the runs that were not retried, not triggered or omitted', () => {
  const runs = [toRun(1, 'http', 'passed', { notRetried: true }), toRun(1, 'html', 'not-triggered')]
  const { sections } = toSweepReport(toFacts(runs, { leftOut: cases.slice(-3) }))
  expect(sections.find(({ id }) => id === 'notes')?.items).toEqual([
    expect.stringContaining('not retried: get_call_info 1, http.'),
    expect.stringContaining('Did not trigger the fault: get_call_info 1, html.'),
    expect.stringContaining('Left out: 3 runs of 1 request.'),
  ])
})

test.each(reportFormats)('Renders a report as %s', async format => {
  const command = "ringback exec -- node -e 'first\nsecond'"
  const run = toRun(1, 'http', 'no-retry', {
    reproduction: command,
    output: 'a\n\u001b[31m\u001b[2J<b>@me</b>\u001b[0m\n',
  })
  const text = (await reportRenderers[format]())(toSweepReport(toFacts([run])), { verbose: true, page })
  expect(text).toContain('no-retry')
  expect(text).not.toContain('\u001b')
  if (format === 'text' || format === 'markdown') expect(text).toContain(command)
  if (format === 'markdown' || format === 'html' || format === 'junit') expect(text).not.toContain('<b>@me')
})

test('Wraps text and ends with the headline', async () => {
  const render = await reportRenderers.text()
  const text = render(toSweepReport(mixed), { columns: 80, verbose: true })
  expect(text).toMatchSnapshot()
  expect(text.trimEnd().split('\n').at(-1)).toBe('violated, 1 timed-out.')
})

test('Shows the last lines of an output without blank ones and colours', () => {
  expect(listLastLines('one\n\n\u001b[31mtwo\u001b[0m\r\nthree', 2)).toEqual(['two', 'three'])
})
