import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { sign } from '../../../src/usersig/sign.ts'
import { createEmulator } from '../../create-emulator.ts'
import { type ExchangeInput, toJournal } from './journal.ts'

const run = promisify(execFile)
const bin = mkdtempSync(join(tmpdir(), 'ringback-'))
const main = new URL('../../../dist/cli/main.js', import.meta.url).pathname
writeFileSync(join(bin, 'ringback'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
chmodSync(join(bin, 'ringback'), 0o755)
afterAll(() => rmSync(bin, { recursive: true }))

/** Runs a line in a shell against an emulator, with only the path of this process's environment. */
const paste = async (line: string, url: string, secretKey: string) =>
  (
    await run('sh', ['-c', line], {
      env: {
        PATH: `${bin}:${process.env.PATH}`,
        RINGBACK_URL: url,
        RINGBACK_HOST: new URL(url).host,
        RINGBACK_SECRET_KEY: secretKey,
      },
    })
  ).stdout

const sdkAppId = 1_400_000_001
const secretKey = 'the key of this test'
const now = Math.floor(Date.now() / 1000)
const good = { sdkAppId, secretKey, identifier: 'admin', time: now - 10, expire: 86_400 }
const query = (userSig: string, rest = 'random=7&contenttype=json') =>
  `?sdkappid=${sdkAppId}&identifier=admin&usersig=${userSig}&${rest}`
const info = '/v4/call_engine_http_srv/get_call_info'

test.each<[string, string, string, string]>([
  ['GET', info + query(sign(good)), '{"CallId":"x"}', 'GET'],
  ['an unknown path', `/v4/call_engine_http_srv/get_call_inf${query(sign(good))}`, '{"CallId":"x"}', 'POST'],
  ['a random out of range', info + query(sign(good), 'random=-1&contenttype=json'), '{"CallId":"x"}', 'POST'],
  ['quotes, dollars and a `command` in it', info + query(sign(good)), '{"CallId":"it\'s $HOME `id` \\" \\\\"}', 'POST'],
  ['an empty body', info + query(sign(good)), '', 'POST'],
  ['brackets in the query', info + query(sign(good), 'random=[1-3]&contenttype={a,b}'), '{}', 'POST'],
  ['an expired UserSig', info + query(sign({ ...good, time: now - 900, expire: 600 })), '{"CallId":"x"}', 'POST'],
  ['another key', info + query(sign({ ...good, secretKey: 'a very different key' })), '{"CallId":"x"}', 'POST'],
  ['another user', info + query(sign({ ...good, identifier: "o'hara" })), '{"CallId":"x"}', 'POST'],
  ['another application', info + query(sign({ ...good, sdkAppId: 1_400_000_002 })), '{"CallId":"x"}', 'POST'],
  ['a UserSig that cannot be read', info + query('abcdefghijkl'), '{"CallId":"x"}', 'POST'],
])('Reproduces the answer to %s without a secret', async (_, target, body, method) => {
  const scenario = { ringback: 1 as const, name: 'one', apps: [{ sdkAppId, secretKey, admins: ['admin'] }] }
  await using emulator = createEmulator({ scenario })
  const { url } = await emulator.listen()
  const first: unknown = await (await fetch(url + target, { method, ...(method === 'GET' ? {} : { body }) })).json()
  // The rule on secrets evaluates every request, so each gets a finding.
  const journal = emulator.core.toJournal()
  const entries = journal.entries.map(entry => ({
    ...entry,
    method: entry.method,
    leaks: ['key in the body' as const],
  }))
  const finding = toClientReport([{ journal: { ...journal, entries } }]).results.find(
    ({ rule }) => rule.id === 'RB-Q23',
  )?.findings[0]
  const line = finding?.reproduction?.curl ?? ''
  expect(line).not.toContain('\n')
  expect(line).not.toContain(secretKey)
  expect(line).not.toContain(new URLSearchParams(target).get('usersig'))
  const repeated: unknown = JSON.parse(await paste(line, url, secretKey))
  expect(repeated).toMatchObject({ ErrorCode: toCode(first) })
  const [one, other] = emulator.core.runLog.exchanges.since()
  expect([other?.method, other?.body]).toEqual([one?.method, one?.body])
})

const toCode = (answer: unknown) =>
  typeof answer === 'object' && answer !== null && 'ErrorCode' in answer ? answer.ErrorCode : 'none'

const reply = (omitted: string) =>
  ['"ErrorCode":0', '"ActionStatus":"OK"', '"ErrorInfo":""', '"RequestId":"Id-1"', '"Response":{}']
    .filter(field => !field.startsWith(`"${omitted}"`))
    .join(',')

test.each<[string, Partial<ExchangeInput>, string]>([
  ['a 502', { status: 502, failureModes: ['http'] }, 'HTTP 502'],
  ['garbage', { failureModes: ['garbage'] }, 'not JSON'],
  ['a field left out', { failureModes: ['omitted'], reply: `{${reply('ActionStatus')}}` }, 'ActionStatus'],
  ['a field of another type', { failureModes: ['mistyped'], reply: '{"ErrorCode":"0"}' }, 'ErrorCode'],
])('Reproduces the fault of a client that ignored %s', async (_, exchanges, sentence) => {
  await using emulator = createEmulator()
  const { url } = await emulator.listen()
  const journal = toJournal([exchanges, { command: 'get_record_by_callid' }])
  const finding = toClientReport([{ journal }]).results.find(
    ({ rule, count }) => rule.id.startsWith('RB-A') && count > 0,
  )?.findings[0]
  expect(finding?.reproduction?.curl).toContain('/_ringback/faults')
  const armed = JSON.parse(await paste(finding?.reproduction?.curl ?? '', url, ''))
  expect(armed.sentence).toContain(sentence)
  expect(emulator.core.defaultApp.faults.length).toBe(1)
})
