import { expect, test } from 'vitest'
import { createEmulator } from '../../src/sdk/create-emulator.ts'

const scenario = { ringback: 1, name: 'inputs', seed: 7, start: '2026-01-15T09:30:00Z' } as const

test('A journal has everything that was done to the emulator, each with the request before it', async () => {
  await using emulator = createEmulator({ scenario, clock: 'manual' })
  const call = emulator.calls.open({ id: 'c', from: 'alice', to: ['bob'] })
  await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"c"}' })
  call.answer('bob')
  const fault = emulator.faults.add({ on: 'end_call', error: 101001 })
  await emulator.clock.advance('30s')
  emulator.faults.remove(fault.id)
  const app = emulator.apps.create({ sdkAppId: 1_500_000_000, clock: '60x' })
  emulator.app(app.sdkAppId).reset()
  emulator.apps.remove(app.sdkAppId)
  const { actions = [], entries, seed, source } = emulator.saveJournal()
  expect(actions.map(({ after, app, does }) => [after, app, does])).toEqual([
    [0, 88888888, 'start-call'],
    [1, 88888888, 'change-call'],
    [1, undefined, 'arm-fault'],
    [1, 88888888, 'advance-clock'],
    [1, undefined, 'disarm-fault'],
    [1, 1_500_000_000, 'create-application'],
    [1, 1_500_000_000, 'reset'],
    [1, 1_500_000_000, 'remove-application'],
  ])
  expect(actions[1]?.input).toEqual({ call: 'c', does: 'answer', user: 'bob' })
  expect(actions[2]?.input).toEqual({ on: 'end_call', error: 101001 })
  expect(actions[3]?.input).toEqual({ to: Date.parse('2026-01-15T09:30:30Z') })
  expect([entries.length, seed, source]).toEqual([1, 7, scenario])
})

test('A journal shows the keys of applications in no action', async () => {
  await using emulator = createEmulator({ scenario })
  const secretKey = 'a1'.repeat(32)
  emulator.apps.create({ secretKey })
  expect(JSON.stringify(emulator.saveJournal())).not.toContain(secretKey)
})
