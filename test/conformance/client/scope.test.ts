import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { toText } from '../../../src/conformance/report/to-text.ts'
import { parseJournals } from '../../../src/emulator/parse-journal.ts'
import { createEmulator } from '../../create-emulator.ts'

const query = 'sdkappid=88888888&identifier=administrator&random=7&contenttype=json'

async function withEmulator(run: (emulator: ReturnType<typeof createEmulator>) => Promise<void>) {
  const emulator = createEmulator({ clock: 'manual' })
  await emulator.ready
  await run(emulator)
  await emulator.close()
}

const toUrl = (path: string, emulator: ReturnType<typeof createEmulator>) =>
  `http://localhost${path}?${query}&usersig=${emulator.credentials().userSig}`

const requestCall = (emulator: ReturnType<typeof createEmulator>) =>
  emulator.fetch(toUrl('/v4/call_engine_http_srv/get_call_info', emulator), {
    method: 'POST',
    body: '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}',
  })

test('Evaluates no request outside of every service', () =>
  withEmulator(async emulator => {
    await emulator.fetch('http://localhost/')
    await emulator.fetch('http://localhost/favicon.ico')
    await requestCall(emulator)
    const report = await emulator.report({ failOn: 'warning' })
    expect(report.verdict).toBe('passed')
    expect(report.runs[0]).toMatchObject({
      requests: 1,
      kept: 1,
      outside: {
        requests: 2,
        examples: [
          { method: 'GET', path: '/' },
          { method: 'GET', path: '/favicon.ico' },
        ],
      },
    })
  }))

test('Evaluates no request to another service', () =>
  withEmulator(async emulator => {
    await emulator.fetch(toUrl('/v4/openim/sendmsg', emulator), { method: 'POST', body: 'not JSON' })
    await emulator.fetch(toUrl('/v4/openim/sendmsg', emulator))
    await requestCall(emulator)
    const report = await emulator.report({ failOn: 'warning' })
    expect(report.verdict).toBe('passed')
    expect(report.runs[0]?.otherServices).toEqual([{ command: 'openim/sendmsg', requests: 2, accepted: 0 }])
    expect(report.failureCoverage.rows.map(({ command, requests }) => [command, requests])).toEqual([
      ['get_call_info', 1],
    ])
  }))

test.each([
  ['/v4/call_engine_http_srv/start_call'],
  ['/v4/call_engine_http_svc/start_call'],
  ['/v4/openim/end_call'],
  ['/v1/callback/set'],
])('Reports a finding for %s', path =>
  withEmulator(async emulator => {
    await emulator.fetch(toUrl(path, emulator), { method: 'POST', body: '{}' })
    const { verdict, results } = await emulator.report()
    expect(verdict).toBe('failed')
    expect(results.find(({ rule }) => rule.id === 'RB-Q02')?.count).toBe(1)
  }),
)

test('Is not exercised by requests outside of the Call API, and lists them', () =>
  withEmulator(async emulator => {
    await emulator.fetch(toUrl('/call_engine_http_srv/get_call_info', emulator), { method: 'POST', body: '{}' })
    await emulator.fetch(toUrl('/v4/profile/portrait_set', emulator), { method: 'POST', body: '{}' })
    const { verdict, reasons } = await emulator.report()
    expect(verdict).toBe('not exercised')
    expect(reasons).toContain('POST /call_engine_http_srv/get_call_info is not under /v4/.')
    expect(reasons.join(' ')).toContain('profile/portrait_set')
  }))

test('Shows what is not evaluated in the text report', () =>
  withEmulator(async emulator => {
    await requestCall(emulator)
    await emulator.fetch('http://localhost/favicon.ico')
    await emulator.fetch(toUrl('/v4/openim/sendmsg', emulator), { method: 'POST', body: '{}' })
    const journals = [{ journal: emulator.saveJournal() }]
    const text = toText(toClientReport(journals), { columns: 1_000 })
    expect(text).toContain('openim/sendmsg 1')
    expect(text).toContain('GET /favicon.ico')
  }))

test('Keeps the scope of each exchange in a saved journal', () =>
  withEmulator(async emulator => {
    await requestCall(emulator)
    await emulator.fetch('http://localhost/')
    await emulator.fetch(toUrl('/v4/openim/sendmsg', emulator), { method: 'POST', body: '{}' })
    const [journal] = parseJournals(JSON.stringify(emulator.saveJournal()))
    expect(journal?.entries.map(({ scope, command }) => [scope, command])).toEqual([
      ['call-api', 'get_call_info'],
      ['outside', undefined],
      ['other-service', 'openim/sendmsg'],
    ])
  }))

test('Applies no fault to a request outside of the Call API', () =>
  withEmulator(async emulator => {
    emulator.faults.add({ on: 'all', times: 1, http: 502 })
    expect((await emulator.fetch('http://localhost/')).status).toBe(200)
    expect((await emulator.fetch(toUrl('/v4/openim/sendmsg', emulator), { method: 'POST' })).status).toBe(200)
    expect((await requestCall(emulator)).status).toBe(502)
  }))

test('Does not wait for a request outside of every service', () =>
  withEmulator(async emulator => {
    await emulator.fetch('http://localhost/')
    await expect(emulator.waitFor({ request: {} }, { within: 1 })).rejects.toThrow()
    await requestCall(emulator)
    await expect(emulator.waitFor({ request: {} }, { within: 1 })).resolves.toHaveLength(1)
  }))
