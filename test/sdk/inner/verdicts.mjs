import { test } from 'ringback/vitest'
import { describe, expect } from 'vitest'

const ask = (emulator, change = target => target) => {
  const [{ id }] = emulator.calls.list()
  const target = change(emulator.target('get_call_info'))
  return emulator.fetch(target, { method: 'POST', body: JSON.stringify({ CallId: id }) })
}
const withUuid = target => target.replace(/random=\d+/, 'random=e4eac1bb-4f6e-4596-b036-bb6a1ebde605')

test('Passes a valid client', ({ emulator }) => ask(emulator))

test('Fails a client that violates the contract', ({ emulator }) => ask(emulator, withUuid))

test('Passes the test after a failed one', ({ emulator }) => ask(emulator))

test('Reports an error and a finding', async ({ emulator }) => {
  await ask(emulator, withUuid)
  expect(1).toBe(2)
})

test('Passes a test without an emulator', () => {})

test('Fails a test that exercises nothing', ({ emulator }) => void emulator.calls.list())

test('Reports one error for a test that fails before it exercises anything', ({ emulator }) => {
  expect(emulator.journal.count).toBe(1)
})

test('Skips a test that skips itself', ({ emulator, skip }) => {
  emulator.calls.list()
  skip()
})

test('Passes a client that is valid in the second attempt', { retry: 1 }, ({ emulator, task }) =>
  ask(emulator, task.result.retryCount === 0 ? withUuid : undefined),
)

describe('With concurrent tests', () => {
  for (const name of ['one', 'two', 'three', 'four'])
    test.concurrent(`Runs test ${name} of four`, async ({ emulator }) => {
      await ask(emulator)
      await new Promise(resolve => setTimeout(resolve, 20))
      await ask(emulator, name === 'three' ? withUuid : undefined)
    })
})

describe('With exercised false', () => {
  test.override({ exercised: false })
  test('Passes without requests', ({ emulator }) => void emulator.calls.list())
})

describe('With a known issue', () => {
  test.override({ knownIssues: ['RB-Q07 get_call_info  # the SDK is old'] })
  test('Passes with a known finding', ({ emulator }) => ask(emulator, withUuid))
})

describe('With failOn none', () => {
  test.override({ failOn: 'none' })
  test('Passes with any finding', ({ emulator }) => ask(emulator, withUuid))
})

const withoutRandom = target => target.replace(/&random=\d+/, '&random=7')

test('Passes a client with a warning', async ({ emulator }) => {
  for (const _ of [1, 2, 3, 4]) await ask(emulator, withoutRandom)
})

describe('With failOn warning', () => {
  test.override({ failOn: 'warning' })
  test('Fails a client with a warning', async ({ emulator }) => {
    for (const _ of [1, 2, 3, 4]) await ask(emulator, withoutRandom)
  })
})
