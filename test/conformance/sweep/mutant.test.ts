import { expect, test } from 'vitest'
import { isRepeatable, type Mutant, toFaultText, toMutants } from '../../../src/conformance/sweep/mutant.ts'
import { operationNames } from '../../../src/contracts/operations.ts'
import { failureModes } from '../../../src/emulator/exchange.ts'
import { parseFault } from '../../../src/scenarios/parse-yaml.ts'
import { checkFault } from '../../../src/scenarios/validate.ts'
import { type Told, toJournal } from '../client/journal.ts'

const toAll = (told: readonly Told[]) => toMutants(toJournal(told).entries)
const find = (mutants: readonly Mutant[], nth: number, name: string) =>
  mutants.find(mutant => mutant.nth === nth && mutant.meets.name === name)

test('every stumble there is, and every refusal that is not its own, can befall each exchange of every command', () => {
  for (const command of operationNames) {
    const names = toAll([{ command }]).map(({ meets }) => meets.name)
    expect(names).toEqual(expect.arrayContaining(failureModes.filter(stumble => stumble !== 'refusal')))
    expect(names).toEqual(expect.arrayContaining(['60007', '60008', '70001']))
  }
})

test('every fault is a good one, and its text reads as the same', () => {
  const mutants = toAll(operationNames.flatMap(command => [{ command }, { command }, { command }]))
  expect(mutants.length).toBeGreaterThan(300)
  for (const { fault } of mutants) {
    const checked = checkFault(fault)
    expect(checked).toHaveProperty('fault')
    expect({ fault: parseFault(toFaultText(fault)) }).toEqual(checked)
  }
})

test('a fault hits one exchange: it lets those before pass', () => {
  const mutants = toAll([{}, { command: 'end_call' }, {}])
  expect(find(mutants, 2, 'http')?.fault).toEqual({ on: 'get_call_info', skip: 1, times: 1, http: 502 })
  expect(find(mutants, 1, 'http')?.fault).toEqual({ on: 'get_call_info', times: 1, http: 502 })
})

test('refusals count only what the gates let through, and befall nothing else', () => {
  const mutants = toAll([{}, { errorCode: 60002 }, {}])
  expect(find(mutants, 2, '101001')).toBeUndefined()
  expect(find(mutants, 2, 'http')?.fault).toMatchObject({ skip: 1 })
  expect(find(mutants, 3, '101001')?.fault).toMatchObject({ skip: 1, error: 101001 })
  expect(find(mutants, 3, 'http')?.fault).toMatchObject({ skip: 2 })
})

test('a refusal that an exchange has anyway is no fault', () => {
  const mutants = toAll([{ errorCode: 101004 }])
  expect([find(mutants, 1, '101004'), find(mutants, 1, '101001')]).toEqual([undefined, expect.anything()])
})

test('a client that resets the emulator begins to count anew', () => {
  const mutants = toAll([{}, {}, { epoch: 2 }])
  expect([...new Set(mutants.map(({ nth }) => nth))]).toEqual([1, 2])
})

test('what names no command can meet nothing here', () => {
  expect(toAll([{ command: undefined }])).toEqual([])
})

test.each([
  ['get_call_info', '101001', true],
  ['get_call_info', '60007', true],
  ['get_call_info', '101004', false],
  ['get_call_info', '70001', false],
  ['get_call_info', 'truncated', true],
  ['get_call_info', 'omitted', false],
  ['start_call_by_robot', '101001', true],
  ['start_call_by_robot', 'http', false],
  ['start_call_by_robot', 'reset-before', false],
  ['start_call_by_robot', 'reset-during', false],
  ['start_call_by_robot', 'truncated', false],
])('whether %s gets over %s by asking again: %s', (command, name, passes) => {
  const mutant = find(toAll([{ command }]), 1, name)
  expect(mutant && isRepeatable(mutant)).toBe(passes)
})
