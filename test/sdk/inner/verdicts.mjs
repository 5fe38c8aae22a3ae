import { test } from 'ringback/vitest'
import { describe, expect } from 'vitest'

const ask = (emulator, change = target => target) => {
  const [{ id }] = emulator.calls.list()
  const target = change(emulator.target('get_call_info'))
  return emulator.fetch(target, { method: 'POST', body: JSON.stringify({ CallId: id }) })
}
const withUuid = target => target.replace(/random=\d+/, 'random=e4eac1bb-4f6e-4596-b036-bb6a1ebde605')

test('a good client passes', ({ emulator }) => ask(emulator))

test('a client that is off contract fails', ({ emulator }) => ask(emulator, withUuid))

test('its neighbour passes', ({ emulator }) => ask(emulator))

test('what is wrong already is told beside it', async ({ emulator }) => {
  await ask(emulator, withUuid)
  expect(1).toBe(2)
})

test('a test that takes no emulator passes', () => {})

test('a test that exercises nothing fails', ({ emulator }) => void emulator.calls.list())

test('a test that fails before it exercises anything has one error', ({ emulator }) => {
  expect(emulator.journal.count).toBe(1)
})

test('a test that skips itself is skipped', ({ emulator, skip }) => {
  emulator.calls.list()
  skip()
})

test('a client that is good at the second try passes', { retry: 1 }, ({ emulator, task }) =>
  ask(emulator, task.result.retryCount === 0 ? withUuid : undefined),
)

describe('side by side', () => {
  for (const name of ['one', 'two', 'three', 'four'])
    test.concurrent(`${name} of four`, async ({ emulator }) => {
      await ask(emulator)
      await new Promise(resolve => setTimeout(resolve, 20))
      await ask(emulator, name === 'three' ? withUuid : undefined)
    })
})

describe('where silence is meant', () => {
  test.override({ exercised: false })
  test('silence passes', ({ emulator }) => void emulator.calls.list())
})

describe('where it is known', () => {
  test.override({ knownIssues: ['RB-Q07 get_call_info  # the SDK is old'] })
  test('a known finding passes', ({ emulator }) => ask(emulator, withUuid))
})

describe('where nothing fails', () => {
  test.override({ failOn: 'none' })
  test('nothing fails', ({ emulator }) => ask(emulator, withUuid))
})

const withoutRandom = target => target.replace(/&random=\d+/, '&random=7')

test('a client with a warning passes', async ({ emulator }) => {
  for (const _ of [1, 2, 3, 4]) await ask(emulator, withoutRandom)
})

describe('where warnings count', () => {
  test.override({ failOn: 'warning' })
  test('a client with a warning fails', async ({ emulator }) => {
    for (const _ of [1, 2, 3, 4]) await ask(emulator, withoutRandom)
  })
})
