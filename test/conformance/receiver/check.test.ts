import { expect, test } from 'vitest'
import { checkReceiver, type Report } from '../../../src/conformance/receiver/check.ts'
import { rules } from '../../../src/conformance/receiver/rules/list.ts'
import { sha256 } from '../../../src/sdk/hash.ts'
import { createSender } from '../../../src/sdk/send-callback.ts'
import { checks, createReceive, good, pause, refuse, sdkAppId, serve, token } from './receiver.ts'
import { credulous, slips } from './slips.ts'

async function check(url: string, signed: { token?: string } = { token }): Promise<Report> {
  const sender = createSender('anywhere')
  try {
    return await checkReceiver({ url, sdkAppId, ...signed }, { send: sender.send, now: Date.now, sha256 })
  } finally {
    sender.close()
  }
}

const by = ({ findings }: Report, verdict: string) =>
  findings.filter(finding => finding.verdict === verdict).map(({ rule }) => rule.id)

test('a good receiver keeps every rule', async () => {
  await using receiver = await serve(good)
  const report = await check(receiver.url)
  expect(report.verdict).toBe('passed')
  expect(by(report, 'passed')).toEqual(rules.map(({ id }) => id))
})

test('a receiver that refuses by cutting the connection keeps every rule too', async () => {
  await using receiver = await serve(async came => {
    const answer = await good(came)
    return checks.json(came) === undefined && typeof answer === 'object' && answer.text.includes('FAIL')
      ? 'cut'
      : answer
  })
  const report = await check(receiver.url)
  expect(by(report, 'passed')).toEqual(rules.map(({ id }) => id))
})

test.concurrent.each(slips)('a receiver that $name breaks $rule and nothing else', async ({ rule, receive }) => {
  await using receiver = await serve(receive())
  const report = await check(receiver.url)
  expect(by(report, 'failed')).toEqual([rule])
  const severity = rules.find(({ id }) => id === rule)?.severity
  expect(report.verdict).toBe(severity === 'error' ? 'failed' : 'passed')
})

test('every rule has a receiver that breaks it', () => {
  expect([...new Set(slips.map(({ rule }) => rule))].sort()).toEqual(rules.map(({ id }) => id))
})

test('a receiver that says OK to whatever comes breaks what is about refusing', async () => {
  await using receiver = await serve(credulous)
  expect(by(await check(receiver.url), 'failed')).toEqual(['RB-W06', 'RB-W07'])
})

test('without a token nothing is signed, and what is about signing is not exercised', async () => {
  await using receiver = await serve(createReceive(checks.method, checks.application, checks.json))
  const report = await check(receiver.url, {})
  expect(receiver.came.filter(({ query }) => query.has('Sign') || query.has('RequestTime'))).toEqual([])
  expect([by(report, 'failed'), by(report, 'not exercised')]).toEqual([[], ['RB-W07', 'RB-W08']])
})

test("with a token or an application that is not the receiver's, the first thing said is that it refuses", async () => {
  await using receiver = await serve(good)
  const report = await check(receiver.url, { token: 'another-token' })
  expect(by(report, 'failed')).toEqual(['RB-W05'])
  expect(by(report, 'passed')).toEqual(['RB-W01', 'RB-W02', 'RB-W03', 'RB-W04'])
  expect(report.findings[4]?.rule.fix).toContain('--token')
})

test('where nothing listens, no rule is exercised', async () => {
  const receiver = await serve(good)
  receiver.close()
  const report = await check(receiver.url)
  expect([report.verdict, report.silence]).toEqual(['not exercised', `Nothing listens at 127.0.0.1:${receiver.port}.`])
  expect(by(report, 'not exercised')).toEqual(rules.map(({ id }) => id))
})

test('a receiver that ends is not asked for more, and the rules left are not exercised', async () => {
  const word = slips.find(({ name }) => name === 'ends at a duplicate')
  await using receiver = await serve(word?.receive() ?? good)
  const report = await check(receiver.url)
  expect(by(report, 'not exercised')).toEqual(['RB-W11', 'RB-W13', 'RB-W14', 'RB-W15', 'RB-W16'])
  const [finding] = report.findings.filter(({ rule }) => rule.id === 'RB-W11')
  expect(finding?.details).toEqual(['Nothing answers any more since duplicate.'])
})

test('Goes on in the shape that the receiver takes', async () => {
  const strict = slips.find(({ name }) => name === 'refuses MediaType beside CallMediaType')
  await using receiver = await serve(strict?.receive() ?? good)
  const report = await check(receiver.url)
  expect(by(report, 'not exercised')).toEqual([])
  const [finding] = report.findings.filter(({ rule }) => rule.id === 'RB-W17')
  expect([finding?.broken, finding?.rule.severity]).toEqual([['start-call'], 'warning'])
  expect(finding?.rule.fix).toContain('--callback-shape sample')
})

test('Says that no Sign was sent where a receiver requires one and no token is configured', async () => {
  await using receiver = await serve(({ query }) => (query.has('Sign') ? refuse('no') : { status: 400, text: '' }))
  const { findings } = await check(receiver.url, {})
  const found = findings.find(({ rule }) => rule.id === 'RB-W01')
  expect(found?.details[0]).toContain('--token')
  const signed = await check(receiver.url)
  expect(signed.findings.flatMap(({ details }) => details).join()).not.toContain('No token is configured')
})

test.concurrent('a receiver that answers too late is not waited for more than three times', async () => {
  await using receiver = await serve(async () => {
    await pause(3_000)
    return good({ method: 'POST', target: '', query: new URLSearchParams(), text: '' })
  })
  const report = await check(receiver.url)
  expect([by(report, 'failed'), receiver.came.length]).toEqual([['RB-W02'], 3])
})
