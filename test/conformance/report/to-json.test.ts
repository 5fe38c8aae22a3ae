import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toData, toJson } from '../../../src/conformance/report/to-json.ts'
import { createHostileReport, createReport, hostile, nothing, spotless } from './fixture.ts'

test('the JSON says what the report says', () => {
  const report = createReport()
  const data = JSON.parse(toJson(report, []))
  expect(data).toEqual(toData(report))
  expect(data.verdict).toBe('failed')
  expect(data.rules[1]).toMatchObject({
    id: 'RB-Q11',
    severity: 'error',
    verdict: 'failed',
    count: 37,
    page: 'https://trtc.io/document/34385',
    slips: [{ run: 0, entry: 2, command: 'get_call_info', why: null }, {}, {}, {}],
  })
  expect(data.rules[2].known[0].why).toBe('The SDK is old.')
  expect(data.exposure.commands[0].cells[1]).toEqual({
    code: 101004,
    meaning: 'The call does not exist, or it has ended.',
    stumble: null,
    times: 12,
    reactions: { recovered: 9, 'asked again': 2, 'went on': 0, 'hung up': 0, 'asked no more': 1 },
  })
})

test('the JSON has the same keys whatever came', () => {
  for (const report of [createReport(), nothing, spotless]) {
    const data = JSON.parse(toJson(report, []))
    expect(Object.keys(data)).toEqual([
      'ringback',
      'version',
      'verdict',
      'headline',
      'because',
      'failOn',
      'commandFailures',
      'runs',
      'rules',
      'exposure',
      'gone',
    ])
    const keysOf = (items: readonly object[]) => [...new Set(items.map(item => Object.keys(item).join(' ')))]
    const slips = data.rules.flatMap((rule: { slips: object[]; known: object[] }) => [...rule.slips, ...rule.known])
    expect(keysOf(data.rules)).toEqual([
      'id group severity verdict sentence reason seen page fix judged count slips knownCount known',
    ])
    expect(keysOf(data.runs).length).toBeLessThan(2)
    expect(keysOf(slips).length).toBeLessThan(2)
    expect(Object.keys(data.exposure)).toEqual(['met', 'all', 'percent', 'floor', 'commands'])
  }
})

test('whatever was sent comes back out of the JSON, and does no harm where it is shown as it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const written = toJson(createHostileReport(text), [])
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(JSON.parse(written).rules[1].slips[0].sentence).toBe(text)
    }),
  )
})
