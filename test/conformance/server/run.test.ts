import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { HttpRequest } from '../../../src/conformance/probe-runner.ts'
import { explainSkip } from '../../../src/conformance/probe-runner.ts'
import { type ReportFormat, reportFormats } from '../../../src/conformance/report/model.ts'
import { reportRenderers } from '../../../src/conformance/report/renderers.ts'
import { failOns } from '../../../src/conformance/rule.ts'
import { runServerProbes, type ServerReport, toServerReport } from '../../../src/conformance/server/check.ts'
import { serverProbes } from '../../../src/conformance/server/probes.ts'
import { toServerCurl } from '../../../src/conformance/server/request.ts'
import { serverRules } from '../../../src/conformance/server/rules.ts'
import type { Operation } from '../../../src/contracts/operation.ts'
import { operations } from '../../../src/contracts/operations.ts'
import { listCalls } from '../../../src/control/calls.ts'
import { demoApp } from '../../../src/scenarios/demo-app.ts'
import { page } from '../report/fixture.ts'
import { by, callId, check, createServer, limits, parse, target, toTools, Unanswered } from './server.ts'
import { wrongServers } from './wrong-servers.ts'

const commandOf = ({ url }: Pick<HttpRequest, 'url'>) => new URL(url).pathname.split('/').at(-1) ?? ''
const settings = {
  Url: 'https://example.com/mine?token=abcdefgh1234',
  CallbackCommandList: ['Call.CallbackAfterEndCall'],
}

/** A server with a configured callback. */
async function createConfigured() {
  const emulator = await createServer()
  const call = (command: 'set_callback' | 'get_callback', body: object) =>
    emulator
      .fetch(emulator.target(command), { method: 'POST', body: JSON.stringify(body) })
      .then(async response => parse(await response.text()))
  await call('set_callback', settings)
  return { emulator, get: () => call('get_callback', {}), [Symbol.asyncDispose]: emulator.close }
}

const render = async (report: ServerReport, format: ReportFormat) =>
  (await reportRenderers[format]())(report, { verbose: false, page })

const createWrong = (rule: string) => wrongServers.find(wrong => wrong.rule === rule)?.create()

test('Sends only commands that read without --write', async () => {
  const seen: HttpRequest[] = []
  const { report } = await check(undefined, { write: false }, seen)
  const changing = Object.values<Operation>(operations).flatMap(each => (each.readOnly ? [] : [each.command]))
  expect(changing.length).toBeGreaterThan(3)
  expect(seen.filter(request => changing.includes(commandOf(request)))).toEqual([])
  expect([report.verdict, by(report, 'failed')]).toEqual(['passed', []])
  expect(by(report, 'not exercised')).toEqual(
    ['45', '46', '47', '48', '49', '50', '51', '52', '53', '54', '55'].map(number => `RB-P${number}`),
  )
  expect(report.results.find(({ rule }) => rule.id === 'RB-P50')?.reasons).toEqual([
    explainSkip({ code: 'needs-write' }),
  ])
  expect(seen.filter(({ body }) => body.includes(callId))).toHaveLength(1)
})

test('Sends no request that needs a new UserSig without the key', async () => {
  await using emulator = await createServer()
  const keyless = { ...target, secretKey: undefined, userSig: emulator.credentials().userSig }
  const report = toServerReport(keyless, await runServerProbes(keyless, limits, toTools(emulator)))
  expect([report.verdict, by(report, 'failed'), by(report, 'not exercised')]).toEqual([
    'passed',
    [],
    ['RB-P26', 'RB-P29', 'RB-P30', 'RB-P55'],
  ])
  expect(report.results[25]?.reasons).toEqual([explainSkip({ code: 'needs-key' })])
})

test('Restores the callback configuration', async () => {
  await using server = await createConfigured()
  const runs = await runServerProbes(target, limits, toTools(server.emulator))
  expect(by(toServerReport(target, runs), 'failed')).toEqual([])
  expect((await server.get()).Response).toEqual(settings)
})

test('Sends no more after it is stopped, and restores what it changed', async () => {
  await using server = await createConfigured()
  const seen: HttpRequest[] = []
  const isOther = ({ body }: HttpRequest) => body.includes('ringback.invalid/other')
  const tools = { ...toTools(server.emulator, undefined, seen), isStopped: () => seen.some(isOther) }
  const report = toServerReport(target, await runServerProbes(target, limits, tools))
  expect((await server.get()).Response).toEqual(settings)
  expect(seen.slice(seen.findIndex(isOther) + 1).map(commandOf)).toEqual(['set_callback'])
  expect(report.results.find(({ rule }) => rule.id === 'RB-P47')?.reasons).toEqual([explainSkip({ code: 'stopped' })])
})

