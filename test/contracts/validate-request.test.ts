import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { validateRequest } from '../../src/contracts/validate.ts'

const { start_call_by_robot: start, get_call_info: info } = operations
const good = { Robot_Account: 'r', CalleeList_Account: ['a'], Timeout: 10_000, CallInfo: { MediaType: 'Audio' } }
const kinds = (json: object) => validateRequest(start, json).map(({ kind, path }) => `${kind} ${path}`)

test('Accepts every documented sample', () => {
  for (const name of operationNames)
    for (const { body } of operations[name].examples) expect(validateRequest(operations[name], body)).toEqual([])
})

test.each([
  ['a number in quotes', { ...good, Timeout: '30000' }, ['type Timeout']],
  ['a string instead of an array', { ...good, CalleeList_Account: 'a' }, ['type CalleeList_Account']],
  ['null', { ...good, Timeout: null }, ['type Timeout']],
  ['a timeout that is too short', { ...good, Timeout: 9_999 }, ['value Timeout']],
  ['half a millisecond', { ...good, Timeout: 10_000.5 }, ['value Timeout']],
  ['a value in another case', { ...good, CallInfo: { MediaType: 'audio' } }, ['value CallInfo.MediaType']],
  ['a number instead of a string', { ...good, CallInfo: { MediaType: 1 } }, ['type CallInfo.MediaType']],
  ['a missing required field', { ...good, Timeout: undefined }, ['value Timeout']],
  ['an unknown field', { ...good, timeout: 1 }, ['unknown timeout']],
  ['a nested unknown field', { ...good, CallInfo: { MediaType: 'Audio', Roomid: 'x' } }, ['unknown CallInfo.Roomid']],
  ['several issues', { ...good, Timeout: '1', Nope: 1 }, ['unknown Nope', 'type Timeout']],
])('Distinguishes %s', (_, json, expected) => {
  expect(kinds(json)).toEqual(expected)
})

test('Suggests the probable field', () => {
  expect(validateRequest(info, { CallId: 'x', callid: 'y' })[0]?.issue).toMatchObject({
    code: 'undocumented-field',
    suggestion: 'CallId',
  })
})

test('Validates any JSON, with issues other than unknown fields only if the contract refuses it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...operationNames), fc.dictionary(fc.string(), fc.jsonValue()), (name, json) => {
      const issues = validateRequest(operations[name], json)
      expect(issues.some(({ kind }) => kind !== 'unknown')).toBe(!operations[name].body.safeParse(json).success)
    }),
  )
})
