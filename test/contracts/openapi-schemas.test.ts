import { expect, test } from 'vitest'
import * as z from 'zod'
import { callbacks } from '../../src/contracts/callbacks.ts'
import { toSchema, toSchemas } from '../../src/contracts/openapi/schemas.ts'
import { defineOperation } from '../../src/contracts/operation.ts'
import { operations } from '../../src/contracts/operations.ts'

const common = ['RequestId', 'Failure', 'MediaType', 'CallType', 'CallResult', 'CallRecord', 'UserList']

const callId = z.object({ CallId: z.string() })
const defineSample = (command: string) =>
  defineOperation({
    service: 'sample_srv',
    command,
    title: 'A sample',
    description: 'A sample.',
    pages: [1],
    perSecond: { limit: 1, source: { assumed: 'it is a sample' } },
    body: callId,
    invalid: 'InvalidParameter',
    refusals: ['InvalidParameter'],
    examples: [{ title: 'A sample', source: { assumed: 'it is a sample' }, body: { CallId: 'one' }, answer: {} }],
  })

test('Gives a command a body, a response and a success that refers to it', () => {
  const schemas = toSchemas([operations.get_call_info])
  expect([...schemas.keys()].filter(name => !common.includes(name))).toEqual([
    'GetCallInfoBody',
    'GetCallInfoResult',
    'GetCallInfoSuccess',
  ])
  expect(schemas.get('GetCallInfoSuccess')?.properties).toMatchObject({
    RequestId: { $ref: '#/components/schemas/RequestId' },
    Response: { $ref: '#/components/schemas/GetCallInfoResult' },
  })
})

test('Shares one success between commands without a response, which may share a body', () => {
  const schemas = toSchemas([defineSample('do_one'), defineSample('do_other')])
  expect([...schemas.keys()].filter(name => !common.includes(name))).toEqual(['DoOneBody', 'Success', 'DoOtherBody'])
  expect(schemas.get('Success')?.required).toEqual(['ErrorCode', 'ErrorInfo', 'ActionStatus', 'RequestId'])
  expect(schemas.get('DoOtherBody')).toMatchObject({ properties: { CallId: { type: 'string' } } })
  expect(schemas.get('DoOneBody')).toEqual(schemas.get('DoOtherBody'))
})

test('Has neither $id nor $schema in schemas', () => {
  expect(toSchema(z.string())).toEqual({ type: 'string' })
  for (const schema of toSchemas([operations.get_call_info]).values()) {
    expect(Object.keys(schema)).not.toContain('$id')
    expect(Object.keys(schema)).not.toContain('$schema')
  }
})

test('Writes whole numbers as integers, and other numbers as numbers', () => {
  expect(toSchema(z.literal([0, 1, 2]))).toEqual({ type: 'integer', enum: [0, 1, 2] })
  expect(toSchema(z.literal(0))).toMatchObject({ type: 'integer', const: 0 })
  expect(toSchema(z.literal(0.5))).toMatchObject({ type: 'number', const: 0.5 })
  expect(toSchema(z.number())).toEqual({ type: 'number' })
})

test('Contains a shared part once and refers to it', () => {
  const schemas = toSchemas(Object.values(operations), Object.values(callbacks))
  expect([...schemas.keys()].slice(0, common.length)).toEqual(common)
  const record = { $ref: '#/components/schemas/CallRecord' }
  const list = { $ref: '#/components/schemas/UserList' }
  expect(schemas.get('GetRecordByCallidResult')?.properties?.CallRecord).toMatchObject(record)
  expect(schemas.get('GetRecordByFilterResult')?.properties?.CallRecordList).toMatchObject({ items: record })
  expect(schemas.get('AfterEndCallBody')?.properties?.CallRecord).toMatchObject(record)
  for (const name of ['GetCallInfoResult', 'AfterStartCallBody', 'AfterMemberChangedBody'])
    expect(schemas.get(name)?.properties?.UserList, name).toMatchObject(list)
  const text = JSON.stringify([...schemas])
  expect(text.split('Caller_Account').length - 1, 'named and required, in one place').toBe(2)
  expect(text.split('"Waiting"').length - 1).toBe(1)
})

test('Adds a description beside the reference to a shared part', () => {
  const body = toSchemas([], [callbacks['Call.CallbackAfterStartCall']]).get('AfterStartCallBody')
  expect(body?.properties?.CallInfo).toHaveProperty('properties.CallMediaType', {
    $ref: '#/components/schemas/MediaType',
    description: 'What the call carries, under the name of the sample.',
  })
})

test('Gives a callback its body and its response, which only callbacks have', () => {
  const schemas = toSchemas([], Object.values(callbacks))
  expect([...schemas.keys()].filter(name => !common.includes(name))).toEqual([
    'AfterStartCallBody',
    'AfterMemberChangedBody',
    'AfterEndCallBody',
    'CallbackAnswer',
  ])
  expect(toSchemas([]).has('CallbackAnswer')).toBe(false)
})

test('Omits bounds of JSON numbers, and keeps bounds of the service', () => {
  expect(toSchema(z.int())).toEqual({ type: 'integer' })
  expect(toSchema(z.int().min(10_000).max(600_000))).toEqual({ type: 'integer', minimum: 10_000, maximum: 600_000 })
})

test('Allows additional fields', () => {
  expect(JSON.stringify([...toSchemas([operations.get_call_info]).values()])).not.toContain('additionalProperties')
})

test('Writes a constant as an enum too, for generators that do not know const', () => {
  expect(toSchema(z.literal('json'))).toEqual({ type: 'string', const: 'json', enum: ['json'] })
})

test('Writes an exclusive integer bound as an inclusive one', () => {
  expect(toSchema(z.int().positive())).toEqual({ type: 'integer', minimum: 1 })
  expect(toSchema(z.number().positive())).toEqual({ type: 'number', exclusiveMinimum: 0 })
})

test('Does not escape slashes in patterns', () => {
  expect(toSchema(z.string().regex(/^\d+B\/s\\$/))).toMatchObject({ pattern: '^\\d+B/s\\\\$' })
})
