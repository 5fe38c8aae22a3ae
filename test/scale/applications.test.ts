import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import type { SendCallback } from '../../src/emulator/callbacks/delivery-result.ts'
import { act, createEmulator, startCall } from '../create-emulator.ts'
import { toCodes } from '../surfaces/problem.ts'
import { okResponse } from '../surfaces/receiver.ts'
import { surfaces } from '../surfaces/surface.ts'

const manual = { clock: 'manual', scenario: { ringback: 1 } } as const

test('A thousand applications on one port, each with its own clock, serve a thousand tests at once', async () => {
  const count = 1_000
  const received = new Map<string, string[]>()
  const send: SendCallback = async ({ target, body }) => {
    const app = new URL(target).searchParams.get('SdkAppid') ?? ''
    received.set(app, [...(received.get(app) ?? []), JSON.parse(body).CallbackCommand])
    return { status: 200, text: okResponse }
  }
  await using emulator = createEmulator({ ...manual, send, journal: 10 * count })
  const { url } = await emulator.listen()
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const post = async (path: string, body: object) => {
    const sent = request(`${url}${path}`, { agent, method: 'POST' })
    sent.end(JSON.stringify(body))
    const [response] = await once(sent, 'response')
    return JSON.parse(await text(response))
  }
  const callback = { url: 'http://hooks.example/', commands: [...callbackCommands] }
  const seen = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const app = emulator.apps.create({ callback })
      const start = app.clock.now()
      const { Response } = await post(app.target('start_call_by_robot'), {
        Robot_Account: '@RBT#1',
        CalleeList_Account: ['bob'],
        CallInfo: { MediaType: 'Audio' },
        Timeout: 10_000,
      })
      const CallId: string = Response.CallId
      if (index % 2 === 0) app.calls.get(CallId).answer('bob')
      await app.clock.advance(`${index + 11}s`)
      const { ErrorCode } = await post(app.target('get_call_info'), { CallId })
      const callbacks = await app.waitFor({ webhook: { callId: CallId } }, { count: 2, within: '10s' })
      const [first] = received.get(`${app.sdkAppId}`) ?? []
      return [app.clock.now() - start, ErrorCode, callbacks.length >= 2, first]
    }),
  )
  agent.destroy()
  expect(seen).toEqual(
    Array.from({ length: count }, (_, index) => [
      (index + 11) * 1_000,
      index % 2 === 0 ? 0 : 101004,
      true,
      'Call.CallbackAfterStartCall',
    ]),
  )
  const apps = emulator.apps.list()
  expect([apps.length, new Set(apps.map(({ secretKey }) => secretKey)).size]).toEqual([count + 1, count + 1])
})

test.each(surfaces)('Refuses the 10,001st application ($name)', async ({ open }) => {
  await using surface = await open(manual)
  const { core } = surface.emulator
  while (core.listApps().length < 10_000) core.createApp({})
  expect(toCodes(await surface.control('POST', '/apps', {}))).toEqual(['409 not-possible'])
  await surface.control('DELETE', `/apps/${core.defaultApp.sdkAppId}`)
  expect(await surface.control('POST', '/apps', {})).toMatchObject({ status: 201 })
})

test.each(surfaces)(
  'Accepts exactly 200 requests a second in each of two busy applications ($name)',
  async ({ open }) => {
    await using surface = await open(manual)
    const apps = [surface.emulator.apps.create(), surface.emulator.apps.create()]
    for (const app of apps) app.calls.open({ id: 'busy', from: 'alice', to: ['bob'] })
    const hammer = async () => {
      const init = { method: 'POST', body: '{"CallId":"busy"}' }
      const codes = await Promise.all(
        Array.from({ length: 600 }, async (_, index) => {
          const { json } = await surface.request(apps[index % 2]?.target('get_call_info') ?? '', init)
          return [index % 2, json?.ErrorCode]
        }),
      )
      return [0, 1].map(app => {
        const own = codes.filter(([of]) => of === app).map(([, code]) => code)
        return [own.filter(code => code === 0).length, own.filter(code => code === 60007).length]
      })
    }
    expect(await hammer()).toEqual(Array(2).fill([200, 100]))
    await surface.control('POST', '/clock/advance', { by: '999ms' })
    expect(await hammer()).toEqual(Array(2).fill([0, 300]))
    await surface.control('POST', '/clock/advance', { by: '1ms' })
    expect(await hammer()).toEqual(Array(2).fill([200, 100]))
  },
)

test('Keeps the latest 100,000 ended calls of an application, and every live call', () => {
  const { core } = createEmulator(manual)
  const [small, large] = [core.defaultApp, core.createApp({})]
  if (!large) throw new Error('An application cannot be created.')
  const end = (app: typeof large, count: number) => {
    for (let id = 0; id < count; id++)
      act(startCall(core, app.sdkAppId, { id: `${id}`, from: 'a', to: ['b'], media: 'audio' }), { does: 'end' })
  }
  const ring = Number.POSITIVE_INFINITY
  startCall(core, large.sdkAppId, { id: 'live', from: 'a', to: ['b'], media: 'audio', ring })
  end(small, 10)
  end(large, 100_003)
  expect([small.calls.size, large.calls.size, large.live]).toEqual([10, 100_001, 1])
  const present = ['0', '2', '3', '100002', 'live'].map(id => large.calls.has(id))
  expect(present).toEqual([false, false, true, true, true])
})
