import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { AnswerChange } from '../../../src/conformance/probe-runner.ts'
import { toServerReport } from '../../../src/conformance/server/check.ts'
import { serverMessages } from '../../../src/conformance/server/messages.ts'
import { type ServerProbeId, serverProbes } from '../../../src/conformance/server/probes.ts'
import { serverRules } from '../../../src/conformance/server/rules.ts'
import { explainSource } from '../../../src/contracts/source.ts'
import { changeAnswers } from '../change-answers.ts'
import { by, check, type Serve } from './server.ts'
import { wrongServers } from './wrong-servers.ts'

const guide = readFileSync(new URL('../../../docs/guides/verify.md', import.meta.url), 'utf8')

const correct = await check(undefined, { flood: true })

test('Passes every rule for the emulator', () => {
  const { report } = correct
  expect(report.results.filter(({ verdict }) => verdict !== 'passed')).toEqual([])
  expect([report.verdict, report.leftBehind]).toEqual(['passed', []])
})

/** The rules that a server breaks if its responses differ from the emulator's. */
const listBroken = (change: AnswerChange<ServerProbeId>) =>
  by(toServerReport(correct.target, changeAnswers(correct.runs, change)), 'failed')

test.each(serverRules)('Reports only $id for its example', ({ id, example }) => {
  expect(listBroken(example)).toEqual([id])
})

test.each<[string, AnswerChange<ServerProbeId>]>([
  ['RB-P01', { probes: ['end'], status: 302 }],
  ['RB-P02', { headers: { 'content-type': undefined } }],
  ['RB-P03', { probes: ['array-body'], text: '{"ErrorCode":101002}\nDeprecated: foo()' }],
  ['RB-P04', { probes: ['no-random'], json: { ErrorCode: '60002' } }],
  ['RB-P04', { json: { ActionStatus: undefined } }],
  ['RB-P06', { only: 'refusal', json: { ActionStatus: 'OK' } }],
  ['RB-P07', { only: 'refusal', json: { ErrorInfo: '' } }],
  [
    'RB-P08',
    {
      probes: ['known-call'],
      json: { ErrorCode: 100_301, ErrorInfo: 'no', ActionStatus: 'FAIL', Response: undefined },
    },
  ],
  ['RB-P09', { probes: ['known-call'], json: { Response: undefined } }],
  ['RB-P11', { probes: ['second-page'], json: { 'Response.TotalNum': '20' } }],
  ['RB-P12', { probes: ['of-one-second'], json: { 'Response.CallRecordList.0.CallType': 'singlecall' } }],
  ['RB-P13', { probes: ['known-call'], json: { 'Response.UserList.0.Device': 'phone' } }],
  ['RB-P31', { probes: ['order-other-user'], json: { ErrorCode: 101_002 } }],
  ['RB-P43', { probes: ['of-one-second'], json: { 'Response.CallRecordList.0.StartTime': 1 } }],
  ['RB-P55', { probes: ['flood'], json: { ErrorCode: 60_007 } }],
  ['RB-P56', { probes: ['preflight'], headers: { 'access-control-allow-headers': undefined } }],
])('Reports only %s for %j', (id, change) => {
  expect(listBroken(change)).toEqual([id])
})

test.each(wrongServers)('Reports only $rule for a server that $name', async ({ rule, create, options }) => {
  const { report } = await check(create(), { flood: options !== undefined }, [], options)
  expect(by(report, 'failed')).toEqual([rule])
})

test('Does not exercise the limit if the clock runs faster than real time', async () => {
  const slowServer: Serve = async ({ forward, command }) => {
    const answer = await forward()
    if (command !== 'get_record_by_callid') return answer
    return { ...answer, text: answer.text.replace(/(?<="EndTime":)\d+/, time => `${Number(time) + 10}`) }
  }
  const { report } = await check(slowServer, { flood: true }, [], { rateLimit: 'off' })
  const limit = report.results.find(({ rule }) => rule.id === 'RB-P55')
  expect(limit).toMatchObject({ verdict: 'not exercised', reasons: [serverMessages['fast-clock']()] })
})

test('Orders the ids of rules, and has unique ids of probes', () => {
  expect(serverRules.map(({ id }) => id)).toEqual(
    serverRules.map((_, index) => `RB-P${String(index + 1).padStart(2, '0')}`),
  )
  expect(new Set(serverProbes.map(({ id }) => id)).size).toBe(serverProbes.length)
})

test('Uses severity error only for rules with a page', () => {
  const errors = serverRules.filter(({ source, severity }) => !('page' in source) && severity === 'error')
  expect(errors.map(({ id }) => id)).toEqual([])
})

test('Lists every rule with its source in the guide', () => {
  const rows = guide.split('\n').filter(line => line.startsWith('| RB-P'))
  expect(rows).toEqual(
    serverRules.map(
      ({ id, severity, title, source }) => `| ${[id, severity, title, explainSource(source)].join(' | ')} |`,
    ),
  )
})
