import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toScenario } from '../../../src/conformance/client/case.ts'
import {
  type ClientResult,
  evaluateResult,
  findDifference,
  type ReceivedRequest,
} from '../../../src/conformance/client/case-outcome.ts'
import { caseRequirements, clientCases } from '../../../src/conformance/client/cases.ts'
import { toError } from '../../../src/contracts/errors.ts'
import { operationNames, operations } from '../../../src/contracts/operations.ts'
import { possibleErrors } from '../../../src/contracts/refusal-order.ts'
import { validateRequest } from '../../../src/contracts/validate.ts'
import { failureModeRows, failureModes } from '../../../src/faults/failure-modes.ts'
import { toFault } from '../../../src/faults/fault.ts'
import { checkScenario } from '../../../src/scenarios/validate.ts'

const of = (command: string) => clientCases.filter(one => one.command === command)
const expectedOf = (command: string) => of(command).flatMap(({ steps }) => steps.flatMap(({ expected }) => expected))

test('Has unique pairs of id and command, and the same texts for an id', () => {
  const names = clientCases.map(({ id, command }) => `${id} ${command}`)
  expect(new Set(names).size).toBe(names.length)
  // The source may differ, because the page of each command states its errors.
  for (const { id, title, reason, fix } of clientCases) {
    expect(caseRequirements.find(requirement => requirement.id === id)).toMatchObject({ title, reason, fix })
  }
  const numbers = caseRequirements.map(({ id }) => Number(/^RB-C(\d{2,3})$/.exec(id)?.[1]))
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
})

test('Has a title, reason and fix in sentences for every case', () => {
  for (const { title, reason, fix } of caseRequirements) {
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(reason).toMatch(/^[A-Z0-9].*\.$/)
    expect(fix).toMatch(/^[A-Z].*\.$/)
  }
})

test.each(operationNames)('Has cases of %s for every refusal, every failure mode and successes', command => {
  const codes = expectedOf(command).flatMap(one => ('errorCode' in one ? one.errorCode : []))
  expect(codes).toEqual(expect.arrayContaining(possibleErrors(operations[command]).map(name => toError(name).code)))
  const effects = of(command).flatMap(({ setup }) => (setup.faults ?? []).map(fault => toFault(fault).effect))
  for (const mode of failureModes) {
    const isMet = effects.some(effect => failureModeRows[mode].isCausedBy(effect, effect.delay === undefined ? 0 : 1))
    expect([mode, isMet]).toEqual([mode, true])
  }
  const own = of(command).filter(({ id }) => Number(id.slice(4)) >= 50)
  if (own.length > 0)
    expect(own.some(({ steps }) => steps.some(({ expected }) => expected.some(one => 'returns' in one)))).toBe(true)
})

test('Has valid scenarios and bodies', () => {
  for (const one of clientCases) {
    expect(checkScenario(toScenario(one))).toHaveProperty('plan')
    for (const { body } of one.steps) expect(validateRequest(operations[one.command], body)).toEqual([])
  }
})

const success: ReceivedRequest = {
  body: '{"CallId":"one"}',
  errorCode: 0,
  status: 200,
  drop: undefined,
  reply: '{"ErrorCode":0,"Response":{"CallInfo":{"CallId":"one"},"UserList":[{"User_Account":"u"}]}}',
}
const body = { CallId: 'one' }
const value = { returns: ['CallInfo.CallId', 'UserList'] }
const whole = { CallInfo: { CallId: 'one' }, UserList: [{ User_Account: 'u' }] }
const toValue = (value: unknown): ClientResult => ({ is: 'value', value: value })
const erred = (code?: number): ClientResult => ({ is: 'error', code, message: 'no' })

const refusal = [{ errorCode: 101_004 }]

test.each<[string, Parameters<typeof evaluateResult>, object | undefined]>([
  ['the value', [{ body, expected: [value] }, toValue({ ...whole, More: 1 }), [success]], undefined],
  [
    'a value without a field',
    [{ body, expected: [value] }, toValue({ UserList: whole.UserList }), [success]],
    { code: 'other-value', difference: { path: 'CallInfo.CallId', expected: 'one', got: undefined } },
  ],
  [
    'a shorter list',
    [{ body, expected: [value] }, toValue({ ...whole, UserList: [] }), [success]],
    { code: 'other-value', difference: { path: 'UserList', got: [] } },
  ],
  ['a value without a request', [{ body, expected: [value] }, toValue(whole), []], { code: 'no-request' }],
  [
    'a value after failures only',
    [{ body, expected: [value] }, toValue(whole), [{ ...success, errorCode: 101_001 }]],
    { code: 'no-success' },
  ],
  [
    'a value for another request',
    [{ body: { CallId: 'two' }, expected: [value] }, toValue(whole), [success]],
    { code: 'not-sent', difference: { path: 'CallId', expected: 'two', got: 'one' } },
  ],
  ['no value without Response', [{ body, expected: [{ returns: [] }] }, toValue(undefined), [success]], undefined],
  ['the code', [{ body, expected: refusal }, erred(101_004), []], undefined],
  ['no code', [{ body, expected: refusal }, erred(), []], { code: 'unexpected', expected: refusal }],
  ['a value for an error', [{ body, expected: refusal }, toValue(undefined), []], { code: 'unexpected' }],
  ['an error of its own', [{ body, expected: [{ fails: true }] }, erred(), []], undefined],
  ['an HTTP status as code', [{ body, expected: [{ fails: true }] }, erred(502), []], undefined],
  [
    'a code that no response had',
    [{ body, expected: [value, { fails: true }] }, erred(101_004), []],
    { code: 'unexpected' },
  ],
  ['nothing', [{ body, expected: [{ fails: true }] }, { is: 'timeout', after: 15_000 }, []], { code: 'unexpected' }],
])('Evaluates %s', (_, step, failure) => {
  const found = evaluateResult(...step)
  if (failure === undefined) expect(found).toBeUndefined()
  else expect(found).toMatchObject(failure)
})

test('Finds no difference in either direction only between equal values', () => {
  const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))
  fc.assert(
    fc.property(json, json, (one, other) => {
      expect(findDifference(one, structuredClone(one), '')).toBeUndefined()
      const areSame = [findDifference(one, other, ''), findDifference(other, one, '')].every(one => one === undefined)
      expect(areSame).toBe(isDeepStrictEqual(one, other))
    }),
  )
})
