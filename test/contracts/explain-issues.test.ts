import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { explainIssues } from '../../src/contracts/explain-issues.ts'
import { operations } from '../../src/contracts/operations.ts'

const robot = z.object({
  CalleeList_Account: z.array(z.string()).min(1),
  Timeout: z.int().min(10_000).max(600_000),
  CallInfo: z.object({ MediaType: z.enum(['Audio', 'Video']), RoomIdType: z.literal([1, 2]).optional() }),
})
const good = { CalleeList_Account: ['user2'], Timeout: 30_000, CallInfo: { MediaType: 'Audio' } }

function explain(change: object): string {
  const body = { ...good, ...change }
  const { error } = robot.safeParse(body)
  return error ? explainIssues(error, body) : ''
}

test.each([
  [{ CalleeList_Account: undefined }, 'Missing CalleeList_Account: expected an array.'],
  [{ CalleeList_Account: 'user2' }, 'Invalid CalleeList_Account: expected an array, got "user2".'],
  [{ CalleeList_Account: [] }, 'Invalid CalleeList_Account: expected at least 1 item, got [].'],
  [{ CalleeList_Account: ['user2', 7] }, 'Invalid CalleeList_Account.1: expected a string, got 7.'],
  [{ Timeout: 9_999 }, 'Invalid Timeout: expected at least 10000, got 9999.'],
  [{ Timeout: 600_001 }, 'Invalid Timeout: expected at most 600000, got 600001.'],
  [{ Timeout: 30_000.5 }, 'Invalid Timeout: expected an integer, got 30000.5.'],
  [{ Timeout: '30000' }, 'Invalid Timeout: expected a number, got "30000".'],
  [{ CallInfo: null }, 'Invalid CallInfo: expected an object, got null.'],
  [{ CallInfo: {} }, 'Missing CallInfo.MediaType: expected "Audio" or "Video".'],
  [{ CallInfo: { MediaType: 'audio' } }, 'Invalid CallInfo.MediaType: expected "Audio" or "Video", got "audio".'],
  [{ CallInfo: { MediaType: 'Audio', RoomIdType: 0 } }, 'Invalid CallInfo.RoomIdType: expected 1 or 2, got 0.'],
])('%j is explained', (change, sentence) => {
  expect(explain(change)).toBe(sentence)
})

test('several faults are several sentences, in the order of the contract', () => {
  expect(explain({ Timeout: 0, CallInfo: 1 })).toBe(
    'Invalid Timeout: expected at least 10000, got 0. Invalid CallInfo: expected an object, got 1.',
  )
})

test('a CallId that is too long is not repeated whole', () => {
  const body = { CallId: 'x'.repeat(100_000) }
  const { error } = operations.get_call_info.body.safeParse(body)
  const sentence = error ? explainIssues(error, body) : ''
  expect(sentence).toContain('expected at most 256 characters')
  expect(sentence.length).toBeLessThan(160)
})

test('whatever comes as a CallId, the sentence names it, says what is wanted and stays short', () => {
  fc.assert(
    fc.property(fc.jsonValue(), CallId => {
      const { error } = operations.get_call_info.body.safeParse({ CallId })
      if (!error) return
      const sentence = explainIssues(error, { CallId })
      expect(sentence).toMatch(
        /^Invalid CallId: expected (a string|at least 1 character|at most 256 characters), got .*\.$/s,
      )
      expect(sentence.length).toBeLessThan(200)
    }),
  )
})

test('a field that is of the wrong type is not measured as well', () => {
  const body = { CallId: [] }
  const { error } = operations.get_call_info.body.safeParse(body)
  expect(error && explainIssues(error, body)).toBe('Invalid CallId: expected a string, got [].')
})

test('a field that only the prototype has is missing', () => {
  const schema = z.object({ toString: z.string() })
  const { error } = schema.safeParse({})
  expect(error && explainIssues(error, {})).toBe('Missing toString: expected a string.')
})

test('a key that nobody knows is named, and a body that fits no shape is told what there is', () => {
  const explain = (schema: z.ZodType, value: unknown) => {
    const { error } = schema.safeParse(value)
    return error && explainIssues(error, value)
  }
  expect(explain(z.strictObject({ by: z.string() }), { by: 'x', bye: 1 })).toBe('Unknown field "bye".')
  const shapes = z.union([z.strictObject({ by: z.string() }), z.strictObject({ to: z.string() })])
  expect(explain(shapes, {})).toBe('Invalid body: expected one of by or to.')
})
