import { describe, expect, test } from 'vitest'
import { requestIdPattern, success } from '../../src/contracts/envelope.ts'
import { deleteCallback } from '../../src/contracts/rest/callback-settings.ts'
import { surfaces } from '../surfaces/surface.ts'
import { checkCodes, collectRefusals } from './check-refusals.ts'
import { createReceiver, emptyScenario, startTestCall } from './sample.ts'

const [sample] = deleteCallback.examples
const callback = { Url: 'http://127.0.0.1:3000/callback', CallbackCommandList: ['Call.CallbackAfterEndCall'] }

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented and removes the configuration', async () => {
    await using surface = await open()
    await surface.sendCommand('set_callback', callback)
    const { status, json, text } = await surface.sendCommand('delete_callback', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(sample.answer))
    expect(success.strict().parse(json)).toEqual(json)
    expect((await surface.sendCommand('get_callback', {})).json).toMatchObject({ ErrorCode: 100301 })
  })

  test('Succeeds repeatedly where no configuration is set', async () => {
    await using surface = await open()
    for (let time = 0; time < 3; time++) {
      expect((await surface.sendCommand('delete_callback', {})).json).toMatchObject({
        ErrorCode: 0,
        ActionStatus: 'OK',
      })
    }
  })

  test('Allows a new configuration afterwards', async () => {
    await using surface = await open()
    for (const command of ['set_callback', 'delete_callback', 'set_callback'] as const) {
      await surface.sendCommand(command, callback)
    }
    expect((await surface.sendCommand('get_callback', {})).json?.Response).toEqual(callback)
  })

  test('Sends no more callbacks', async () => {
    const { received, send } = createReceiver()
    await using surface = await open({ scenario: emptyScenario, send })
    await surface.sendCommand('set_callback', callback)
    startTestCall(surface, { id: 'called' })({ does: 'end' })
    const act = startTestCall(surface)
    await surface.sendCommand('delete_callback', {})
    act({ does: 'end' })
    await surface.emulator.clock.advance('1m')
    expect(surface.emulator.core.callbacks.since().map(({ call }) => call)).toEqual(['called'])
    expect(received).toEqual(['Call.CallbackAfterEndCall to http://127.0.0.1:3000/callback'])
  })

  test('Keeps the configuration of another application', async () => {
    await using surface = await open({ scenario: 'two-apps' })
    const sendAs = async (command: 'set_callback' | 'get_callback' | 'delete_callback', sdkAppId: number) => {
      const target = surface.emulator.app(sdkAppId).target(command)
      return (await surface.request(target, { method: 'POST', body: JSON.stringify(callback) })).json?.ErrorCode
    }
    for (const app of [1_400_000_001, 1_400_000_002]) await sendAs('set_callback', app)
    await sendAs('delete_callback', 1_400_000_001)
    expect(await sendAs('get_callback', 1_400_000_001)).toBe(100301)
    expect(await sendAs('get_callback', 1_400_000_002)).toBe(0)
  })

  test('Performs the checks in the order of the service', async () => {
    await using surface = await open({ rateLimit: 1 })
    // The command has no fields.
    expect(await collectRefusals(surface, 'delete_callback', {}, {})).toEqual([...checkCodes, 0, 0])
  })
})
