import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProbeOutcome } from '../../../src/conformance/probe-runner.ts'
import { explainProbeRun, runReceiverProbes, toReceiverReport } from '../../../src/conformance/receiver/check.ts'
import { receiverProbes } from '../../../src/conformance/receiver/probes.ts'
import { type ReceiverProbeRun, toReceiverCurl } from '../../../src/conformance/receiver/request.ts'
import { receiverRules } from '../../../src/conformance/receiver/rules.ts'
import { reportFormats } from '../../../src/conformance/report/model.ts'
import { reportRenderers } from '../../../src/conformance/report/renderers.ts'
import type { DeliveryResult, SendCallback } from '../../../src/emulator/callbacks/delivery-result.ts'
import { sha256 } from '../../../src/sdk/callback-dispatcher.ts'
import { page } from '../report/fixture.ts'
import { refuse, sdkAppId, serve, token } from './receiver.ts'

const ok = { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }

/** Sends the probes to a receiver that distinguishes them by their URL only. */
const runBy = (answer: (url: string) => DeliveryResult, url = 'http://receiver/callback') => {
  const send: SendCallback = async ({ target }) => answer(target)
  return runReceiverProbes({ url, sdkAppId, token }, { send, now: () => 1_768_469_400_000, sha256 })
}

/** Accepts everything with the right Sign, so that every probe is sent. */
const acceptSigned = (url: string): DeliveryResult =>
  url.includes(sha256(`${token}1768469400`)) ? ok : { status: 403, text: '' }

const target = { url: 'http://receiver/callback?secret=1', sdkAppId, token }

test('Sends in each reproduction what its probe sent', async () => {
  await using receiver = await serve(() => refuse('seen'))
  for (const path of ['', "?it's=[1]&{b}=$(c)"]) {
    const runs = await runBy(acceptSigned, receiver.url + path)
    expect(runs.map(({ probe }) => probe.id)).toEqual(receiverProbes.map(({ id }) => id))
    for (const run of runs) {
      receiver.received.length = 0
      await promisify(execFile)('sh', ['-c', toReceiverCurl(run) ?? 'exit 1'])
      const sent = run.attempts.map(({ request }) => [new URL(request.url).href, request.body])
      const received = receiver.received.map(({ method, target, text }) => [
        method === 'POST' && new URL(target, receiver.url).href,
        text,
      ])
      // Two that are sent at the same time may arrive in any order.
      expect(received.toSorted()).toEqual(sent.toSorted())
    }
  }
})

test('Names the receiver without its query, and never the token', async () => {
  const report = toReceiverReport(target, await runBy(() => ok))
  expect(report).toMatchObject({ kind: 'receiver', title: 'http://receiver/callback', verdict: 'failed' })
  expect(report.facts).toEqual([{ text: expect.stringContaining('…4711') }])
  expect(JSON.stringify({ ...report, url: '' })).not.toContain(token)
})

test.each(reportFormats)('Shows answers literally in a report as %s', async format => {
  const report = toReceiverReport(target, await runBy(() => ({ status: 500, text: '\u001b[2J<b>@me' })))
  const text = (await reportRenderers[format]())(report, { page })
  expect(text).toContain('RB-W01')
  expect(text).not.toContain('\u001b')
  if (format !== 'text' && format !== 'json') expect(text).not.toContain('<b>@me')
})

test('Shows the printed report in the guide', async () => {
  const own = { url: 'http://127.0.0.1:3000/callback', sdkAppId: 88888888 }
  const tools = { send: async () => ok, now: () => 1_768_469_400_000, sha256 }
  const report = toReceiverReport(own, await runReceiverProbes(own, tools))
  const guide = readFileSync(new URL('../../../docs/webhooks-check.md', import.meta.url), 'utf8')
  const text = (await reportRenderers.text())(report, { verbose: false })
  const [, shown] = /```console\n\$ ringback webhook check [^\n]*\n([\s\S]*?)```/.exec(guide) ?? []
  expect(shown).toBe(text)
})

test('Names the probe that a skipped probe requires', async () => {
  const report = toReceiverReport(target, await runBy(() => ok))
  expect(report.results.find(({ rule }) => rule.id === 'RB-W08')).toMatchObject({
    verdict: 'not exercised',
    reasons: ['It requires wrong-sign to be refused.'],
  })
})

