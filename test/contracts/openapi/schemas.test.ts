import { expect, test } from 'vitest'
import { z } from 'zod'
import { toSchema, toSchemas } from '../../../src/contracts/openapi/schemas.ts'
import { defineOperation } from '../../../src/contracts/operation.ts'
import { operations } from '../../../src/contracts/operations.ts'

const callId = z.object({ CallId: z.string() })
const defineSample = (command: string) =>
  defineOperation({
    service: 'sample_srv',
    command,
    title: 'A sample',
    about: 'A sample.',
    pages: [1],
    perSecond: { limit: 1, seen: { assumed: 'it is a sample' } },
    body: callId,
    invalid: 'InvalidParameter',
    refusals: ['InvalidParameter'],
    examples: [],
  })

test('a command brings a body, a response and a success that refers to it', () => {
  const schemas = toSchemas([operations.get_call_info])
  expect([...schemas.keys()]).toEqual([
    'RequestId',
    'Failure',
    'GetCallInfoBody',
    'GetCallInfoResponse',
    'GetCallInfoSuccess',
  ])
  expect(schemas.get('GetCallInfoSuccess')?.properties).toMatchObject({
    RequestId: { $ref: '#/components/schemas/RequestId' },
    Response: { $ref: '#/components/schemas/GetCallInfoResponse' },
  })
})

test('commands without a response share one success, and may share a body', () => {
  const schemas = toSchemas([defineSample('do_one'), defineSample('do_other')])
  expect([...schemas.keys()]).toEqual(['RequestId', 'Failure', 'DoOneBody', 'Success', 'DoOtherBody'])
  expect(schemas.get('Success')?.required).toEqual(['ErrorCode', 'ErrorInfo', 'ActionStatus', 'RequestId'])
  expect(schemas.get('DoOtherBody')).toMatchObject({ properties: { CallId: { type: 'string' } } })
  expect(schemas.get('DoOneBody')).toEqual(schemas.get('DoOtherBody'))
})

test('a schema has no name and no dialect of its own', () => {
  expect(toSchema(z.string())).toEqual({ type: 'string' })
  for (const schema of toSchemas([operations.get_call_info]).values()) {
    expect(Object.keys(schema)).not.toContain('$id')
    expect(Object.keys(schema)).not.toContain('$schema')
  }
})

test('whole numbers are integers, and other numbers stay numbers', () => {
  expect(toSchema(z.literal([0, 1, 2]))).toEqual({ type: 'integer', enum: [0, 1, 2] })
  expect(toSchema(z.literal(0))).toEqual({ type: 'integer', const: 0 })
  expect(toSchema(z.literal(0.5))).toEqual({ type: 'number', const: 0.5 })
  expect(toSchema(z.number())).toEqual({ type: 'number' })
})

test('fields nobody has described are not forbidden', () => {
  expect(JSON.stringify([...toSchemas([operations.get_call_info]).values()])).not.toContain('additionalProperties')
})
