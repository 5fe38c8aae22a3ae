import { describe, expect, test } from 'vitest'
import { requestIdPattern, toSuccess } from '../../src/contracts/envelope.ts'
import { getCallback } from '../../src/contracts/rest/callback-settings.ts'
import { surfaces } from '../surfaces/surface.ts'
import { checkCodes, collectRefusals } from './check-refusals.ts'
import { toShape } from './sample.ts'

const [sample] = getCallback.examples
const { Url: url, CallbackCommandList: commands } = sample.answer.Response
const app = { sdkAppId: 88888888, secretKey: 'k'.repeat(64), admins: ['administrator'] } as const
const withCallback = { ringback: 1, apps: [{ ...app, callback: { url, commands } }] } as const

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented', async () => {
    await using surface = await open()
    await surface.sendCommand('set_callback', sample.answer.Response)
    const { status, json, text } = await surface.sendCommand('get_callback', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(toShape(JSON.parse(text))).toEqual(toShape(sample.answer))
    expect(toSuccess(getCallback.response).strict().parse(json)).toEqual(json)
  })

  test('Returns the configuration of the scenario', async () => {
    await using surface = await open({ scenario: withCallback })
    expect((await surface.sendCommand('get_callback', {})).json?.Response).toEqual(sample.answer.Response)
  })

  test('Refuses if no configuration is set', async () => {
    await using surface = await open()
    const { status, json } = await surface.sendCommand('get_callback', {})
    expect(status).toBe(200)
    expect(json).toMatchObject({
      ErrorCode: 100301,
      ActionStatus: 'FAIL',
      ErrorInfo: 'No callback is set: set one with set_callback.',
    })
    expect(json).not.toHaveProperty('Response')
  })

  test('Returns the configuration of the scenario after a reset', async () => {
    await using surface = await open({ scenario: withCallback })
    await surface.sendCommand('set_callback', { Url: 'http://other/', CallbackCommandList: commands })
    surface.emulator.reset()
    expect((await surface.sendCommand('get_callback', {})).json?.Response).toEqual(sample.answer.Response)
  })

  test('Ignores unknown fields', async () => {
    await using surface = await open({ scenario: withCallback })
    expect((await surface.sendCommand('get_callback', { Url: 5, CallId: 'x' })).json?.ErrorCode).toBe(0)
  })

  test.each(['', '[]', 'null', '"{}"'])('Refuses the body %j, as a command without fields expects {}', async body => {
    await using surface = await open({ scenario: withCallback })
    const { json } = await surface.request(surface.emulator.target('get_callback'), { method: 'POST', body })
    expect(json).toMatchObject({ ErrorCode: 60003 })
  })

  test('Performs the checks in the order of the service', async () => {
    await using surface = await open({ rateLimit: 1 })
    // The command has no fields.
    expect(await collectRefusals(surface, 'get_callback', {}, {})).toEqual([...checkCodes, 100301, 100301])
  })
})
