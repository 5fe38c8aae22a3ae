import { expect, test } from 'vitest'
import type { Ahead } from '../../src/sdk/clock.ts'
import { createEmulator, type Emulator } from '../../src/sdk/create-emulator.ts'

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
