import { describe, expect, test } from 'vitest'
import { requestIdPattern, success } from '../../src/contracts/envelope.ts'
import { deleteCallback } from '../../src/contracts/rest/callback-settings.ts'
import { surfaces } from '../surfaces/surface.ts'
import { gateCodes, walkGates } from './check-refusals.ts'
import { begin, quiet, receive } from './sample.ts'

const [sample] = deleteCallback.examples
const callback = { Url: 'http://127.0.0.1:3000/callback', CallbackCommandList: ['Call.CallbackAfterEndCall'] }

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented and removes the configuration', async () => {
    await using surface = await open()
    await surface.ask('set_callback', callback)
    const { status, json, text } = await surface.ask('delete_callback', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(sample.answer))
    expect(success.strict().parse(json)).toEqual(json)
    expect((await surface.ask('get_callback', {})).json).toMatchObject({ ErrorCode: 100301 })
  })

  test('Succeeds repeatedly where no configuration is set', async () => {
    await using surface = await open()
    for (let time = 0; time < 3; time++) {
      expect((await surface.ask('delete_callback', {})).json).toMatchObject({ ErrorCode: 0, ActionStatus: 'OK' })
    }
  })

  test('Allows a new configuration afterwards', async () => {
    await using surface = await open()
    for (const command of ['set_callback', 'delete_callback', 'set_callback'] as const) {
      await surface.ask(command, callback)
    }
    expect((await surface.ask('get_callback', {})).json?.Response).toEqual(callback)
  })

  test('Sends no more callbacks', async () => {
    const { told, send } = receive()
    await using surface = await open({ scenario: quiet, send })
    await surface.ask('set_callback', callback)
    begin(surface, { id: 'told' })({ does: 'end' })
    const act = begin(surface)
    await surface.ask('delete_callback', {})
    act({ does: 'end' })
    await surface.emulator.clock.advance('1m')
    expect(surface.emulator.core.callbacks.since().map(({ call }) => call)).toEqual(['told'])
    expect(told).toEqual(['Call.CallbackAfterEndCall to http://127.0.0.1:3000/callback'])
  })

  test('Keeps the configuration of another application', async () => {
    await using surface = await open({ scenario: 'two-apps' })
    const ask = async (command: 'set_callback' | 'get_callback' | 'delete_callback', sdkAppId: number) => {
      const target = surface.emulator.app(sdkAppId).target(command)
      return (await surface.request(target, { method: 'POST', body: JSON.stringify(callback) })).json?.ErrorCode
    }
    for (const app of [1_400_000_001, 1_400_000_002]) await ask('set_callback', app)
    await ask('delete_callback', 1_400_000_001)
    expect(await ask('get_callback', 1_400_000_001)).toBe(100301)
    expect(await ask('get_callback', 1_400_000_002)).toBe(0)
  })

  test('Performs the checks in the order of the service', async () => {
    await using surface = await open({ rateLimit: 1 })
    // The command has no fields.
    expect(await walkGates(surface, 'delete_callback', {}, {})).toEqual([...gateCodes, 0, 0])
  })
})
