import { readdirSync, readFileSync } from 'node:fs'
import { Ajv, type AnySchemaObject } from 'ajv'
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import type { Har } from 'har-format'
import { expect, test } from 'vitest'
import { toHar } from '../../../src/conformance/report/to-har.ts'
import { createHostileReport, createReport, hostile, nothing, reportWithCases } from './fixture.ts'
import { createHostileJournals, journals } from './journals.ts'

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addMetaSchema(draft6)
const folder = new URL('../../../node_modules/har-schema/lib/', import.meta.url)
const schemas = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .map((name): AnySchemaObject => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
const validate = ajv.addSchema(schemas).getSchema('har.json#')
if (!validate) throw new Error('har-schema has no har.json')

const toErrors = (text: string) => {
  validate(JSON.parse(text))
  return validate.errors ?? []
}

const { log }: Har = JSON.parse(toHar(createReport(), journals))

test('Writes valid HAR', () => {
  expect(toErrors(toHar(createReport(), journals))).toEqual([])
  expect(toErrors(toHar(reportWithCases, journals))).toEqual([])
  expect(toErrors(toHar(nothing, []))).toEqual([])
  expect(toErrors('{"log":{"version":"1.2","entries":[{}]}}')).not.toEqual([])
})

test('Writes a page for each journal', () => {
  expect(log.pages?.map(({ id, title }) => [id, title])).toEqual([
    ['run-1', 'shard-1.json'],
    ['run-2', 'demo'],
  ])
  expect(log.entries.map(({ pageref }) => pageref)).toEqual([...Array(5).fill('run-1'), 'run-2'])
})

test('Writes the time, the duration, the request and the response of an exchange', () => {
  expect(log.entries[0]).toMatchObject({
    startedDateTime: '2026-01-15T12:00:00.000Z',
    time: 12.5,
    connection: '7',
    request: {
      method: 'POST',
      url: 'http://127.0.0.1:2255/v4/call_engine_http_srv/get_call_info?sdkappid=88888888&identifier=administrator&usersig=%E2%80%A64711&random=7&contenttype=json',
      headers: [
        { name: 'Host', value: '127.0.0.1:2255' },
        { name: 'User-Agent', value: 'node' },
      ],
      postData: { mimeType: 'application/json', text: '{"CallId":"one"}' },
    },
    response: { status: 200, statusText: 'OK', content: { size: 67, mimeType: 'application/json' } },
    timings: { send: 0, wait: 12.5, receive: 0 },
  })
  expect(log.entries[0]?.request.queryString[2]).toEqual({ name: 'usersig', value: '…4711' })
})

test('Falls back to the clock of the emulator, and to status 0 without a response', () => {
  expect(log.entries[2]).toMatchObject({
    startedDateTime: '2026-01-15T12:00:00.000Z',
    time: 40,
    request: { headers: [] },
    response: { status: 0, content: { size: 0 } },
  })
  expect(log.entries[3]?.response).toMatchObject({ status: 502, content: { mimeType: 'text/html' } })
  expect(log.entries[4]?.request.postData?.comment).toBe('Only the first part of it was kept.')
})

test('Names the rules that an exchange broke', () => {
  expect(log.entries[1]?.comment).toBe(
    'RB-Q10: The UserSig is cut off.\nRB-Q11: The UserSig is cut off.\nRB-Q01: The UserSig is cut off.\nRB-B05: The UserSig is cut off.',
  )
  expect(log.entries[0]?.comment).toBeUndefined()
})

test('Writes valid HAR for any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const written = toHar(createHostileReport(text), createHostileJournals(text))
      expect(toErrors(written)).toEqual([])
      expect(written).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
  )
})