test('Ends a started call after the time limit', async () => {
  await using emulator = await createServer()
  const seen: HttpRequest[] = []
  const timeout = 50 * serverProbes.findIndex(({ id }) => id === 'started-call')
  await runServerProbes(target, { ...limits, pause: 50, timeout }, toTools(emulator, undefined, seen))
  expect(seen.slice(-1).map(commandOf)).toEqual(['end_call'])
  const ongoing = listCalls(emulator.core, {}).filter(({ call }) => call.caller === target.robot && !call.ending)
  expect(ongoing).toEqual([])
})

test('Reports what could not be restored, without its secret', async () => {
  await using server = await createConfigured()
  const tools = toTools(server.emulator, async ({ forward, body }) =>
    body.includes('example.com') ? Promise.reject(new Unanswered()) : forward(),
  )
  const report = toServerReport(target, await runServerProbes(target, limits, tools))
  expect(report.leftBehind).toEqual([
    expect.stringContaining('/v4/call_config/set_callback with {"Url":"https://example.com/'),
  ])
  expect(report.sections).toMatchObject([{ id: 'left-behind', items: report.leftBehind }])
  expect(JSON.stringify(report)).not.toContain('abcdefgh1234')
})

test('Sends three requests to a server that never answers, and exercises no rule', async () => {
  const seen: HttpRequest[] = []
  const { report } = await check(() => Promise.reject(new Unanswered()), {}, seen)
  expect([report.verdict, report.unanswered, seen.length]).toEqual([
    'not exercised',
    'Nothing listens at 127.0.0.1:2255.',
    3,
  ])
  expect(by(report, 'not exercised')).toHaveLength(serverRules.length)
  expect(report.reasons).toEqual([report.unanswered])
})

test('Sends one request to a server that does not admit the administrator', async () => {
  const seen: HttpRequest[] = []
  const { report } = await check(undefined, { secretKey: 'not the key of the application' }, seen)
  expect([by(report, 'failed'), seen.length]).toEqual([['RB-P17'], 1])
})

test('Reports a broken assumption as a warning, which fails only with --fail-on warning', async () => {
  const { report, runs } = await check(createWrong('RB-P56'))
  expect(report.verdict).toBe('passed')
  expect(report.results.find(({ rule }) => rule.id === 'RB-P56')).toMatchObject({
    verdict: 'failed',
    severity: 'warning',
    findings: [{ notes: [expect.stringContaining('our assumption is wrong')] }],
  })
  expect(toServerReport(target, runs, { failOn: 'warning' }).verdict).toBe('failed')
  expect(toServerReport(target, runs, { failOn: 'none' }).verdict).toBe('passed')
})

test('Reports a broken documented rule as an error with its page and a reproduction', async () => {
  const { report, runs } = await check(createWrong('RB-P28'))
  expect([report.verdict, toServerReport(target, runs, { failOn: 'none' }).verdict]).toEqual(['failed', 'passed'])
  expect(report.results.find(({ rule }) => rule.id === 'RB-P28')?.findings).toMatchObject([
    {
      code: 'code',
      data: { expected: [70009], got: 101004 },
      subject: { probe: 'wrong-key', command: 'get_call_info' },
      source: { page: 68926 },
      reproduction: {
        curl: expect.stringMatching(/^curl -si -m 5 .*npx ringback sign .*--secret-key another-key\)" -d '/),
      },
    },
  ])
})

test('Does not fail for a known issue, and reports a resolved one', async () => {
  const { runs } = await check(createWrong('RB-P28'))
  const knownIssues = [
    { line: 1, rule: 'RB-P28', command: 'get_call_info', reason: 'later' },
    { line: 2, rule: 'RB-P29', reason: undefined },
  ]
  const report = toServerReport(target, runs, { knownIssues })
  expect(report).toMatchObject({ verdict: 'passed', resolvedKnownIssues: [{ line: 2, exercised: true }] })
  expect(report.results.find(({ rule }) => rule.id === 'RB-P28')).toMatchObject({ count: 0, knownCount: 1 })
})

