import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { parseJournals } from '../../../src/emulator/parse-journal.ts'
import { sign } from '../../../src/usersig/sign.ts'
import { createEmulator } from '../../create-emulator.ts'
import { forge, forgeUntil, good } from '../../usersig/forge.ts'

/** Sends one get_call_info with a text as usersig, and evaluates the saved journal as `ringback report` does. */
async function send(usersig: string) {
  const scenario = { ringback: 1, name: 'sigs', start: '2026-01-15T10:00:00Z' } as const
  const emulator = createEmulator({ scenario, clock: 'manual' })
  const target = emulator.target('get_call_info').replace(/usersig=[^&]*/, `usersig=${usersig}`)
  await emulator.fetch(target, { method: 'POST', body: '{"CallId":"c1"}' })
  const saved = JSON.stringify(emulator.core.toJournal())
  const [journal] = parseJournals(saved)
  if (!journal) throw new Error('There is no journal.')
  const { results } = toClientReport([{ journal }])
  return {
    code: journal.entries[0]?.errorCode,
    saved,
    codes: journal.entries[0]?.userSig?.findings.map(finding => finding.code),
    verdict: (id: string) => results.find(({ rule }) => rule.id === id)?.verdict,
    sentence: (id: string) => results.find(({ rule }) => rule.id === id)?.findings[0]?.message,
  }
}

/** Unix seconds of the wall clock, which is ahead of the scenario's. */
const wallTime = Math.floor(Date.now() / 1_000)

const inMilliseconds = forge({ values: { 'TLS.time': good.time * 1000, 'TLS.expire': good.expire * 1000 } })
const invented = forge({ shown: { 'TLS.sdkappid': undefined, 'TLS.appid': good.sdkAppId, 'TLS.sr': 'x' } })
const starred = forgeUntil(text => text.includes('*'))

test.each([
  ['time in milliseconds', inMilliseconds, 101_004, 'RB-Q15', 'time-in-milliseconds'],
  ['time a week ahead', sign({ ...good, time: wallTime + 604_800 }), 101_004, 'RB-Q15', 'time-in-the-future'],
  [
    'expire a point in time',
    sign({ ...good, expire: good.time + 86_400 }),
    101_004,
    'RB-Q15',
    'expire-is-a-point-in-time',
  ],
  ['an expired UserSig', sign({ ...good, expire: 60 }), 70_001, 'RB-Q15', 'expired'],
  ['invented fields', invented, 70_003, 'RB-Q11', 'unknown-fields'],
  ['the secret key', good.secretKey, 70_003, 'RB-Q11', 'secret-key'],
  ['a time with a fraction', forge({ values: { 'TLS.time': 1768469400.123 } }), 70_003, 'RB-Q11', 'not-an-integer'],
  ['asterisks encoded twice', starred.replaceAll('*', '%252A'), 70_003, 'RB-Q11', 'percent-encoded-twice'],
  [
    'a misspelled field',
    forge({ userBuf: 'AAEC', shown: { 'TLS.userbuf': undefined, 'TLS.userBuf': 'AAEC' } }),
    70_009,
    'RB-Q14',
    'field-misspelled',
  ],
  ['a key with a line break', forge({ key: `${good.secretKey}\n` }), 70_009, 'RB-Q14', 'key-with-space-or-quotes'],
  [
    'lines in another order',
    forge({ text: lines => `${lines.toReversed().join('\n')}\n` }),
    70_009,
    'RB-Q14',
    'fields-in-another-order',
  ],
  ['another key', sign({ ...good, secretKey: 'f'.repeat(64) }), 70_009, 'RB-Q14', 'signed-with-another-key'],
] as const)('Reports %s, from a saved journal too', async (_, usersig, code, rule, finding) => {
  const run = await send(usersig)
  expect(run.code).toBe(code)
  expect(run.codes).toContain(finding)
  expect(run.verdict(rule)).toBe('failed')
  expect(run.sentence(rule)?.length).toBeGreaterThan(20)
  expect(run.saved).not.toContain(usersig)
})

test('Names the mistake in the finding instead of the ErrorInfo', async () => {
  const { sentence } = await send(forge({ key: `${good.secretKey}\n` }))
  expect(sentence('RB-Q14')).toContain('line break')
})

test.each([
  ['time in milliseconds', inMilliseconds],
  ['an expire that is a point in time', sign({ ...good, expire: good.time + 86_400 })],
])('Does not pass the rules on lifetimes for %s', async (_, usersig) => {
  const { verdict } = await send(usersig)
  expect([verdict('RB-Q15'), verdict('RB-Q16'), verdict('RB-Q17')]).toEqual([
    'failed',
    'not exercised',
    'not exercised',
  ])
})

test('Accepts an asterisk that is percent-encoded once, without a finding', async () => {
  const { code, codes, verdict } = await send(starred.replaceAll('*', '%2A'))
  expect([code, codes, verdict('RB-Q11')]).toEqual([101_004, [], 'passed'])
})

test('Accepts a client that signs by the wall clock while the clock of the application is behind', async () => {
  const { codes, verdict } = await send(sign({ ...good, time: wallTime }))
  expect(codes).toEqual([])
  expect(verdict('RB-Q15')).toBe('passed')
})
