import { expect, test } from 'vitest'
import { createEmulator } from '../create-emulator.ts'

const ask = async (emulator: ReturnType<typeof createEmulator>, CallId = 'answered-1') =>
  (await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: JSON.stringify({ CallId }) })).text()

test('counts stay true when the exchanges have left the ring', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual', journal: 3 })
  for (let index = 0; index < 7; index++) await ask(emulator, index < 5 ? 'answered-1' : 'nobody')
  const { total, counts, entries } = emulator.core.toJournal()
  expect(total).toBe(7)
  expect(counts).toEqual([
    { scope: 'call-api', command: 'get_call_info', requests: 7, codes: { 0: 5, 101004: 2 }, failureModes: {} },
  ])
  expect(entries.map(({ position: number }) => number)).toEqual([5, 6, 7])
})

test('a run goes on over resets, which it tells apart', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  await ask(emulator)
  emulator.reset()
  await ask(emulator)
  const [app] = emulator.core.listApps()
  if (app) emulator.core.resetApp(app)
  await ask(emulator)
  const { entries } = emulator.core.toJournal()
  expect(entries.map(({ position, epoch }) => [position, epoch])).toEqual([
    [1, 1, 0],
    [2, 2, 0],
    [3, 2, 1],
  ])
})

test('a code counts as met only if its answer arrived as it was meant', async () => {
  const faults = [
    { on: 'get_call_info', times: 1, error: 101001 },
    { on: 'get_call_info', times: 1, body: 'garbage' },
    { on: 'get_call_info', times: 1, delay: '1ms', error: 60008 },
  ] as const
  const emulator = createEmulator({
    scenario: { ringback: 1, name: 'faults', faults: [...faults] },
    clock: 'manual',
  })
  for (let index = 0; index < 3; index++) await ask(emulator)
  const [count] = emulator.core.toJournal().counts
  expect(count?.codes).toEqual({ 60008: 1, 101001: 1 })
  expect(count?.failureModes).toEqual({ refusal: 2, garbage: 1, slow: 1 })
})

test('clearing the journal forgets what was counted', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  await ask(emulator)
  emulator.core.clearJournal()
  expect(emulator.core.toJournal()).toMatchObject({ total: 0, counts: [], entries: [] })
})

test('an application that is gone is remembered with what was asked of it, but for its calls', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  const made = emulator.core.createApp({ sdkAppId: 1_700_000_009, secretKey: 'a key that was made up' })
  if (!made) throw new Error('It is there already.')
  await emulator.fetch(emulator.app(1_700_000_009).target('get_callback'), { method: 'POST', body: '{}' })
  emulator.core.removeApp(made)
  const [entry] = emulator.core.toJournal().entries
  expect(entry).toMatchObject({ isAdministrator: true, userSig: { claims: { sdkAppId: 1_700_000_009 } } })
  expect(entry?.userSig?.refuse).toBeUndefined()
})
