import { test } from 'ringback/vitest'
import { describe, expect } from 'vitest'

const info = (url, emulator) =>
  fetch(url + emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"mine"}' })

test('Uses a manual clock, and listens only for a test that uses url', async ({ emulator }) => {
  expect(emulator.clock.mode).toBe('manual')
  expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap')
  await emulator.fetch(emulator.target('get_callback'), { method: 'POST', body: '{}' })
})

let last = ''

test('Serves requests at url', async ({ emulator, url }) => {
  last = url
  emulator.calls.open({ id: 'mine', from: 'alice', to: ['bob'] })
  expect(await (await info(url, emulator)).json()).toMatchObject({ ErrorCode: 0 })
})

test('Closes the emulator of the test before, and has none of its calls', async ({ emulator, url }) => {
  await expect(info(last, emulator)).rejects.toThrow('fetch failed')
  expect(await (await info(url, emulator)).json()).toMatchObject({ ErrorCode: 101004 })
})

describe('With options', () => {
  const sent = []
  test.override({
    scenario: {
      ringback: 1,
      start: '2026-01-15T09:30:00Z',
      apps: [
        {
          sdkAppId: 7,
          secretKey: 'key-of-seven',
          admins: ['boss'],
          callback: { url: 'http://127.0.0.1:1/', commands: ['Call.CallbackAfterStartCall'] },
        },
      ],
    },
    seed: 42,
    clock: '60x',
    settings: {
      send: async callback => {
        sent.push(callback)
        return { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }
      },
    },
  })

  test('Applies all options, and counts a callback as exercised', async ({ emulator }) => {
    expect([emulator.clock.mode, (await emulator.save()).seed]).toEqual(['60x', 42])
    emulator.calls.open({ from: 'alice', to: ['bob'] })
    await emulator.waitFor({ webhook: { command: 'Call.CallbackAfterStartCall' } })
    expect(sent).toHaveLength(1)
  })
})
