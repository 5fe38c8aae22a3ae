import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toJson, toReportData } from '../../../src/conformance/report/to-json.ts'
import { createHostileReport, createReport, hostile, nothing, ofServer, passingReport } from './fixture.ts'

test('Contains the results with their findings', () => {
  const data = JSON.parse(toJson(createReport()))
  expect(data).toEqual(toReportData(createReport()))
  expect(data).toMatchObject({ ringback: 'report', formatVersion: 2, kind: 'client', verdict: 'failed' })
  expect(data.results[1]).toMatchObject({
    id: 'RB-Q11',
    severity: 'error',
    verdict: 'failed',
    count: 37,
    page: 'https://trtc.io/document/34385',
    findings: [{ code: 'refused', run: 0, position: 2, command: 'get_call_info', knownIssue: null }, {}, {}, {}],
  })
  expect(data.results[2].knownFindings[0].knownIssue).toEqual({ line: 1, reason: 'The SDK is old.' })
  expect(data.failureCoverage.rows[0].cells[1]).toEqual({
    name: '101004',
    meaning: 'The call does not exist, or it has ended.',
    isErrorCode: true,
    times: 12,
    reactions: { recovered: 9, retried: 2, stopped: 1 },
  })
})

test('Writes the same fields for every report on clients', () => {
  const toKeys = (items: readonly object[]) => [...new Set(items.map(item => Object.keys(item).sort().join(' ')))]
  for (const report of [createReport(), nothing, passingReport]) {
    const data = JSON.parse(toJson(report))
    expect(Object.keys(data).sort().join(' ')).toBe(
      'commandFailures failOn failureCoverage formatVersion headline kind reasons resolvedKnownIssues results ringback runs title verdict',
    )
    expect(toKeys(data.results)).toEqual([
      'count evaluated findings fix group id knownCount knownFindings knownLines page reason reasons severity source title verdict',
    ])
    const findings = data.results.flatMap((one: { findings: object[]; knownFindings: object[] }) => [
      ...one.findings,
      ...one.knownFindings,
    ])
    expect(toKeys(data.runs).length).toBeLessThan(2)
    expect(toKeys(findings).length).toBeLessThan(2)
  }
})

test('Omits the texts that are only for people', () => {
  expect(Object.keys(JSON.parse(toJson(ofServer)))).not.toEqual(expect.arrayContaining(['sections', 'facts']))
})

test('Preserves every text, without characters that need escaping where it is shown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const written = toJson(createHostileReport(text))
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(JSON.parse(written).results[1].findings[0].message).toBe(text)
    }),
  )
})
