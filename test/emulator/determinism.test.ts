import { expect, test } from 'vitest'
import { createEmulator } from '../../src/adapters/create-emulator.ts'
import { defineScenario } from '../../src/scenarios/define.ts'

const scenario = defineScenario({
  ringback: 1,
  name: 'the same again',
  start: '2026-01-15T09:30:00Z',
  calls: [{ at: '1s', from: 'alice', to: ['bob'], media: 'audio', then: [{ at: '3s', user: 'bob', does: 'answer' }] }],
  faults: [{ on: 'all', probability: 0.3, error: 101001 }],
  generate: [{ calls: 30, over: '1m' }],
})

async function play(seed: number): Promise<string> {
  const emulator = createEmulator({ scenario, seed, clock: 'manual' })
  const seen: string[] = []
  for (let step = 0; step < 20; step++) {
    const { happened } = await emulator.advance('5s')
    seen.push(JSON.stringify(happened))
    for (const { call } of emulator.switchboard.listCalls()) {
      const response = await emulator.fetch(emulator.target('get_call_info'), {
        method: 'POST',
        body: JSON.stringify({ CallId: call.id }),
      })
      seen.push(await response.text())
    }
  }
  return [...seen, JSON.stringify(emulator.switchboard.journal.since())].join('\n')
}

test('the same seed and the same requests give the same bytes, RequestIds and journal included', async () => {
  expect(await play(7)).toBe(await play(7))
})

test('another seed gives other bytes', async () => {
  expect(await play(7)).not.toBe(await play(8))
})

test('after a reset everything comes again as it came', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  const ask = async () =>
    (await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"x"}' })).text()
  const first = await ask()
  await emulator.advance('1h')
  emulator.reset()
  expect(await ask()).toBe(first)
})
