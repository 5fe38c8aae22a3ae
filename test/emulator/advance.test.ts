import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listCalls } from '../../src/control/calls.ts'
import { act, createEmulator, startCall } from '../create-emulator.ts'

const scenario = {
  ringback: 1,
  name: 'many',
  seed: 3,
  start: '2026-01-15T09:30:00Z',
  generate: [{ calls: 60, over: '3m' }],
} as const

const play = async (steps: readonly number[]) => {
  const emulator = createEmulator({ scenario, clock: 'manual' })
  await emulator.ready
  const seen = []
  for (const by of steps) seen.push(...(await emulator.clock.advance(by)).happened)
  return JSON.stringify(seen)
}

test('The steps of an advance do not matter', async () => {
  const whole = await play([600_000])
  const cuts = fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(cuts, async steps => {
      const gone = steps.reduce((sum, step) => sum + step, 0)
      fc.pre(gone < 600_000)
      expect(await play([...steps, 600_000 - gone])).toBe(whole)
    }),
    { numRuns: 30 },
  )
})

test('Performs what is due in the order of time', async () => {
  const emulator = createEmulator({ scenario, clock: 'manual' })
  const { happened } = await emulator.clock.advance('20m')
  const moments = happened.map(({ at }) => at)
  expect(moments).toEqual(moments.toSorted((one, other) => one - other))
  expect(happened.length).toBeGreaterThan(120)
})

test('Performs everything due by now before a reply', async () => {
  const calls = [{ id: 'c', from: 'a', to: ['b'], media: 'audio', ring: '20ms' }] as const
  const emulator = createEmulator({ scenario: { ringback: 1, calls }, clock: '1000x' })
  await new Promise(resolve => setTimeout(resolve, 5))
  const response = await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"c"}' })
  expect(await response.json()).toMatchObject({ ErrorCode: 101004 })
})

test.each(['soon', '', 'never', -1, Number.NaN])('Refuses an advance by %s', async by => {
  const emulator = createEmulator({ clock: 'manual' })
  // @ts-expect-error the compiler sees some of them
  await expect(emulator.clock.advance(by)).rejects.toMatchObject({ code: 'not-valid' })
})

test('Evicts ended calls after a week', async () => {
  const emulator = createEmulator({ clock: 'manual', scenario: { ringback: 1 } })
  const { core } = emulator
  const end = (id: string) => {
    const held = startCall(core, 88888888, { id, from: 'a', to: ['b'], media: 'audio' })
    if ('call' in held) act(held, { does: 'end' })
  }
  end('old')
  await emulator.clock.advance('7d')
  end('young')
  expect(listCalls(core, {}).map(({ call }) => call.id)).toEqual(['old', 'young'])
  await emulator.clock.advance('1s')
  end('younger')
  expect(listCalls(core, {}).map(({ call }) => call.id)).toEqual(['young', 'younger'])
})
