import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import type { Log } from 'sarif'
import { expect, test } from 'vitest'
import { toSarif } from '../../../src/conformance/report/to-sarif.ts'
import {
  createHostileReport,
  createReport,
  hostile,
  nothing,
  reportWithCases,
  reportWithoutCommands,
} from './fixture.ts'
import { createHostileJournals, journals } from './journals.ts'

// The schema of SARIF 2.1.0 as the package contains it, published as 2.1.0-rtm.5.
const source = new URL(
  '../../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  import.meta.url,
)
// The schema uses draft 4; only these two names differ from what Ajv reads.
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

test('Writes valid SARIF', () => {
  for (const report of [createReport(), reportWithCases, nothing])
    expect(toErrors(toSarif(report, journals))).toEqual([])
  expect(toErrors('{"version":"2.1.0","runs":[{"results":[{}]}]}')).not.toEqual([])
})

test('Reports a case without a request as a result of its command', () => {
  const result = read(toSarif(reportWithCases, journals)).results?.find(({ ruleId }) => ruleId === 'RB-C60')
  expect(result?.webRequest).toBeUndefined()
  expect(result?.message.text).toMatch(/ \(run 1, no request, get_call_info\)$/)
  expect(result?.locations?.[0]?.logicalLocations?.[0]?.name).toBe('get_call_info')
})

test('Describes each rule with its fix and its page', () => {
  const { driver } = read(toSarif(createReport(), journals)).tool
  expect(driver.rules?.map(({ id }) => id)).toEqual(createReport().results.map(({ rule }) => rule.id))
  expect(driver.rules?.[1]).toMatchObject({
    helpUri: 'https://trtc.io/document/34385',
    defaultConfiguration: { level: 'error' },
    properties: { count: 37 },
  })
  expect(driver.rules?.[1]?.help?.text).toContain('Fix: Make it with the library of the vendor')
  expect(driver.rules?.[4]).not.toHaveProperty('helpUri')
})

test('Reports each finding with its level, its locations, its request and its response', () => {
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
        physicalLocation: { artifactLocation: { uri: 'package.json' }, region: { startLine: 1 } },
        logicalLocations: [{ name: 'get_call_info', kind: 'resource' }],
      },
    ],
    webRequest: { method: 'POST', body: { text: '{"CallId":"one"}' }, headers: { Host: '127.0.0.1:2255' } },
    webResponse: { statusCode: 200 },
  })
  expect(ofRule[1]?.webResponse).toEqual({ noResponseReceived: true })
  expect(ofRule[0]?.properties).toMatchObject({ journal: 'shard-1.json' })
  expect(run.results?.find(({ ruleId }) => ruleId === 'RB-A02')?.locations?.[0]).toMatchObject({
    logicalLocations: [{ name: 'PUT /v4/nowhere', kind: 'resource' }],
  })
})

test('Suppresses known issues with their reason, as notes, and reports nothing for rules that were not exercised', () => {
  const { results = [] } = read(toSarif(createReport(), journals))
  const known = results.filter(({ suppressions }) => suppressions?.length)
  expect(known.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions])).toEqual([
    ['RB-Q01', 'note', [{ kind: 'external', status: 'accepted', justification: 'The SDK is old.' }]],
  ])
  expect(results.every(one => one.suppressions)).toBe(true)
  expect(results.some(({ ruleId }) => ruleId === 'RB-B07')).toBe(false)
})

test('Writes valid SARIF without the journals', () => {
  expect(toErrors(toSarif(createReport(), []))).toEqual([])
})

/**
 * What GitHub code scanning requires of a SARIF file, according to "SARIF support for code scanning" in its documentation: the
 * required properties and the limits. It rejects a whole file for one missing location.
 */
