import { expect, test } from 'vitest'
import * as z from 'zod'
import { failure, replyHeaders, requestIdPattern, success, toSuccess } from '../../src/contracts/envelope.ts'

const RequestId = 'Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769'
const ok = { ErrorCode: 0, ErrorInfo: '', ActionStatus: 'OK', RequestId }
const fail = { ErrorCode: 101004, ErrorInfo: 'Unknown call "a".', ActionStatus: 'FAIL', RequestId }

test('Matches the documented RequestId', () => {
  expect(RequestId).toMatch(requestIdPattern)
})

test.each([
  '',
  'Id-431454F25A44462D8155BDFF4FED38CC-O-Seq-1',
  'Id-431454f25a44462d8155bdff4fed38c-O-Seq-1',
  'Id-431454f25a44462d8155bdff4fed38cc-O-Seq-',
  ` ${RequestId}`,
  `${RequestId}\n`,
])('Refuses %j as a RequestId', id => {
  expect(id).not.toMatch(requestIdPattern)
})

test('Accepts as an envelope either a success or a failure', () => {
  expect(success.safeParse(ok).success).toBe(true)
  expect(failure.safeParse(fail).success).toBe(true)
  expect(success.safeParse(fail).success).toBe(false)
  expect(failure.safeParse(ok).success).toBe(false)
})

test.each([{ ErrorCode: 101004 }, { ErrorInfo: 'fine' }, { ActionStatus: 'FAIL' }, { RequestId: undefined }])(
  'Refuses a success with %j',
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
])('Refuses a failure with %j', change => {
  expect(failure.safeParse({ ...fail, ...change }).success).toBe(false)
})

test('Requires the response in the success of a command that has one', () => {
  const schema = toSuccess(z.object({ Url: z.string() }))
  expect(schema.safeParse(ok).success).toBe(false)
  expect(schema.safeParse({ ...ok, Response: { Url: 'http://127.0.0.1/' } }).success).toBe(true)
})

test('Sends replies as JSON with the headers of the documented sample', () => {
  expect(replyHeaders).toEqual({
    'Content-Type': 'application/json; charset=utf-8',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': 'X-Requested-With',
    'Access-Control-Allow-Methods': 'POST',
  })
})
