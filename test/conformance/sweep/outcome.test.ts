import { expect, test } from 'vitest'
import { type CommandEnd, evaluateFaultRun } from '../../../src/conformance/sweep/outcome.ts'
import { planFaultCases } from '../../../src/conformance/sweep/plan.ts'
import { type ExchangeInput, toJournal } from '../client/journal.ts'

const damaged: ExchangeInput = {
  status: 502,
  errorCode: undefined,
  faults: ['fault-1'],
  failureModes: ['http'],
  reply: '<html>',
}
const refused: ExchangeInput = { errorCode: 101004, faults: ['fault-1'], failureModes: ['refusal'] }
const exited: CommandEnd = { code: 0, signal: null, timedOut: false, milliseconds: 100, output: '' }

function evaluate(
  name: string,
  exchanges: readonly ExchangeInput[],
  end: Partial<CommandEnd> = {},
  ignoredRules: readonly string[] = [],
  command = 'get_call_info',
) {
  const one = planFaultCases(toJournal([{ command }]).entries).find(({ failure }) => failure.name === name)
  if (!one) throw new Error(name)
  const run = { command: 'x', code: end.code ?? 0, signal: null, began: 0, ended: 100 }
  const options = { ignoredRules, reproduction: 'npx ringback exec' }
  return evaluateFaultRun(one, { ...exited, ...end }, toJournal(exchanges, { run }), options)
}

/** Requests the call, and continues in any case. */
const ignored: readonly ExchangeInput[] = [damaged, { command: 'end_call' }]

test.each<readonly [string, string, readonly ExchangeInput[], Partial<CommandEnd>]>([
  ['passed', 'http', [damaged, {}], {}],
  ['no-retry', 'http', [damaged], { code: 1 }],
  ['reported', '101004', [refused], { code: 1 }],
  ['timed-out', 'http', [damaged], { code: null, signal: 'SIGKILL', timedOut: true }],
  ['timed-out', 'http', [damaged], { code: 0, timedOut: true }],
  ['crashed', 'http', [damaged], { code: null, signal: 'SIGSEGV' }],
  ['crashed', 'http', [damaged], { code: 139 }],
  ['violated', 'http', ignored, {}],
  ['not-triggered', 'http', [{}], {}],
  ['not-triggered', 'http', [], { code: 1 }],
  ['not-triggered', 'http', [{ ...damaged, faults: ['fault-2'] }], {}],
])('Returns the outcome %s: %s, %j, %j', (outcome, name, exchanges, end) => {
  expect(evaluate(name, exchanges, end).outcome).toBe(outcome)
})

test('Names the rule of a violation and the finding', () => {
  expect(evaluate('http', ignored).violations).toMatchObject([
    { rule: 'RB-A03', message: expect.stringContaining('502') },
  ])
})

test('Ignores a rule that the baseline run breaks', () => {
  expect(evaluate('http', ignored, {}, ['RB-A03'])).toMatchObject({ outcome: 'passed', violations: [] })
})

test.each<readonly [string, string, readonly ExchangeInput[], object]>([
  ['get_call_info', 'http', [damaged], { notRetried: true, reactions: ['stopped'] }],
  ['get_call_info', 'http', [damaged, {}], { notRetried: false, reactions: ['recovered'] }],
  ['end_call', 'http', [{ ...damaged, command: 'end_call' }], { notRetried: true }],
  ['get_call_info', '101004', [refused], { notRetried: false }],
])('Marks a run that passed without repeating an unanswered request (%#)', (command, name, exchanges, expected) => {
  expect(evaluate(name, exchanges, {}, [], command)).toMatchObject({ outcome: 'passed', ...expected })
})

const unpausedRetries: readonly ExchangeInput[] = [
  { t: 0, errorCode: 101_001, faults: ['fault-1'], failureModes: ['refusal'], timing: { sentAt: 1_768_469_400_001 } },
  { t: 3 },
]

test('Keeps a warning of a run that passed, unless the baseline run has it too', () => {
  expect(evaluate('101001', unpausedRetries)).toMatchObject({
    outcome: 'passed',
    violations: [],
    warnings: [{ rule: 'RB-B03', message: expect.stringContaining('101001') }],
  })
  expect(evaluate('101001', unpausedRetries, {}, ['RB-B03']).warnings).toEqual([])
})

test.each([
  ['no-retry', { code: 1 }],
  ['passed', { code: 0 }],
])('Does not add a warning that a client did not retry: %s', (outcome, end) => {
  const failed: ExchangeInput = { errorCode: 101_001, faults: ['fault-1'], failureModes: ['refusal'] }
  expect(evaluate('101001', [failed], end)).toMatchObject({ outcome, warnings: [] })
})

test('Reports no warnings if the fault was not triggered', () => {
  const untriggered = unpausedRetries.map(exchanges => ({ ...exchanges, faults: [] }))
  expect(evaluate('101001', untriggered)).toMatchObject({ outcome: 'not-triggered', warnings: [] })
})
