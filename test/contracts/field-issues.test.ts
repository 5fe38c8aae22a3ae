import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { listSchemaIssues } from '../../src/contracts/field-issues.ts'
import { explainIssues } from '../../src/contracts/messages.ts'
import { operations } from '../../src/contracts/operations.ts'

const robot = z.object({
  CalleeList_Account: z.array(z.string()).min(1),
  Timeout: z.int().min(10_000).max(600_000),
  CallInfo: z.object({ MediaType: z.enum(['Audio', 'Video']), RoomIdType: z.literal([1, 2]).optional() }),
})
const good = { CalleeList_Account: ['user2'], Timeout: 30_000, CallInfo: { MediaType: 'Audio' } }

function list(schema: z.ZodType, value: unknown) {
  const { error } = schema.safeParse(value)
  return error ? listSchemaIssues(error, value, { schema }) : []
}

test.each([
  [{ CalleeList_Account: undefined }, 'missing-field', ['CalleeList_Account'], 'an array'],
  [{ CalleeList_Account: 'user2' }, 'invalid-field', ['CalleeList_Account'], 'an array'],
  [{ CalleeList_Account: [] }, 'invalid-field', ['CalleeList_Account'], 'at least 1 item'],
  [{ CalleeList_Account: ['user2', 7] }, 'invalid-field', ['CalleeList_Account', 1], 'a string'],
  [{ Timeout: 9_999 }, 'invalid-field', ['Timeout'], 'at least 10000'],
  [{ Timeout: 600_001 }, 'invalid-field', ['Timeout'], 'at most 600000'],
  [{ Timeout: 30_000.5 }, 'invalid-field', ['Timeout'], 'an integer'],
  [{ Timeout: '30000' }, 'invalid-field', ['Timeout'], 'a number'],
  [{ CallInfo: null }, 'invalid-field', ['CallInfo'], 'an object'],
  [{ CallInfo: {} }, 'missing-field', ['CallInfo', 'MediaType'], '"Audio" or "Video"'],
  [{ CallInfo: { MediaType: 'audio' } }, 'invalid-field', ['CallInfo', 'MediaType'], '"Audio" or "Video"'],
  [{ CallInfo: { MediaType: 'Audio', RoomIdType: 0 } }, 'invalid-field', ['CallInfo', 'RoomIdType'], '1 or 2'],
])('Finds the issue of %j', (change, code, path, expected) => {
  expect(list(robot, { ...good, ...change })).toMatchObject([{ code, path, expected }])
})

test('Lists issues in the order of the schema', () => {
  expect(list(robot, { ...good, Timeout: 0, CallInfo: 1 }).map(({ path }) => path)).toEqual([['Timeout'], ['CallInfo']])
})

test('Lists one issue for a value of the wrong type', () => {
  expect(list(operations.get_call_info.body, { CallId: [] })).toMatchObject([{ expected: 'a string', received: [] }])
})

test('Treats a field of the prototype as missing', () => {
  expect(list(z.object({ toString: z.string() }), {})).toMatchObject([{ code: 'missing-field', path: ['toString'] }])
})

test('Suggests the known name of an unknown key', () => {
  const schema = z.strictObject({ by: z.string() })
  expect(list(schema, { by: 'x', bye: 1 })).toMatchObject([{ code: 'unknown-field', known: ['by'], suggestion: 'by' }])
})

test('Expects the fields of every alternative of a union', () => {
  const shapes = z.union([z.strictObject({ by: z.string() }), z.strictObject({ to: z.string() })])
  expect(list(shapes, {})).toMatchObject([{ code: 'invalid-field', path: [], expected: 'one of by or to' }])
})

test('Prepends the base to each path', () => {
  const { error } = robot.safeParse({})
  expect(error && listSchemaIssues(error, {}, { base: 'Response' })[0]?.path).toEqual([
    'Response',
    'CalleeList_Account',
  ])
})

test('Keeps the sentence short for any CallId', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.constant('x'.repeat(100_000))), CallId => {
      const { error } = operations.get_call_info.body.safeParse({ CallId })
      if (error) expect(explainIssues(error, { CallId }).length).toBeLessThan(200)
    }),
  )
})