test.each(['the emulator', 'a server that echoes everything'])('Shows no secret in a report on %s', async name => {
  const { report, runs } = await check(
    name === 'the emulator'
      ? undefined
      : async ({ forward, url }) => {
          const answer = await forward()
          return { ...answer, text: `${answer.text} ${url} ${demoApp.secretKey}` }
        },
  )
  const sigs = runs.flatMap(({ attempts }) =>
    attempts.flatMap(({ request }) => /usersig=([^&]{40,})/.exec(request.url)?.[1] ?? []),
  )
  expect(sigs.length).toBeGreaterThan(0)
  const texts = await Promise.all(reportFormats.map(format => render(report, format)))
  for (const text of texts)
    for (const secret of [demoApp.secretKey, ...sigs, ...sigs.map(decodeURIComponent)])
      expect(text).not.toContain(secret)
})

test('Names the required secret in a reproduction', async () => {
  const { runs } = await check(undefined, { sdkAppId: 1400000001, secretKey: 'a-key-of-my-own' })
  const own = { ...target, sdkAppId: 1400000001, secretKey: 'a-key-of-my-own' }
  const [first] = runs
  expect(first && toServerCurl(first, own)).toMatch(
    /usersig='"\$\(npx ringback sign --sdkappid 1400000001 --identifier 'administrator' --secret-key "\$RINGBACK_SECRET_KEY"\)" -d '/,
  )
  expect(first && toServerCurl(first, { ...own, userSig: 'eJyrVgrxCdYrTi0', secretKey: undefined })).toContain(
    `usersig='"$RINGBACK_USERSIG" -d '`,
  )
})

test('Lists every rule and every probe in a report', async () => {
  const { report } = await check(undefined, { write: false })
  expect(report.results.map(({ rule }) => rule.id)).toEqual(serverRules.map(({ id }) => id))
  expect(report.probes.map(({ id }) => id)).toEqual(serverProbes.map(({ id }) => id))
  expect(report).toMatchObject({ kind: 'server', url: target.url, write: false, unanswered: null, changes: null })
  expect(report.probes[0]).toMatchObject({ id: 'unknown-call', sent: 1, skipped: null, requests: [{ status: 200 }] })
})

test('Fails for changes since a baseline with --fail-on warning', async () => {
  const { runs } = await check(undefined, { write: false })
  for (const failOn of failOns)
    for (const changes of [null, [], ['RB-P01 changed.']]) {
      const { verdict, sections } = toServerReport(target, runs, { failOn }, changes)
      const isChanged = changes?.length === 1
      expect(verdict).toBe(isChanged && failOn === 'warning' ? 'failed' : 'passed')
      expect(sections.map(({ check }) => check?.isBroken)).toEqual(changes === null ? [] : [isChanged])
    }
})

test.each(['markdown', 'html', 'text'] as const)(
  'Shows the responses of a server literally in a report as %s',
  async format => {
    const text = '<script>alert(1)</script> | @everyone [x](http://x) \u001b[2J'
    const { report } = await check(async ({ forward }) => ({ ...(await forward()), text }), { write: false })
    const shown = await render(report, format)
    expect(shown).toContain('RB-P03')
    expect(shown).not.toContain('\u001b')
    if (format !== 'text') expect(shown).not.toContain('<script>alert')
    if (format === 'markdown') expect(shown).not.toMatch(/@everyone|\[x\]/)
  },
)

test('Reports failures in JUnit if, and only if, the report fails', async () => {
  const { runs } = await check(createWrong('RB-P56'))
  for (const failOn of failOns)
    for (const changes of [null, [], ['RB-P01 changed.']]) {
      const report = toServerReport(target, runs, { failOn }, changes)
      expect(/<failure message="[^"]+"/.test(await render(report, 'junit'))).toBe(report.verdict === 'failed')
    }
})

test('Shows the printed report in the guide', async () => {
  await using emulator = await createServer()
  const own = { ...target, url: 'http://127.0.0.1:4000', write: false }
  const tools = { ...toTools(emulator, createWrong('RB-P28')), newId: () => '00000000-0000-4000-8000-000000000000' }
  const report = toServerReport(own, await runServerProbes(own, limits, tools))
  const guide = readFileSync(new URL('../../../docs/guides/verify.md', import.meta.url), 'utf8')
  const [, shown] = /```console\n\$ ringback verify [^\n]*\n([\s\S]*?)```/.exec(guide) ?? []
  expect(shown).toBe(await render(report, 'text'))
})
