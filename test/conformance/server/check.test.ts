import { expect, test } from 'vitest'
import { rules } from '../../../src/conformance/server/rules/list.ts'
import { by, check, type Serve } from './world.ts'
import { wrongs } from './wrongs.ts'

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

test.each(wrongs)('a server that $name breaks $rule and nothing else', async ({ rule, create, options }) => {
  const report = await check(create(), { flood: options !== undefined }, [], options)
  const found = report.findings.filter(({ verdict }) => verdict === 'failed')
  const told = found.flatMap(({ rule, slips }) =>
    slips.map(({ probe, sentence }) => `${rule.id} ${probe}: ${sentence}`),
  )
  expect(
    found.map(({ rule }) => rule.id),
    told.join('\n'),
  ).toEqual([rule])
})

test('on a clock that runs faster than ours nothing is said of the limit', async () => {
  const late: Serve = async ({ pass, command }) => {
    const answer = await pass()
    if (command !== 'get_record_by_callid') return answer
    return { ...answer, text: answer.text.replace(/(?<="EndTime":)\d+/, time => `${Number(time) + 10}`) }
  }
  const report = await check(late, { flood: true }, [], { rateLimit: 'off' })
  const limit = report.findings.find(({ rule }) => rule.id === 'RB-P55')
  expect(limit).toMatchObject({ verdict: 'not exercised', unclear: [expect.stringContaining('clock')] })
})
