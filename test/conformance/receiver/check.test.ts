import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { AnswerChange } from '../../../src/conformance/probe-runner.ts'
import { explainSkip } from '../../../src/conformance/probe-runner.ts'
import { type ReceiverReport, runReceiverProbes, toReceiverReport } from '../../../src/conformance/receiver/check.ts'
import { type ReceiverProbeId, receiverProbes } from '../../../src/conformance/receiver/probes.ts'
import { receiverRules } from '../../../src/conformance/receiver/rules.ts'
import { explainReason } from '../../../src/conformance/rule.ts'
import { sha256 } from '../../../src/sdk/callback-dispatcher.ts'
import { createSender } from '../../../src/sdk/send-callback.ts'
import { changeAnswers } from '../change-answers.ts'
import { checks, createReceive, good, refuse, sdkAppId, serve, token } from './receiver.ts'
import { acceptAll, answerTimeout, wrongReceivers } from './wrong-receivers.ts'

const guide = readFileSync(new URL('../../../docs/webhooks-check.md', import.meta.url), 'utf8')

/** The cells of every row of the guide that starts with a text. */
const listRows = (start: RegExp) =>
  guide
    .split('\n')
    .filter(line => start.test(line))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )

async function check(url: string, signed: { token?: string } = { token }, isSlow = false): Promise<ReceiverReport> {
  const sender = createSender('anywhere')
  const target = { url, sdkAppId, ...signed }
  const tools = { send: sender.send, now: Date.now, sha256, ...(isSlow ? { answerTimeout } : {}) }
  try {
    return toReceiverReport(target, await runReceiverProbes(target, tools))
  } finally {
    sender.close()
  }
}

const by = ({ results }: ReceiverReport, verdict: string) =>
  results.filter(result => result.verdict === verdict).map(({ rule }) => rule.id)
const find = ({ results }: ReceiverReport, id: string) => results.find(({ rule }) => rule.id === id)
const ids = receiverRules.map(({ id }) => id)
const receive = (name: string) => wrongReceivers.find(wrong => wrong.name === name)?.receive() ?? good

test('Passes every rule for a good receiver', async () => {
  await using receiver = await serve(good)
  const report = await check(receiver.url)
  expect([report.verdict, by(report, 'passed')]).toEqual(['passed', ids])
})

const correct = await runReceiverProbes(
  { url: 'http://receiver/callback', sdkAppId, token },
  {
    async send({ target, body }) {
      const { searchParams: query } = new URL(target)
      const answer = await good({ method: 'POST', target, query, text: body })
      return typeof answer === 'object' ? answer : { unanswered: { code: 'connection-closed', host: 'receiver' } }
    },
    now: Date.now,
    sha256,
  },
)

/** The rules that a receiver breaks if its responses differ from those of a good one. */
const listBroken = (change: AnswerChange<ReceiverProbeId>) =>
  by(toReceiverReport({ url: 'http://receiver/callback', sdkAppId }, changeAnswers(correct, change)), 'failed')

test.each(receiverRules)('Reports only $id for its example', ({ id, example }) => {
  expect(listBroken(example)).toEqual([id])
})

const probesOfCall: readonly ReceiverProbeId[] = ['start-call', 'start-call-sample', 'member-changed', 'end-call']

test.each<[string, AnswerChange<ReceiverProbeId>]>([
  ['RB-W01', { probes: probesOfCall, status: 204, text: '' }],
  ['RB-W03', { probes: probesOfCall, text: '' }],
  ['RB-W04', { probes: probesOfCall, json: { ErrorCode: '0' } }],
  ['RB-W04', { probes: probesOfCall, json: { ActionStatus: undefined } }],
  ['RB-W04', { probes: probesOfCall, json: { ErrorInfo: null } }],
  ['RB-W04', { probes: probesOfCall, text: '[]' }],
])('Reports only %s for %j', (id, change) => {
  expect(listBroken(change)).toEqual([id])
})

test('Passes every rule for a receiver that refuses by closing the connection', async () => {
  await using receiver = await serve(async received => {
    const answer = await good(received)
    const isRefused = typeof answer === 'object' && answer.text.includes('FAIL')
    return checks.json(received) === undefined && isRefused ? 'disconnect' : answer
  })
  expect(by(await check(receiver.url), 'passed')).toEqual(ids)
})

