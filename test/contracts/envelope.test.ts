import { expect, test } from 'vitest'
import * as z from 'zod'
import { failure, replyHeaders, requestIdPattern, success, toSuccess } from '../../src/contracts/envelope.ts'

const RequestId = 'Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769'
const ok = { ErrorCode: 0, ErrorInfo: '', ActionStatus: 'OK', RequestId }
const fail = { ErrorCode: 101004, ErrorInfo: 'There is no call "a".', ActionStatus: 'FAIL', RequestId }

test('the documented RequestId has the form of one', () => {
  expect(RequestId).toMatch(requestIdPattern)
})

test.each([
  '',
  'Id-431454F25A44462D8155BDFF4FED38CC-O-Seq-1',
  'Id-431454f25a44462d8155bdff4fed38c-O-Seq-1',
  'Id-431454f25a44462d8155bdff4fed38cc-O-Seq-',
  ` ${RequestId}`,
  `${RequestId}\n`,
])('%j is no RequestId', id => {
  expect(id).not.toMatch(requestIdPattern)
})

test('an envelope is a success or a failure, never both', () => {
  expect(success.safeParse(ok).success).toBe(true)
  expect(failure.safeParse(fail).success).toBe(true)
  expect(success.safeParse(fail).success).toBe(false)
  expect(failure.safeParse(ok).success).toBe(false)
})

test.each([{ ErrorCode: 101004 }, { ErrorInfo: 'fine' }, { ActionStatus: 'FAIL' }, { RequestId: undefined }])(
  'a success with %j is none',
  change => {
    expect(success.safeParse({ ...ok, ...change }).success).toBe(false)
  },
)

test.each([
  { ErrorCode: 0 },
  { ErrorCode: '101004' },
  { ErrorInfo: '' },
  { ActionStatus: 'OK' },
  { ActionStatus: undefined },
])('a failure with %j is none', change => {
  expect(failure.safeParse({ ...fail, ...change }).success).toBe(false)
})

test('a success of a command with a response must carry it', () => {
  const schema = toSuccess(z.object({ Url: z.string() }))
  expect(schema.safeParse(ok).success).toBe(false)
  expect(schema.safeParse({ ...ok, Response: { Url: 'http://127.0.0.1/' } }).success).toBe(true)
})

test('every answer is JSON with the headers of the documented sample', () => {
  expect(replyHeaders).toEqual({
    'Content-Type': 'application/json; charset=utf-8',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': 'X-Requested-With',
    'Access-Control-Allow-Methods': 'POST',
  })
})
