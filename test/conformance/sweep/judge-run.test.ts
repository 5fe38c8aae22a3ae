import { expect, test } from 'vitest'
import { judgeRun } from '../../../src/conformance/sweep/judge-run.ts'
import { toMutants } from '../../../src/conformance/sweep/mutant.ts'
import type { End } from '../../../src/conformance/sweep/sweep.ts'
import { type Told, toJournal } from '../client/journal.ts'

const spoilt: Told = { status: 502, errorCode: undefined, faults: ['fault-1'], failureModes: ['http'], reply: '<html>' }
const well: End = { code: 0, signal: null, timedOut: false, milliseconds: 100, output: '' }

function judge(name: string, told: readonly Told[], end: Partial<End> = {}, excused: readonly string[] = []) {
  const mutant = toMutants(toJournal([{}]).entries).find(({ meets }) => meets.name === name)
  if (!mutant) throw new Error(name)
  const run = { command: 'x', code: end.code ?? 0, signal: null, began: 0, ended: 100 }
  return judgeRun(mutant, { ...well, ...end }, toJournal(told, { run }), { known: [], excused, again: 'again' })
}

/** Asks for the call, and goes on with it as if all were well. */
const swallowed = [spoilt, { command: 'end_call' }]

test.each([
  ['survived', 'http', [spoilt, {}], {}],
  ['gave up', 'http', [spoilt], { code: 1 }],
  ['told', '101004', [{ errorCode: 101004, faults: ['fault-1'], failureModes: ['refusal'] } as const], { code: 1 }],
  ['hung', 'http', [spoilt], { code: null, signal: 'SIGKILL', timedOut: true }],
  ['hung', 'http', [spoilt], { code: 0, timedOut: true }],
  ['crashed', 'http', [spoilt], { code: null, signal: 'SIGSEGV' }],
  ['crashed', 'http', [spoilt], { code: 139 }],
  ['slipped', 'http', swallowed, {}],
  ['not met', 'http', [{}], {}],
  ['not met', 'http', [], { code: 1 }],
  ['not met', 'http', [{ ...spoilt, faults: ['fault-2'] }], {}],
] as const)('%s: %s, %j, %j', (outcome, name, told, end) => {
  expect(judge(name, told, end).outcome).toBe(outcome)
})

test('what slipped says which rule, and what was found', () => {
  expect(judge('http', swallowed).broken).toMatchObject([
    { rule: 'RB-A03', found: expect.stringContaining('HTTP status 502') },
  ])
})

test('a rule that is broken without any fault counts no more', () => {
  expect(judge('http', swallowed, {}, ['RB-A03']).outcome).toBe('survived')
})

test('who ends well and never asked again is told apart from who recovered', () => {
  expect(judge('http', [spoilt])).toMatchObject({ outcome: 'survived', unheeded: true, reaction: 'stopped' })
  expect(judge('http', [spoilt, {}])).toMatchObject({ outcome: 'survived', unheeded: false, reaction: 'recovered' })
})

test.each([
  ['end_call', { ...spoilt, command: 'end_call' }, 'http', true],
  ['get_call_info', { errorCode: 101004, faults: ['fault-1'], failureModes: ['refusal'] } as const, '101004', false],
])(
  'who ends well after %s without an answer is told of it, and nobody who has one: %j, %s',
  (command, told, name, is) => {
    const mutant = toMutants(toJournal([{ command }]).entries).find(({ meets }) => meets.name === name)
    if (!mutant) throw new Error(name)
    const context = { known: [], excused: [], again: 'again' }
    expect(judgeRun(mutant, well, toJournal([told]), context)).toMatchObject({ outcome: 'survived', unheeded: is })
  },
)

const hasty: readonly Told[] = [
  { t: 0, errorCode: 101_001, faults: ['fault-1'], failureModes: ['refusal'], line: { sentAt: 1_768_469_400_001 } },
  { t: 3 },
]

test('Keeps a warning of a run that survived', () => {
  expect(judge('101001', hasty)).toMatchObject({
    outcome: 'survived',
    broken: [],
    warnings: [{ rule: 'RB-B03', found: expect.stringContaining('101001') }],
  })
})

test('Leaves out a warning that the run without faults has too', () => {
  expect(judge('101001', hasty, {}, ['RB-B03']).warnings).toEqual([])
})

test.each([
  ['gave up', { code: 1 }],
  ['survived', { code: 0 }],
])('Does not repeat as a warning that a client which %s did not retry', (outcome, end) => {
  const failed: Told = { errorCode: 101_001, faults: ['fault-1'], failureModes: ['refusal'] }
  expect(judge('101001', [failed], end)).toMatchObject({ outcome, warnings: [] })
})

test('Has no warnings where the fault was not met', () => {
  const unmet = hasty.map(told => ({ ...told, faults: [] }))
  expect(judge('101001', unmet)).toMatchObject({ outcome: 'not met', warnings: [] })
})