function findRejections(text: string): readonly string[] {
  const log: Log = JSON.parse(text)
  const rejections: string[] = []
  const require = (condition: unknown, path: string) => void (condition || rejections.push(path))
  const isText = (value: unknown, most = Number.POSITIVE_INFINITY) =>
    typeof value === 'string' && value !== '' && value.length <= most
  require(isText(log.$schema), '$schema')
  require(log.version === '2.1.0', 'version')
  require(log.runs.length >= 1 && log.runs.length <= 20, 'runs')
  require(gzipSync(text).length <= 10 * 1_048_576, 'file: more than 10 MB')
  for (const { tool, results = [] } of log.runs) {
    const rules = tool.driver.rules ?? []
    require(isText(tool.driver.name), 'tool.driver.name')
    require(rules.length > 0 && rules.length <= 25_000, 'tool.driver.rules')
    require(results.length <= 5_000, 'results: more than are shown')
    for (const rule of rules) {
      require(isText(rule.id, 255), `${rule.id}.id`)
      require(isText(rule.shortDescription?.text, 1_024), `${rule.id}.shortDescription.text`)
      require(isText(rule.fullDescription?.text, 1_024), `${rule.id}.fullDescription.text`)
      require(isText(rule.help?.text), `${rule.id}.help.text`)
      require((rule.properties?.tags ?? []).length <= 20, `${rule.id}.properties.tags`)
    }
    for (const [index, result] of results.entries()) {
      const path = `results[${index}]`
      require(result.ruleId !== undefined && rules[result.ruleIndex ?? -1]?.id === result.ruleId, `${path}.ruleIndex`)
      require(isText(result.message.text), `${path}.message.text`)
      require(['error', 'warning', 'note', 'none'].includes(result.level ?? ''), `${path}.level`)
      require(isText(result.partialFingerprints?.primaryLocationLineHash), `${path}.partialFingerprints`)
      require((result.locations?.length ?? 0) >= 1, `${path}.locations`)
      for (const { physicalLocation } of result.locations ?? []) {
        const uri = physicalLocation?.artifactLocation?.uri ?? ''
        const region = physicalLocation?.region
        const isRelative = isText(uri) && !/^(?:[a-z][a-z0-9+.-]*:|\/|\.\.(?:\/|$))/i.test(uri)
        require(isRelative, `${path}.physicalLocation.artifactLocation.uri`)
        for (const name of ['startLine', 'startColumn', 'endLine', 'endColumn'] as const)
          require((region?.[name] ?? 0) >= 1, `${path}.physicalLocation.region.${name}`)
      }
    }
  }
  return rejections
}

test('Writes everything that GitHub requires, within its limits', () => {
  for (const report of [createReport(), reportWithCases, nothing, reportWithoutCommands])
    expect(findRejections(toSarif(report, journals))).toEqual([])
  expect(findRejections('{"runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"x"}}]}]}')).toContain(
    'results[0].locations',
  )
})

test('Reports at most 5,000 findings, the most severe ones, and counts the others', () => {
  const results = Array.from({ length: 300 }, () => createReport().results)
    .flat()
    .map(one => ({ ...one, findings: one.findings.flatMap(finding => Array.from({ length: 4 }, () => finding)) }))
  const text = toSarif({ ...createReport(), results }, journals)
  const run = read(text)
  expect(run.results).toHaveLength(5_000)
  expect(run.results?.every(({ level }) => level === 'error')).toBe(true)
  expect(run.properties?.omittedResults).toBeGreaterThan(0)
})

test('Gives the same finding the same fingerprint in every run, and each result its own', () => {
  const toPrints = (message: string, time: number) =>
    read(toSarif(createReport({ message, time }), journals)).results?.map(
      one => one.partialFingerprints?.primaryLocationLineHash,
    )
  const prints = toPrints('random is "1".', 1) ?? []
  expect(toPrints('random is "2".', 2)).toEqual(prints)
  expect(new Set(prints).size).toBe(prints.length)
})

test('Points to the file that is named', () => {
  const text = toSarif(createReport(), journals, { sarifLocation: 'app/my file#1.csproj' })
  const uris = read(text).results?.map(one => one.locations?.[0]?.physicalLocation?.artifactLocation?.uri)
  expect([...new Set(uris)]).toEqual(['app/my%20file%231.csproj'])
  expect(toErrors(text)).toEqual([])
})

test('Names the failed commands in the run', () => {
  expect(read(toSarif(createReport(), journals)).properties).toMatchObject({
    summary: expect.stringMatching(/^COMMAND FAILED: /),
    commandFailures: ['run 1: exit code 1', 'run 2: ended by SIGKILL'],
  })
})

test('Escapes links', () => {
  const { results = [] } = read(toSarif(createReport({ message: 'got [here](http://evil.example)' }), []))
  expect(results[0]?.message.text).toContain('got \\[here](http://evil.example)')
})

test('Writes SARIF that GitHub accepts for any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const written = toSarif(createHostileReport(text), createHostileJournals(text))
      expect(toErrors(written)).toEqual([])
      expect(findRejections(written)).toEqual([])
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
    { numRuns: 50 },
  )
})
