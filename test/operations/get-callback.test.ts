import { describe, expect, test } from 'vitest'
import { requestIdPattern, toSuccess } from '../../src/contracts/envelope.ts'
import { getCallback } from '../../src/contracts/rest/get-callback.ts'
import { surfaces } from '../surfaces/surface.ts'
import { toShape } from './sample.ts'
import { gateCodes, walkGates } from './walk-gates.ts'

const [sample] = getCallback.examples
const { Url: url, CallbackCommandList: commands } = sample.answer.Response
const app = { sdkAppId: 88888888, secretKey: 'k'.repeat(64), admins: ['administrator'] } as const
const told = { ringback: 1, apps: [{ ...app, callback: { url, commands } }] } as const

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('the documented request gets the documented answer', async () => {
      await using surface = await open()
      await surface.ask('set_callback', sample.answer.Response)
      const { status, json, text } = await surface.ask('get_callback', sample.body)
      expect(status).toBe(200)
      expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
      expect(toShape(JSON.parse(text))).toEqual(toShape(sample.answer))
      expect(toSuccess(getCallback.response).strict().parse(json)).toEqual(json)
    })

    test("a scenario's configuration is there from the beginning", async () => {
      await using surface = await open({ scenario: told })
      expect((await surface.ask('get_callback', {})).json?.Response).toEqual(sample.answer.Response)
    })

    test('where none is set, that is a refusal with the way out', async () => {
      await using surface = await open()
      const { status, json } = await surface.ask('get_callback', {})
      expect(status).toBe(200)
      expect(json).toMatchObject({
        ErrorCode: 100301,
        ActionStatus: 'FAIL',
        ErrorInfo: 'No callback is set: set one with set_callback.',
      })
      expect(json).not.toHaveProperty('Response')
    })

    test('after a reset it is as the scenario has it', async () => {
      await using surface = await open({ scenario: told })
      await surface.ask('set_callback', { Url: 'http://other/', CallbackCommandList: commands })
      surface.emulator.reset()
      expect((await surface.ask('get_callback', {})).json?.Response).toEqual(sample.answer.Response)
    })

    test('fields nobody asked for are left alone', async () => {
      await using surface = await open({ scenario: told })
      expect((await surface.ask('get_callback', { Url: 5, CallId: 'x' })).json?.ErrorCode).toBe(0)
    })

    test.each(['', '[]', 'null', '"{}"'])('a body %j is refused: a command without fields takes {}', async body => {
      await using surface = await open({ scenario: told })
      const { json } = await surface.request(surface.emulator.target('get_callback'), { method: 'POST', body })
      expect(json).toMatchObject({ ErrorCode: 60003 })
    })

    test('every gate refuses, in the order of the service', async () => {
      await using surface = await open({ rateLimit: 1 })
      // There are no fields to be wrong.
      expect(await walkGates(surface, 'get_callback', {}, {})).toEqual([...gateCodes, 100301, 100301])
    })
  })
}
