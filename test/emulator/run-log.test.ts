import { expect, test } from 'vitest'
import { toKept } from '../../src/emulator/exchange.ts'
import { createEmulator } from '../create-emulator.ts'

const requestCall = async (emulator: ReturnType<typeof createEmulator>, CallId = 'answered-1') =>
  (await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: JSON.stringify({ CallId }) })).text()

test('Counts exchanges that are no longer kept', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual', journal: 3 })
  for (let index = 0; index < 7; index++) await requestCall(emulator, index < 5 ? 'answered-1' : 'nobody')
  const { total, counts, entries } = emulator.saveJournal()
  expect(total).toBe(7)
  expect(counts).toEqual([
    { scope: 'call-api', command: 'get_call_info', requests: 7, codes: { 0: 5, 101004: 2 }, failureModes: {} },
  ])
  expect(entries.map(({ position: number }) => number)).toEqual([5, 6, 7])
})

test('Keeps a run over resets, with an epoch for each', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  await requestCall(emulator)
  emulator.reset()
  await requestCall(emulator)
  const [app] = emulator.core.listApps()
  if (app) emulator.core.resetApp(app)
  await requestCall(emulator)
  const { entries } = emulator.saveJournal()
  expect(entries.map(({ id, position }) => [id, position])).toEqual([1, 2, 3].map(n => ['88888888-1', n]))
  expect(new Set(entries.map(({ epoch }) => epoch)).size).toBe(3)
})

test('Counts a code only if its reply arrived unchanged', async () => {
  const faults = [
    { on: 'get_call_info', times: 1, error: 101001 },
    { on: 'get_call_info', times: 1, body: 'garbage' },
    { on: 'get_call_info', times: 1, delay: '1ms', error: 60008 },
  ] as const
  const emulator = createEmulator({
    scenario: { ringback: 1, name: 'faults', faults: [...faults] },
    clock: 'manual',
  })
  for (let index = 0; index < 3; index++) await requestCall(emulator)
  const [count] = emulator.saveJournal().counts
  expect(count?.codes).toEqual({ 60008: 1, 101001: 1 })
  expect(count?.failureModes).toEqual({ refusal: 2, garbage: 1, slow: 1 })
})

test('Clearing the journal clears the counts', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  await requestCall(emulator)
  emulator.core.clearJournal()
  expect(emulator.saveJournal()).toMatchObject({ total: 0, counts: [], entries: [] })
})

test('Keeps the exchanges of a removed application, with its credentials', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  const created = emulator.core.createApp({ sdkAppId: 1_700_000_009, secretKey: 'a key that was made up' })
  if (!created) throw new Error('It is there already.')
  await emulator.fetch(emulator.app(1_700_000_009).target('get_callback'), { method: 'POST', body: '{}' })
  emulator.core.removeApp(created)
  const [entry] = emulator.saveJournal().entries
  expect(entry).toMatchObject({ isAdministrator: true, userSig: { claims: { sdkAppId: 1_700_000_009 } } })
  expect(entry?.userSig?.refuse).toBeUndefined()
})

test('Keeps the first 4096 characters of a body', () => {
  expect(toKept('')).toBe('')
  expect(toKept('x'.repeat(4_096))).toBe('x'.repeat(4_096))
  expect(toKept(`${'x'.repeat(4_095)}yz`)).toBe(`${'x'.repeat(4_095)}y…`)
  expect(toKept('x'.repeat(1_048_576))).toHaveLength(4_097)
})
