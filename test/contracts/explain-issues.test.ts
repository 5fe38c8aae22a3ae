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
  [{ CalleeList_Account: undefined }, 'CalleeList_Account is missing: want an array.'],
  [{ CalleeList_Account: 'user2' }, 'CalleeList_Account is "user2": want an array.'],
  [{ CalleeList_Account: [] }, 'CalleeList_Account is []: want at least 1 item.'],
  [{ CalleeList_Account: ['user2', 7] }, 'CalleeList_Account.1 is 7: want a string.'],
  [{ Timeout: 9_999 }, 'Timeout is 9999: want at least 10000.'],
  [{ Timeout: 600_001 }, 'Timeout is 600001: want at most 600000.'],
  [{ Timeout: 30_000.5 }, 'Timeout is 30000.5: want an integer.'],
  [{ Timeout: '30000' }, 'Timeout is "30000": want a number.'],
  [{ CallInfo: null }, 'CallInfo is null: want an object.'],
  [{ CallInfo: {} }, 'CallInfo.MediaType is missing: want "Audio" or "Video".'],
  [{ CallInfo: { MediaType: 'audio' } }, 'CallInfo.MediaType is "audio": want "Audio" or "Video".'],
  [{ CallInfo: { MediaType: 'Audio', RoomIdType: 0 } }, 'CallInfo.RoomIdType is 0: want 1 or 2.'],
])('%j is explained', (change, sentence) => {
  expect(explain(change)).toBe(sentence)
})

test('several faults are several sentences, in the order of the contract', () => {
  expect(explain({ Timeout: 0, CallInfo: 1 })).toBe('Timeout is 0: want at least 10000. CallInfo is 1: want an object.')
})

test('a CallId that is too long is not repeated whole', () => {
  const body = { CallId: 'x'.repeat(100_000) }
  const { error } = operations.get_call_info.body.safeParse(body)
  const sentence = error ? explainIssues(error, body) : ''
  expect(sentence).toContain('want at most 256 characters.')
  expect(sentence.length).toBeLessThan(160)
})

test('whatever comes as a CallId, the sentence names it, says what is wanted and stays short', () => {
  fc.assert(
    fc.property(fc.jsonValue(), CallId => {
      const { error } = operations.get_call_info.body.safeParse({ CallId })
      if (!error) return
      const sentence = explainIssues(error, { CallId })
      expect(sentence).toMatch(/^CallId is .*: want (a string|at least 1 character|at most 256 characters)\./s)
      expect(sentence.length).toBeLessThan(200)
    }),
  )
})

test('a field that is of the wrong type is not measured as well', () => {
  const body = { CallId: [] }
  const { error } = operations.get_call_info.body.safeParse(body)
  expect(error && explainIssues(error, body)).toBe('CallId is []: want a string.')
})

test('a field that only the prototype has is missing', () => {
  const schema = z.object({ toString: z.string() })
  const { error } = schema.safeParse({})
  expect(error && explainIssues(error, {})).toBe('toString is missing: want a string.')
})

test('a key that nobody knows is named, and a body that fits no shape is told what there is', () => {
  const explain = (schema: z.ZodType, value: unknown) => {
    const { error } = schema.safeParse(value)
    return error && explainIssues(error, value)
  }
  expect(explain(z.strictObject({ by: z.string() }), { by: 'x', bye: 1 })).toBe('"bye" is not known here.')
  const shapes = z.union([z.strictObject({ by: z.string() }), z.strictObject({ to: z.string() })])
  expect(explain(shapes, {})).toBe('The body wants one of by or to.')
})
