import { expect, test } from 'vitest'
import { rules } from '../../../src/conformance/provider/rules/list.ts'
import { by, check } from './world.ts'

test('the emulator keeps every rule', async () => {
  const report = await check(undefined, { flood: true })
  expect(
    report.findings
      .filter(({ verdict }) => verdict !== 'passed')
      .map(({ rule, slips, unclear }) => [rule.id, slips, unclear]),
  ).toEqual([])
  expect(by(report, 'passed')).toEqual(rules.map(({ id }) => id))
  expect([report.verdict, report.left]).toEqual(['passed', []])
})