test('Fails a report for warnings only with --fail-on warning', async () => {
  const runs = await runBy(url => {
    if (url.includes('SdkAppid=1400000001')) return { status: 403, text: '' }
    return url.includes('AfterRingback') ? { status: 404, text: '' } : acceptSigned(url)
  })
  const failed = (failOn: 'error' | 'warning' | 'none') => toReceiverReport(target, runs, { failOn }).verdict
  expect([failed('error'), failed('warning'), failed('none')]).toEqual(['passed', 'failed', 'passed'])
  const knownIssues = [{ line: 1, rule: 'RB-W14', reason: undefined }]
  expect(toReceiverReport(target, runs, { failOn: 'warning', knownIssues }).verdict).toBe('passed')
})

test('Shows the answers to the callbacks of a probe in its line', async () => {
  const runs = await runBy(url =>
    url.includes('RequestTime') ? ok : { unanswered: { code: 'timeout', timeoutMs: 2_000 } },
  )
  const lines = runs.filter(({ attempts }) => attempts.length > 0).map(explainProbeRun)
  expect(lines[0]).toBe('start-call: accepted, 0 ms')
  expect(lines).toContain('unsigned: not answered in time, 0 ms')
})

const outcome: fc.Arbitrary<ProbeOutcome> = fc.oneof(
  fc.record({
    status: fc.constantFrom(200, 204, 403, 500),
    headers: fc.constant({}),
    text: fc.constantFrom(ok.text, '', '{}', '[]', 'null', '<p>', '{"ErrorCode":7}'),
  }),
  fc.constant<ProbeOutcome>({ unanswered: { code: 'timeout', timeoutMs: 2_000 } }),
  fc.constant<ProbeOutcome>({ unanswered: { code: 'connection-closed', host: 'receiver' } }),
)

const toRun = (probe: ReceiverProbeRun['probe'], outcomes: readonly ProbeOutcome[], gone = false): ReceiverProbeRun => {
  const template = { url: target.url, sdkAppId, command: '', body: '{}', signing: 'valid' } as const
  const request = { method: 'POST', url: target.url, body: '{}' }
  const attempts = outcomes.map(outcome => ({ template, request, outcome, sentAt: 0, took: 1 }))
  return outcomes.length > 0 ? { probe, attempts, gone } : { probe, attempts, skipped: { code: 'stopped' } }
}

const runs: fc.Arbitrary<readonly ReceiverProbeRun[]> = fc
  .tuple(
    ...receiverProbes.map(probe => fc.tuple(fc.constant(probe), fc.array(outcome, { maxLength: 3 }), fc.boolean())),
  )
  .map(all => all.map(parts => toRun(...parts)))

test('Passes a rule only with an outcome, and otherwise has a reason', () => {
  fc.assert(
    fc.property(runs, all => {
      const { verdict, results } = toReceiverReport(target, all)
      for (const { rule, verdict, findings, reasons } of results) {
        const probes: readonly string[] = receiverRules.find(({ id }) => id === rule.id)?.probes ?? []
        const isSent = all.some(({ probe, attempts }) => probes.includes(probe.id) && attempts.length > 0)
        if (!isSent) expect(verdict).toBe('not exercised')
        expect(findings.length > 0).toBe(verdict === 'failed')
        if (verdict === 'not exercised') expect(reasons.length).toBeGreaterThan(0)
      }
      const isBroken = results.some(({ severity, verdict }) => verdict === 'failed' && severity === 'error')
      expect(verdict === 'failed').toBe(isBroken)
    }),
  )
})

test('Exercises no rule if nothing answered', () => {
  const silent = fc.array(fc.constant<ProbeOutcome>({ unanswered: { code: 'connection-closed', host: 'receiver' } }))
  fc.assert(
    fc.property(fc.tuple(...receiverProbes.map(() => silent)), all => {
      const { verdict, results, unanswered } = toReceiverReport(
        target,
        receiverProbes.map((probe, index) => toRun(probe, all[index] ?? [])),
      )
      expect(unanswered).toBeTruthy()
      expect(new Set([verdict, ...results.map(({ verdict }) => verdict)])).toEqual(new Set(['not exercised']))
    }),
  )
})

test('Orders the ids of rules, and uses every probe in a rule', () => {
  expect(receiverRules.map(({ id }) => id)).toEqual(
    receiverRules.map((_, index) => `RB-W${`${index + 1}`.padStart(2, '0')}`),
  )
  const evaluated = new Set<string>(receiverRules.flatMap(({ probes }) => probes))
  expect(receiverProbes.filter(({ id }) => !evaluated.has(id))).toEqual([])
})
