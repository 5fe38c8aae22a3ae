import { expect, test } from 'vitest'
import { formats } from '../../src/conformance/report/model.ts'
import { parseJournals } from '../../src/emulator/parse-journal.ts'
import { createEmulator, type Emulator } from '../create-emulator.ts'

const toPath = (format: string) => `/_ringback/report?format=${format}`

const sendRequest = (emulator: Emulator, change = (target: string) => target) =>
  emulator.fetch(change(emulator.target('get_call_info')), { method: 'POST', body: '{"CallId":"x"}' })

const withoutRandom = (target: string) => target.replace(/&random=\d+/, '')

test('Returns the report at any time, as JSON by default', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const before = await emulator.fetch('/_ringback/report')
  expect([before.headers.get('Content-Type'), await before.json()]).toMatchObject([
    'application/json',
    { verdict: 'not exercised' },
  ])
  await sendRequest(emulator)
  expect(await (await emulator.fetch('/_ringback/report')).json()).toMatchObject({ verdict: 'passed' })
  await sendRequest(emulator, withoutRandom)
  expect(await (await emulator.fetch('/_ringback/report')).json()).toMatchObject({ verdict: 'failed' })
})

test('Covers resets, and starts empty when the journal is cleared', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  await sendRequest(emulator, withoutRandom)
  emulator.reset()
  expect(await emulator.report()).toMatchObject({ verdict: 'failed' })
  await emulator.fetch('/_ringback/journal', { method: 'DELETE' })
  expect(await emulator.report()).toMatchObject({ verdict: 'not exercised' })
})

const types = {
  text: 'text/plain; charset=utf-8',
  json: 'application/json',
  junit: 'application/xml; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  sarif: 'application/sarif+json',
  har: 'application/har+json',
  journal: 'application/vnd.ringback.journal+json',
}

test.each(formats)('Returns %s with its media type and without secrets', async format => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  const userSig = emulator.credentials().userSig
  await fetch(url + withoutRandom(emulator.target('get_call_info')), { method: 'POST', body: userSig })
  const { secretKey } = emulator.credentials()
  for (const response of [await fetch(url + toPath(format)), await emulator.fetch(toPath(format))]) {
    // The sources may have no built page to embed.
    if (format === 'html' && response.status === 409) {
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('npm run build') })
      continue
    }
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, types[format]])
    const text = await response.text()
    expect(text).toContain('get_call_info')
    for (const secret of [secretKey, userSig, encodeURIComponent(userSig)]) expect(text).not.toContain(secret)
  }
})

test('Returns a journal from which reports can be made', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  await sendRequest(emulator)
  const text = await (await emulator.fetch(toPath('journal'))).text()
  expect(parseJournals(text)).toEqual([emulator.saveJournal()])
})

test('Refuses an unknown format and names the known ones', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  for (const [path, detail] of [
    [toPath('pdf'), 'got "pdf"'],
    ['/_ringback/report?fromat=json', 'Did you mean "format"?'],
  ] as const) {
    const response = await emulator.fetch(path)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([400, 'application/problem+json'])
    expect(await response.json()).toMatchObject({ code: 'not-valid', detail: expect.stringContaining(detail) })
  }
})

test('Applies the policy to a report as data', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  await sendRequest(emulator, withoutRandom)
  const { verdict, results } = await emulator.report()
  expect([verdict, results.filter(({ count }) => count > 0).map(({ rule }) => rule.id)]).toEqual(['failed', ['RB-Q07']])
  expect(await emulator.report({ failOn: 'none' })).toMatchObject({ verdict: 'passed' })
  const known = [{ line: 1, rule: 'RB-Q07', reason: 'it is old' }]
  expect(await emulator.report({ knownIssues: known })).toMatchObject({ verdict: 'passed' })
  expect(await emulator.report({ knownIssues: known, minCoverage: 100 })).toMatchObject({ verdict: 'failed' })
})
