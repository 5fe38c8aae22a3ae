import { expect, test } from 'vitest'
import { toMutants } from '../../../src/conformance/sweep/mutant.ts'
import { sweepRenderers } from '../../../src/conformance/sweep/report/list.ts'
import type { Outcome, Result, Sweep } from '../../../src/conformance/sweep/sweep.ts'
import { toSweep } from '../../../src/conformance/sweep/to-sweep.ts'
import { toJournal } from '../client/journal.ts'

const mutants = toMutants(toJournal([{}, {}]).entries)

function toResult(nth: number, name: string, outcome: Outcome, more: Partial<Result> = {}): Result {
  const mutant = mutants.find(one => one.nth === nth && one.meets.name === name)
  if (!mutant) throw new Error(name)
  const end = {
    code: 1,
    signal: null,
    timedOut: false,
    milliseconds: 210,
    output: 'first\n\u001b[31m\u001b[2Jlast\u001b[0m\n',
  }
  return {
    ...mutant,
    ...end,
    outcome,
    broken: [],
    warnings: [],
    reaction: '',
    unheeded: false,
    again: 'ringback exec …',
    ...more,
  }
}

const sweep = (results: readonly Result[], more: Partial<Sweep> = {}) =>
  toSweep({
    command: 'npm test',
    scenario: 'demo',
    rehearsal: { requests: 2, milliseconds: 1_200, broken: [], refused: [] },
    timeout: 15_000,
    seed: 0,
    interrupted: false,
    results,
    leftOut: [],
    ...more,
  })

const slip = { rule: 'RB-A03', sentence: 'Does not take it', found: 'It met HTTP 502 and went on.' }
const mixed = sweep([
  toResult(2, 'http', 'gave up'),
  toResult(1, 'http', 'slipped', { code: 0, broken: [slip] }),
  toResult(1, '101004', 'told'),
  toResult(1, '101001', 'survived', { code: 0 }),
  toResult(1, 'slow', 'hung', { milliseconds: 15_000, timedOut: true }),
])

test.each([
  [mixed, 'failed', ['Of 5 runs: hung 1, slipped 1, gave up 1.']],
  [sweep([toResult(1, '101004', 'told')]), 'passed', []],
  [sweep([toResult(1, 'http', 'not met')]), 'not exercised', ['No fault came about.']],
  [sweep([], { interrupted: true }), 'not exercised', ['It was interrupted.', 'No fault came about.']],
  [sweep([toResult(1, '101004', 'told')], { interrupted: true }), 'failed', ['It was interrupted.']],
])('the verdict follows from what broke (%#)', (made, verdict, because) => {
  expect(made).toMatchObject({ verdict, because })
})

test('results stand in the order of the exchanges, refusals first', () => {
  expect(mixed.results.map(({ nth, meets }) => `${nth} ${meets.name}`)).toEqual([
    '1 101001',
    '1 101004',
    '1 http',
    '1 slow',
    '2 http',
  ])
})

test('Prints what to fix, then the table, within 80 columns, and the verdict last', () => {
  const text = sweepRenderers.text(mixed, { columns: 80, verbose: true })
  expect(text).toMatchSnapshot()
  expect(text.split('\n').filter(line => line.length > 80)).toEqual([])
})

test('what a run printed is harmless and without its colours, and its line is as it is', () => {
  const again = "ringback exec -- node -e 'first\nsecond'"
  const text = sweepRenderers.text(sweep([toResult(1, 'http', 'gave up', { again })]))
  expect(text).toContain('             \\u001b[2Jlast\n')
  expect(text).not.toContain('\u001b')
  expect(text).toContain(again)
})

test('as Markdown each run that broke can be opened, and its line be copied as it is', () => {
  const again = "ringback exec -- node -e 'first\nsecond `'"
  const text = sweepRenderers.markdown(sweep([toResult(1, 'http', 'gave up', { again, output: '<b>@me</b>' })]))
  expect(text).toContain(`\n\`\`\`sh\n${again}\n\`\`\`\n`)
  expect(text).not.toContain('<b>')
  expect(text).toContain('| <code>get&#95;call&#95;info 1</code> | gave up | <code>http</code> |')
})

test('as JSON it has everything, with what is absent as null', () => {
  const data = JSON.parse(sweepRenderers.json(mixed))
  expect(data).toMatchObject({ ringback: 'sweep', version: 1, verdict: 'failed', timeout: 15_000, leftOut: [] })
  expect(data.runs[2]).toEqual({
    command: 'get_call_info',
    nth: 1,
    errorCode: null,
    stumble: 'http',
    fault: { on: 'get_call_info', times: 1, http: 502 },
    outcome: 'slipped',
    ended: { code: 0, signal: null, timedOut: false, milliseconds: 210 },
    broken: [slip],
    warnings: [],
    reaction: null,
    unheeded: false,
    output: expect.any(String),
    again: 'ringback exec …',
  })
})

test('Names the runs that were left out, not triggered, or not retried', () => {
  const results = [toResult(1, 'http', 'survived', { unheeded: true }), toResult(1, 'html', 'not met')]
  const text = sweepRenderers.text(sweep(results, { leftOut: mutants.slice(-3) }), { columns: 200 })
  expect(text).toContain('was not retried: get_call_info 1 met http.')
  expect(text).toContain('did not trigger the fault: get_call_info 1 met html.')
  expect(text).toContain('Left out: 3 runs on 1 exchange. --max includes more of them, --seed others.')
})

const pause = { rule: 'RB-B03', sentence: 'Waits before it retries', found: 'It met 101001 and retried after 2 ms.' }
const warned = sweep([
  toResult(2, '101001', 'survived', { code: 0, warnings: [pause] }),
  toResult(1, '101001', 'survived', { code: 0, warnings: [pause] }),
  toResult(1, 'http', 'survived', { code: 0 }),
])

test('Puts the warnings of all runs together by rule, and passes', () => {
  expect(warned).toMatchObject({ verdict: 'passed', because: [] })
  expect(warned.warnings).toMatchObject([
    {
      rule: 'RB-B03',
      runs: [
        { nth: 1, found: pause.found },
        { nth: 2, found: pause.found },
      ],
    },
  ])
})

test.each(['text', 'markdown'] as const)('Shows a warning with its runs as %s', format => {
  const text = sweepRenderers[format](warned)
  expect(text).toContain('1 warning')
  expect(text.replaceAll('`', '')).toMatch(/RB-B03.*Waits before it retries/)
  expect(text.replaceAll('&#95;', '_')).toContain('2 runs: get_call_info 1 met 101001, get_call_info 2 met 101001')
  expect(text).toContain('retried after 2 ms')
})

test('Has the warnings in JSON by rule and by run', () => {
  expect(JSON.parse(sweepRenderers.json(warned))).toMatchObject({
    warnings: [
      {
        rule: 'RB-B03',
        runs: [
          { command: 'get_call_info', nth: 1, errorCode: 101001, stumble: null, found: pause.found },
          { command: 'get_call_info', nth: 2, errorCode: 101001 },
        ],
      },
    ],
    runs: [{ warnings: [pause] }, { warnings: [] }, { warnings: [pause] }],
  })
})
