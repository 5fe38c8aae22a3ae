import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import type { Log } from 'sarif'
import { expect, test } from 'vitest'
import { toSarif } from '../../../../src/conformance/client/report/to-sarif.ts'
import { cased, createHostileReport, createReport, hostile, nothing } from './fixture.ts'
import { createHostileJournals, journals } from './journals.ts'

// The schema of SARIF 2.1.0 as this package ships it, published as 2.1.0-rtm.5.
const source = new URL(
  '../../../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  import.meta.url,
)
// It is of draft 4, whose only differences to what Ajv reads are these two names.
const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(source, 'utf8'))
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats.default(ajv)
const validate = ajv.compile(schema)

const toErrors = (text: string) => {
  validate(JSON.parse(text))
  return validate.errors ?? []
}

const read = (text: string): NonNullable<Log['runs'][0]> => {
  const [run] = (JSON.parse(text) as Log).runs
  if (!run) throw new Error('no run')
  return run
}

test('it is SARIF by its schema, and names what is not', () => {
  for (const report of [createReport(), cased, nothing]) expect(toErrors(toSarif(report, journals))).toEqual([])
  expect(toErrors('{"version":"2.1.0","runs":[{"results":[{}]}]}')).not.toEqual([])
})

test('a case that no request came for is a result of its command, without a request', () => {
  const result = read(toSarif(cased, journals)).results?.find(({ ruleId }) => ruleId === 'RB-C60')
  expect(result?.webRequest).toBeUndefined()
  expect(result?.message.text).toMatch(/ \(run 1, no request, get_call_info\)$/)
  expect(result?.locations?.[0]?.logicalLocations?.[0]?.name).toBe('get_call_info')
})

test('each rule says what to do and where it is documented', () => {
  const { driver } = read(toSarif(createReport(), journals)).tool
  expect(driver.rules?.map(({ id }) => id)).toEqual(createReport().findings.map(({ rule }) => rule.id))
  expect(driver.rules?.[1]).toMatchObject({
    helpUri: 'https://trtc.io/document/34385',
    defaultConfiguration: { level: 'error' },
    properties: { count: 37 },
  })
  expect(driver.rules?.[1]?.help?.text).toContain('Mend: Make it with the library of the vendor')
  expect(driver.rules?.[4]).not.toHaveProperty('helpUri')
})

test('each slip is a result with its level, its places, its request and its answer', () => {
  const run = read(toSarif(createReport(), journals))
  expect(run.properties).toMatchObject({ verdict: 'failed', notExercised: ['RB-B07'] })
  const ofRule = run.results?.filter(({ ruleId }) => ruleId === 'RB-Q11') ?? []
  expect(ofRule).toHaveLength(4)
  expect(ofRule[0]).toMatchObject({
    level: 'error',
    ruleIndex: 1,
    message: { text: 'The UserSig is cut off. (run 1, request 2, get_call_info)' },
    suppressions: [],
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'shard-1.json' } },
        logicalLocations: [{ name: 'get_call_info', kind: 'resource' }],
      },
    ],
    webRequest: { method: 'POST', body: { text: '{"CallId":"one"}' }, headers: { Host: '127.0.0.1:2255' } },
    webResponse: { statusCode: 200 },
  })
  expect(ofRule[1]?.webResponse).toEqual({ noResponseReceived: true })
  expect(run.results?.find(({ ruleId }) => ruleId === 'RB-A02')?.locations?.[0]).toEqual({
    logicalLocations: [{ name: 'PUT /v4/nowhere', kind: 'resource' }],
  })
})

test('known slips are suppressed, with why; rules that were not exercised have no result', () => {
  const { results = [] } = read(toSarif(createReport(), journals))
  const known = results.filter(({ suppressions }) => suppressions?.length)
  expect(known.map(({ ruleId, suppressions }) => [ruleId, suppressions])).toEqual([
    ['RB-Q01', [{ kind: 'external', status: 'accepted', justification: 'The SDK is old.' }]],
  ])
  expect(results.every(one => one.suppressions)).toBe(true)
  expect(results.some(({ ruleId }) => ruleId === 'RB-B07')).toBe(false)
})

test('a report whose journals are gone is SARIF all the same', () => {
  expect(toErrors(toSarif(createReport(), []))).toEqual([])
})

test('what looks like a link in what was sent is none', () => {
  const { results = [] } = read(toSarif(createReport({ sentence: 'got [here](http://evil.example)' }), []))
  expect(results[0]?.message.text).toContain('got \\[here](http://evil.example)')
})

test('whatever was sent, it is SARIF', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const written = toSarif(createHostileReport(text), createHostileJournals(text))
      expect(toErrors(written)).toEqual([])
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
    { numRuns: 50 },
  )
})
