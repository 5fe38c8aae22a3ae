import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { serverMessages } from '../../../src/conformance/server/messages.ts'
import { serverProbes } from '../../../src/conformance/server/probes.ts'
import { serverRules } from '../../../src/conformance/server/rules.ts'
import { explainSource } from '../../../src/contracts/source.ts'
import { check, type Serve } from './server.ts'
import { wrongServers } from './wrong-servers.ts'

const guide = readFileSync(new URL('../../../docs/guides/verify.md', import.meta.url), 'utf8')

test('The emulator keeps every rule', async () => {
  const { report } = await check(undefined, { flood: true })
  expect(report.results.filter(({ verdict }) => verdict !== 'passed')).toEqual([])
  expect([report.verdict, report.leftBehind]).toEqual(['passed', []])
})

test.each(wrongServers)('A server that $name breaks $rule and nothing else', async ({ rule, create, options }) => {
  const { report } = await check(create(), { flood: options !== undefined }, [], options)
  const failed = report.results.filter(({ verdict }) => verdict === 'failed')
  const found = failed.flatMap(({ rule, findings }) =>
    findings.map(({ subject, message }) => `${rule.id} ${subject.title}: ${message}`),
  )
  expect(
    failed.map(result => result.rule.id),
    found.join('\n'),
  ).toEqual([rule])
})

test('A clock that runs faster than real time leaves the limit unexercised', async () => {
  const late: Serve = async ({ pass, command }) => {
    const answer = await pass()
    if (command !== 'get_record_by_callid') return answer
    return { ...answer, text: answer.text.replace(/(?<="EndTime":)\d+/, time => `${Number(time) + 10}`) }
  }
  const { report } = await check(late, { flood: true }, [], { rateLimit: 'off' })
  const limit = report.results.find(({ rule }) => rule.id === 'RB-P55')
  expect(limit).toMatchObject({ verdict: 'not exercised', reasons: [serverMessages['fast-clock']()] })
})

test('Ids of rules are in order, and ids of probes are unique', () => {
  expect(serverRules.map(({ id }) => id)).toEqual(
    serverRules.map((_, index) => `RB-P${String(index + 1).padStart(2, '0')}`),
  )
  expect(new Set(serverProbes.map(({ id }) => id)).size).toBe(serverProbes.length)
})

test('Every rule has a server that breaks it', () => {
  const broken = new Set(wrongServers.map(({ rule }) => rule))
  expect(serverRules.map(({ id }) => id).filter(id => !broken.has(id))).toEqual([])
})

test('A rule without a page is never an error', () => {
  const errors = serverRules.filter(({ source, severity }) => !('page' in source) && severity === 'error')
  expect(errors.map(({ id }) => id)).toEqual([])
})

test('The guide lists every rule with its source', () => {
  const rows = guide.split('\n').filter(line => line.startsWith('| RB-P'))
  expect(rows).toEqual(
    serverRules.map(
      ({ id, severity, title, source }) => `| ${[id, severity, title, explainSource(source)].join(' | ')} |`,
    ),
  )
})
