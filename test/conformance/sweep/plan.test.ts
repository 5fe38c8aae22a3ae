import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toFaultText } from '../../../src/conformance/client/failure-modes.ts'
import {
  chooseFaultCases,
  type FaultCase,
  isInParts,
  isRetryable,
  parseSweepPart,
  planFaultCases,
} from '../../../src/conformance/sweep/plan.ts'
import { operationNames } from '../../../src/contracts/operations.ts'
import { failureModes } from '../../../src/faults/failure-modes.ts'
import { checkFault } from '../../../src/scenarios/validate.ts'
import { parseFault } from '../../../src/scenarios/yaml.ts'
import { type ExchangeInput, toJournal } from '../client/journal.ts'

const plan = (exchanges: readonly ExchangeInput[]) => planFaultCases(toJournal(exchanges).entries)
const find = (cases: readonly FaultCase[], nth: number, name: string) =>
  cases.find(one => one.nth === nth && one.failure.name === name)

test.each(operationNames)('Plans every failure mode and refusal for %s', command => {
  const names = plan([{ command }]).map(({ failure }) => failure.name)
  expect(names).toEqual(expect.arrayContaining(failureModes.filter(mode => mode !== 'refusal')))
  expect(names).toEqual(expect.arrayContaining(['60007', '60008', '70001']))
})

test('Plans valid faults, whose text is read as the same fault', () => {
  const cases = plan(operationNames.flatMap(command => [{ command }, { command }, { command }]))
  expect(cases.length).toBeGreaterThan(300)
  for (const { fault } of cases) {
    const checked = checkFault(fault)
    expect(checked).toHaveProperty('fault')
    expect({ fault: parseFault(toFaultText(fault)) }).toEqual(checked)
  }
})

test('Skips earlier requests of the same command before a fault', () => {
  const cases = plan([{}, { command: 'end_call' }, {}])
  expect(find(cases, 2, 'http')?.fault).toEqual({ on: 'get_call_info', skip: 1, times: 1, http: 502 })
  expect(find(cases, 1, 'http')?.fault).toEqual({ on: 'get_call_info', times: 1, http: 502 })
})

test('Counts only requests that passed the checks for a refusal', () => {
  const cases = plan([{}, { errorCode: 60002 }, {}])
  expect(find(cases, 2, '101001')).toBeUndefined()
  expect(find(cases, 2, 'http')?.fault).toMatchObject({ skip: 1 })
  expect(find(cases, 3, '101001')?.fault).toMatchObject({ skip: 1, error: 101001 })
  expect(find(cases, 3, 'http')?.fault).toMatchObject({ skip: 2 })
})

test('Plans no refusal that a request gets anyway, and nothing for an unknown command', () => {
  const cases = plan([{ errorCode: 101004 }])
  expect([find(cases, 1, '101004'), find(cases, 1, '101001')]).toEqual([undefined, expect.anything()])
  expect(plan([{ command: undefined }])).toEqual([])
})

test('Starts to count again if a client resets the emulator', () => {
  expect([...new Set(plan([{}, {}, { epoch: 2 }]).map(({ nth }) => nth))]).toEqual([1, 2])
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
])('Expects a retry of a client of %s after %s: %s', (command, name, should) => {
  const one = find(plan([{ command }]), 1, name)
  expect(one && isRetryable(one)).toBe(should)
})

const toPair = ({ command, failure }: FaultCase) => `${command} ${failure.name}`
const toKey = (one: FaultCase) => `${toPair(one)} ${one.nth}`
const planCommands = (commands: readonly string[]) => plan(commands.map(command => ({ command })))
const choice = fc.tuple(
  fc.array(fc.constantFrom(...operationNames), { maxLength: 30 }),
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: 0, max: 4_294_967_295 }),
)

test('Selects at most the given number of cases, and every failure of a command before any a second time', () => {
  fc.assert(
    fc.property(choice, ([used, most, seed]) => {
      const all = planCommands(used)
      const { chosen, leftOut } = chooseFaultCases(all, most, seed)
      expect(chosen.length).toBe(Math.min(most, all.length))
      expect([...chosen, ...leftOut].map(toKey).sort()).toEqual(all.map(toKey).sort())
      expect(new Set(chosen.map(toPair)).size).toBe(Math.min(new Set(all.map(toPair)).size, most))
    }),
  )
})

test('Gives each command an equal share if not all fit', () => {
  fc.assert(
    fc.property(fc.subarray([...operationNames], { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (used, most) => {
      const { chosen } = chooseFaultCases(planCommands(used), Math.min(most, used.length * 10), 0)
      const counts = used.map(command => chosen.filter(one => one.command === command).length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('Selects the same cases for the same seed, and others for another', () => {
  const all = planCommands(Array.from({ length: 40 }, () => 'get_call_info'))
  const keys = (seed: number) => chooseFaultCases(all, 60, seed).chosen.map(toKey)
  expect(keys(7)).toEqual(keys(7))
  expect(keys(7)).not.toEqual(keys(8))
})

const http = { command: 'get_call_info', failure: { name: 'http', meaning: '', mode: 'http' } } as const
const refused = { command: 'end_call', failure: { name: '101001', meaning: '', errorCode: 101001 } } as const

test.each([
  ['get_call_info', [true, false]],
  ['get_call_info:http', [true, false]],
  ['get_call_info:html', [false, false]],
  ['all:101001', [false, true]],
  ['all', [true, true]],
])('Selects a part of a sweep by %s', (text, selected) => {
  const read = parseSweepPart(text)
  const parts = 'part' in read ? [read.part] : []
  expect([parts.length, isInParts(parts, http), isInParts(parts, refused)]).toEqual([1, ...selected])
  expect(isInParts([], http)).toBe(true)
})

test.each([
  ['', { code: 'form' }],
  ['get_call_info:', { code: 'form' }],
  ['get_call_info:http:1', { code: 'form' }],
  ['get_cal_info', { code: 'unknown-command', command: 'get_cal_info' }],
  ['get_call_info:htp', { code: 'unknown-fault', fault: 'htp', command: 'get_call_info' }],
  ['get_call_info:101050', { code: 'unknown-fault', fault: '101050' }],
])('Refuses %j as a part of a sweep', (text, issue) => {
  expect(parseSweepPart(text)).toMatchObject({ issue })
})