test.concurrent.each(wrongReceivers)(
  'Reports only $rule for a receiver that $name',
  async ({ rule, receive, isSlow }) => {
    await using receiver = await serve(receive())
    const report = await check(receiver.url, { token }, isSlow)
    expect(by(report, 'failed')).toEqual([rule])
    expect(report.verdict).toBe(find(report, rule)?.severity === 'error' ? 'failed' : 'passed')
  },
)

test('Reports the rules on refusals for a receiver that accepts everything', async () => {
  await using receiver = await serve(acceptAll)
  expect(by(await check(receiver.url), 'failed')).toEqual(['RB-W06', 'RB-W07'])
})

test('Signs nothing without a token, and exercises no rule on signatures', async () => {
  await using receiver = await serve(createReceive(checks.method, checks.application, checks.json))
  const report = await check(receiver.url, {})
  expect(receiver.received.filter(({ query }) => query.has('Sign') || query.has('RequestTime'))).toEqual([])
  expect([by(report, 'failed'), by(report, 'not exercised')]).toEqual([[], ['RB-W07', 'RB-W08']])
})

test('Names the flag to check if the token is wrong', async () => {
  await using receiver = await serve(good)
  const report = await check(receiver.url, { token: 'another-token' })
  expect(by(report, 'failed')).toEqual(['RB-W05'])
  expect(by(report, 'passed')).toEqual(['RB-W01', 'RB-W02', 'RB-W03', 'RB-W04'])
  expect(find(report, 'RB-W05')?.rule.fix).toContain('--token')
})

test('Exercises no rule if nothing listens', async () => {
  const receiver = await serve(good)
  receiver.close()
  const report = await check(receiver.url)
  expect([report.verdict, report.unanswered]).toEqual([
    'not exercised',
    `Nothing listens at 127.0.0.1:${receiver.port}.`,
  ])
  expect(by(report, 'not exercised')).toEqual(ids)
})

test('Sends no more callbacks to a receiver that stops', async () => {
  await using receiver = await serve(receive('stops at a duplicate'))
  const report = await check(receiver.url)
  expect(by(report, 'not exercised')).toEqual(['RB-W11', 'RB-W13', 'RB-W14', 'RB-W15', 'RB-W16'])
  expect(find(report, 'RB-W11')?.reasons).toEqual([explainSkip({ code: 'gone', probe: 'duplicate' })])
})

test('Continues with the shape that the receiver accepts', async () => {
  await using receiver = await serve(receive('refuses MediaType beside CallMediaType'))
  const report = await check(receiver.url)
  expect(by(report, 'not exercised')).toEqual([])
  expect(find(report, 'RB-W17')).toMatchObject({
    severity: 'warning',
    findings: [{ code: 'shape', data: { field: 'absent' }, subject: { probe: 'start-call' } }],
  })
})

test('Mentions that no Sign was sent if a receiver may require one', async () => {
  await using receiver = await serve(({ query }) => (query.has('Sign') ? refuse('no') : { status: 400, text: '' }))
  const codes = (report: ReceiverReport) => report.results.flatMap(({ findings }) => findings.map(({ code }) => code))
  expect(codes(await check(receiver.url, {}))).toContain('not-accepted-unsigned')
  expect(codes(await check(receiver.url))).not.toContain('not-accepted-unsigned')
})

test.concurrent('Sends three callbacks to a receiver that answers too late', async () => {
  await using receiver = await serve(async received => {
    await pause(answerTimeout * 2)
    return good(received)
  })
  const report = await check(receiver.url, { token }, true)
  expect([by(report, 'failed'), receiver.received.length]).toEqual([['RB-W02'], 3])
})

test('Lists every rule with its reason, and every probe, in the guide', () => {
  expect(listRows(/^\| RB-/)).toEqual(
    receiverRules.map(({ id, severity, title, reason, source }) => [
      id,
      severity,
      title,
      explainReason(reason, source),
    ]),
  )
  expect(listRows(/^\| `[a-z]/)).toEqual(receiverProbes.map(({ id, title }) => [`\`${id}\``, title]))
})
