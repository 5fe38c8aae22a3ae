import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ahead } from '../../src/sdk/clock.ts'
import { createEmulator, type Emulator } from '../../src/sdk/create-emulator.ts'

const scenario = {
  ringback: 1,
  name: 'many',
  seed: 3,
  start: '2026-01-15T09:30:00Z',
  generate: [{ calls: 60, over: '3m' }],
} as const

const advance = async (steps: readonly number[]) => {
  const emulator = createEmulator({ scenario, clock: 'manual' })
  await emulator.ready
  const seen = []
  for (const by of steps) seen.push(...(await emulator.clock.advance(by)).happened)
  return JSON.stringify(seen)
}

test('Gives the same bytes for any steps of an advance', async () => {
  const whole = await advance([600_000])
  const cuts = fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(cuts, async steps => {
      const total = steps.reduce((sum, step) => sum + step, 0)
      fc.pre(total < 600_000)
      expect(await advance([...steps, 600_000 - total])).toBe(whole)
    }),
    { numRuns: 30 },
  )
})

test('Performs due items in the order of time', async () => {
  const emulator = createEmulator({ scenario, clock: 'manual' })
  const { happened } = await emulator.clock.advance('20m')
  const times = happened.map(({ at }) => at)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
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
  // @ts-expect-error the compiler refuses some of these
  await expect(emulator.clock.advance(by)).rejects.toMatchObject({ code: 'not-valid' })
})

const id = '055662e1-bc8a-469c-a334-1126c8c17d58'

const scripted = (): Emulator =>
  createEmulator({
    clock: 'manual',
    scenario: {
      ringback: 1,
      calls: [
        {
          id,
          at: '1s',
          from: 'a',
          to: ['b', 'c'],
          media: 'audio',
          then: [
            { at: '4s', user: 'b', does: 'answer' },
            { at: '8s', user: 'c', does: 'answer' },
          ],
        },
      ],
    },
  })

const skippedIn = async (emulator: Emulator, by: Ahead) =>
  (await emulator.clock.advance(by)).happened.filter(({ about }) => about === 'skipped')

test('Skips a scripted action that its call does not allow, and performs the next one', async () => {
  await using emulator = scripted()
  await emulator.clock.advance('2s')
  emulator.calls.get(id).answer('b')
  expect(await skippedIn(emulator, '10s')).toMatchObject([{ call: id, does: 'answer' }])
  expect(emulator.calls.get(id).members.map(({ state }) => state)).toEqual(['talking', 'talking', 'talking'])
})

test('Skips a scripted call whose id is taken', async () => {
  await using emulator = scripted()
  emulator.calls.open({ id, from: 'x', to: ['y'] })
  expect(await skippedIn(emulator, '2s')).toMatchObject([{ call: id, does: 'start' }])
  expect(emulator.calls.get(id).from).toBe('x')
})

test('Performs nothing of an application that was removed', async () => {
  await using emulator = scripted()
  emulator.apps.create()
  emulator.apps.remove(88888888)
  const { happened } = await emulator.clock.advance('1m')
  expect(happened).toEqual([])
})

test('Performs neither actions nor ring timeouts of a call whose application was reset', async () => {
  await using emulator = scripted()
  await emulator.clock.advance('2s')
  emulator.app(88888888).reset()
  const { happened } = await emulator.clock.advance('10m')
  // The reset begins the script again: each event occurs once.
  expect(happened.map(event => ('what' in event ? event.what : event.about))).toEqual([
    'started',
    'answered',
    'answered',
  ])
})
