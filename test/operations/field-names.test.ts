import { describe, expect, test } from 'vitest'
import { toShortestBody } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { listFields } from '../../src/contracts/schema.ts'
import { validateRequest } from '../../src/contracts/validate.ts'
import { findFailedRules, findMessages } from '../surfaces/findings.ts'
import { surfaces } from '../surfaces/surface.ts'
import { emptyScenario } from './sample.ts'

const robot = toShortestBody(operations.start_call_by_robot)

/** Every required top-level field of every command, with a body that has it under another name. */
const renamed = operationNames.flatMap(command =>
  Object.entries(toShortestBody(operations[command])).flatMap(([field, value]) =>
    [field.toLowerCase(), field.replace(/^./, first => first.toLowerCase()), toSnake(field)].map(name => {
      const body = { ...toShortestBody(operations[command]), [name]: value, [field]: undefined }
      return { command, field, name, body }
    }),
  ),
)

function toSnake(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, letter => `_${letter}`).toLowerCase()
}

describe.each(surfaces)('$name', ({ open }) => {
  test.each(renamed)('Reports the received $name instead of $field of $command', async row => {
    const { command, field, name, body } = row
    await using surface = await open({ scenario: emptyScenario })
    const { json } = await surface.sendCommand(command, body)
    expect(json?.ErrorInfo).toContain(`Missing ${field} (received "${name}"; names `)
    expect(await findFailedRules(surface.emulator)).toEqual(['RB-Q22'])
    expect(await findMessages(surface.emulator, 'RB-Q22')).toEqual([json?.ErrorInfo])
  })

  test('Reports that no known field was received if every field is optional', async () => {
    await using surface = await open({ scenario: emptyScenario })
    const { json } = await surface.sendCommand('get_record_by_filter', {
      startTimestamp: 1_740_000_000,
      numberPerPage: 20,
    })
    expect(json?.ErrorCode).toBe(101050)
    for (const name of ['"startTimestamp"', '"StartTime"', '"numberPerPage"', '"NumberPerPage"', 'Page'])
      expect(json?.ErrorInfo).toContain(name)
    expect(await findFailedRules(surface.emulator)).toEqual(['RB-Q20'])
    const [sentence = ''] = await findMessages(surface.emulator, 'RB-Q20')
    expect(json?.ErrorInfo).toContain(sentence)
  })

  test.each([
    [{ StartTime: 1_768_469_400_000 }, 'milliseconds', 1_768_469_400],
    [{ EndTime: 1_768_469_400_123, StartTime: 99_999_999_999 }, 'milliseconds', 1_768_469_400],
    [{ StartTime: 1_768_469_400_000_000 }, 'microseconds', 1_768_469_400],
  ])('Recognises a time of %j as %s', async (body, unit, seconds) => {
    await using surface = await open({ scenario: emptyScenario })
    const { json } = await surface.sendCommand('get_record_by_filter', body)
    expect(json).toMatchObject({ ErrorCode: 101050, ErrorInfo: expect.stringContaining(unit) })
    expect(json?.ErrorInfo).toContain(`${seconds}`)
    expect(await findMessages(surface.emulator, 'RB-Q22')).toEqual([expect.stringContaining(unit)])
  })
})

test('Names a field nested in another', () => {
  const body = { ...robot, CallInfo: { mediaType: 'Audio' } }
  expect(validateRequest(operations.start_call_by_robot, body)).toEqual([
    {
      kind: 'value',
      path: 'CallInfo.MediaType',
      issue: expect.objectContaining({ code: 'missing-field', misnamed: { received: 'mediaType', isOtherCase: true } }),
    },
  ])
})

test('Names a field with a typing error, and each field once', () => {
  const body = { ...robot, Timeout: undefined, Timeuot: 30_000 }
  expect(validateRequest(operations.start_call_by_robot, JSON.parse(JSON.stringify(body)))).toEqual([
    {
      kind: 'value',
      path: 'Timeout',
      issue: expect.objectContaining({ code: 'missing-field', misnamed: { received: 'Timeuot', isOtherCase: false } }),
    },
  ])
})

test('Reports an unknown field apart from a missing one that it does not resemble', () => {
  expect(validateRequest(operations.get_call_info, { Verbose: true }).map(({ kind, path }) => [kind, path])).toEqual([
    ['unknown', 'Verbose'],
    ['value', 'CallId'],
  ])
})

test('Names the unit of every number that has one', () => {
  const start = (Timeout: unknown) => validateRequest(operations.start_call_by_robot, { ...robot, Timeout })[0]?.issue
  expect(start(30)).toMatchObject({ expected: 'at least 10000', unit: 'milliseconds', inMilliseconds: 30_000 })
  expect(start(1)).toMatchObject({ unit: 'milliseconds', inMilliseconds: undefined })
  expect(start('30s')).toMatchObject({ unit: 'milliseconds' })
  const filter = (body: object) => validateRequest(operations.get_record_by_filter, body)[0]?.issue
  expect(filter({ StartTime: -1 })).toMatchObject({ unit: 'Unix seconds' })
  expect(filter({ EndTime: '2026-01-15' })).toMatchObject({ unit: 'Unix seconds' })
  expect(filter({ NumberPerPage: 0 })).toMatchObject({ unit: 'records' })
})

test('Lists the fields that a command takes', () => {
  expect(listFields(operations.end_call.body)).toEqual(['CallId'])
  expect(listFields(operations.get_callback.body)).toEqual([])
})
