import { describe, expect, test } from 'vitest'
import type { OperationName } from '../../src/contracts/operations.ts'
import type { EmulatorOptions } from '../create-emulator.ts'
import { openReceiver } from '../surfaces/receiver.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'

const demo = 88888888
const scenario = { ringback: 1, start: '2026-01-15T09:30:00Z' } satisfies EmulatorOptions['scenario']

interface Made {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly identifier: string
  readonly userSig: string
}

async function make(surface: Surface, input: object = {}): Promise<Made> {
  const { status, json } = await surface.control('POST', '/apps', input)
  expect(status).toBe(201)
  return json as Made
}

/** Asks a command as an application's first administrator; gives code, text and response. */
async function askAs(surface: Surface, sdkAppId: number, command: OperationName, body: object = {}) {
  const target = surface.emulator.app(sdkAppId).target(command)
  const { json } = await surface.request(target, { method: 'POST', body: JSON.stringify(body) })
  return json
}

const codeAs = async (...asked: Parameters<typeof askAs>) => (await askAs(...asked))?.ErrorCode

const openCall = (surface: Surface, app: number, id: string) =>
  surface.control('POST', '/calls', { app, id, from: 'alice', to: ['bob'] })

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('an application is made as wanted', async () => {
      await using surface = await open({ scenario })
      const input = {
        sdkAppId: 1400000001,
        secretKey: 'a-secret',
        admins: ['boss', 'deputy'],
        rateLimit: 7,
        callback: { url: 'http://127.0.0.1:1/hook', commands: ['Call.CallbackAfterEndCall'], token: 't', retries: 2 },
      }
      expect(await surface.control('POST', '/apps', input)).toEqual({
        status: 201,
        json: { ...input, identifier: 'boss', calls: { live: 0, ended: 0 }, userSig: expect.any(String) },
      })
      expect((await surface.control('GET', '/apps/1400000001')).json).toMatchObject(input)
    })

    test('what is left out is made up from the seed, anew for each', async () => {
      await using surface = await open({ scenario })
      await using same = await open({ scenario })
      const [one, other] = [await make(surface), await make(surface)]
      expect(one).toMatchObject({
        identifier: 'administrator',
        admins: ['administrator'],
        rateLimit: null,
        callback: { url: null, commands: [], token: null, retries: 0 },
      })
      expect(one.secretKey).toMatch(/^[0-9a-f]{64}$/)
      expect([other.sdkAppId, other.secretKey]).not.toContain(one.sdkAppId)
      expect(other.secretKey).not.toBe(one.secretKey)
      expect([await make(same), await make(same)]).toEqual([one, other])
    })

    test("the UserSig is good at once at the vendor's surface, and for 180 days of the emulator's clock", async () => {
      await using surface = await open({ scenario })
      const { sdkAppId, identifier, userSig } = await make(surface, { admins: ['boss'] })
      await openCall(surface, sdkAppId, 'mine')
      const query = new URLSearchParams({
        sdkappid: `${sdkAppId}`,
        identifier,
        usersig: userSig,
        random: '1',
        contenttype: 'json',
      })
      const ask = async () => {
        const init = { method: 'POST', body: '{"CallId":"mine"}' }
        return (await surface.request(`/v4/call_engine_http_srv/get_call_info?${query}`, init)).json?.ErrorCode
      }
      expect(await ask()).toBe(0)
      await surface.control('POST', '/clock/advance', { to: '2026-07-14T09:29:59Z' })
      expect(await ask()).toBe(101004)
      await surface.control('POST', '/clock/advance', { by: '2s' })
      expect(await ask()).toBe(70001)
    })

    test.each([
      [{ sdkAppId: demo }, 409, 'not-possible', `There is an application ${demo} already`],
      [{ sdkAppId: '5' }, 400, 'not-valid', 'Invalid sdkAppId'],
      [{ admin: ['boss'] }, 400, 'not-valid', 'Did you mean "admins"?'],
      [{ admins: [] }, 400, 'not-valid', 'Invalid admins'],
      [{ admins: ['\ud83d'] }, 400, 'not-valid', 'admins[0]'],
      [{ rateLimit: 0 }, 400, 'not-valid', 'Invalid rateLimit'],
      [{ callback: { url: 'http://127.0.0.1:1/' } }, 400, 'not-valid', 'Missing commands'],
      [{ callback: { url: 'ftp://a', commands: ['x'] } }, 400, 'not-valid', 'Invalid url'],
    ])('making %j is refused and says why', async (input, status, code, words) => {
      await using surface = await open({ scenario })
      const answer = await surface.control('POST', '/apps', input)
      expect(answer.json).toMatchObject({ status, code, detail: expect.stringContaining(words) })
      expect((await surface.control('GET', '/apps')).json).toMatchObject({ count: 1 })
    })

    test('a slip in an application tells where it is, from the top of what was sent', async () => {
      await using surface = await open({ scenario })
      const { json } = await surface.control('POST', '/apps', { callback: { commands: ['Call.CallbackAfterEndCall'] } })
      expect(json).toMatchObject({ problems: [{ path: ['callback', 'commands'] }] })
    })

    test('applications are listed with their keys and how many calls they have', async () => {
      await using surface = await open({ scenario })
      const { sdkAppId, secretKey } = await make(surface)
      await openCall(surface, sdkAppId, 'one')
      await openCall(surface, sdkAppId, 'two')
      await surface.control('POST', '/calls/two/end')
      expect((await surface.control('GET', '/apps')).json).toMatchObject({
        count: 2,
        apps: [
          { sdkAppId: demo, admins: ['administrator', 'admin'], calls: { live: 0, ended: 0 } },
          { sdkAppId, secretKey, identifier: 'administrator', calls: { live: 1, ended: 1 } },
        ],
      })
      expect((await surface.control('GET', '/apps?limit=1')).json).toMatchObject({ count: 2, apps: [{ sdkAppId }] })
    })

    test.each([
      ['GET', '/apps/5'],
      ['POST', '/apps/5/reset'],
      ['DELETE', '/apps/five'],
    ])('%s %s tells which applications there are', async (method, path) => {
      await using surface = await open({ scenario })
      for (let count = 0; count < 12; count++) await make(surface)
      const { status, json } = await surface.control(method, path)
      expect([status, json]).toEqual([
        404,
        expect.objectContaining({
          code: 'no-such-application',
          detail: expect.stringMatching(/there are 88888888, 17\d{8}, .* and 3 more\.$/),
        }),
      ])
    })

    test('the limit that holds for all is the one an application shows', async () => {
      await using surface = await open({ scenario, rateLimit: 'off' })
      expect(await make(surface, { rateLimit: 5 })).toMatchObject({ rateLimit: 'off' })
    })

    test('the same call id in two applications is two calls', async () => {
      await using surface = await open({ scenario })
      const [one, other] = [await make(surface), await make(surface)]
      for (const { sdkAppId } of [one, other]) await openCall(surface, sdkAppId, 'same')
      expect(await codeAs(surface, one.sdkAppId, 'end_call', { CallId: 'same' })).toBe(0)
      expect(await codeAs(surface, one.sdkAppId, 'get_call_info', { CallId: 'same' })).toBe(101004)
      expect(await codeAs(surface, other.sdkAppId, 'get_call_info', { CallId: 'same' })).toBe(0)
      await surface.control('POST', '/clock/advance', { by: '6s' })
      expect(await codeAs(surface, one.sdkAppId, 'get_record_by_callid', { CallId: 'same' })).toBe(0)
      expect(await codeAs(surface, other.sdkAppId, 'get_record_by_callid', { CallId: 'same' })).not.toBe(0)
      expect((await surface.control('GET', `/calls?app=${other.sdkAppId}`)).json).toMatchObject({
        count: 1,
        calls: [{ id: 'same', state: 'live' }],
      })
    })

    test('calls, records and callback settings of one never show in the other', async () => {
      await using surface = await open({ scenario })
      const [one, other] = [await make(surface), await make(surface)]
      const settings = { Url: 'http://127.0.0.1:1/one', CallbackCommandList: ['Call.CallbackAfterEndCall'] }
      await askAs(surface, one.sdkAppId, 'set_callback', settings)
      await openCall(surface, one.sdkAppId, 'mine')
      await surface.control('POST', '/calls/mine/end')
      await surface.control('POST', '/clock/advance', { by: '6s' })
      expect((await askAs(surface, one.sdkAppId, 'get_callback'))?.Response).toMatchObject(settings)
      expect(await codeAs(surface, one.sdkAppId, 'get_record_by_callid', { CallId: 'mine' })).toBe(0)
      for (const sdkAppId of [other.sdkAppId, demo]) {
        expect(JSON.stringify(await askAs(surface, sdkAppId, 'get_callback'))).not.toContain('127.0.0.1:1')
        expect(await codeAs(surface, sdkAppId, 'get_record_by_callid', { CallId: 'mine' })).not.toBe(0)
        expect((await surface.control('GET', `/calls/mine?app=${sdkAppId}`)).status).toBe(404)
        expect((await surface.control('GET', `/apps/${sdkAppId}`)).json).toMatchObject({
          callback: { url: null },
          calls: { live: 0, ended: 0 },
        })
      }
      expect((await surface.control('GET', `/apps/${one.sdkAppId}`)).json).toMatchObject({
        callback: { url: settings.Url, commands: settings.CallbackCommandList },
      })
    })

    test("one application's calls take no ids away from the other's", async () => {
      const idOf = async (surface: Surface, app: number) =>
        ((await surface.control('POST', '/calls', { app, from: 'a', to: ['b'] })).json as { id: string }).id
      await using surface = await open({ scenario })
      await using alone = await open({ scenario })
      for (const sdkAppId of [1, 2]) await make(surface, { sdkAppId })
      await make(alone, { sdkAppId: 2 })
      const firsts = [await idOf(surface, 1), await idOf(surface, 1)]
      const ids = [await idOf(surface, 2), await idOf(surface, 2)]
      expect(ids).toEqual([await idOf(alone, 2), await idOf(alone, 2)])
      expect(ids).not.toContain(firsts[0])
    })

    test('the journal is narrowed to one application', async () => {
      await using surface = await open({ scenario })
      const { sdkAppId } = await make(surface)
      await askAs(surface, sdkAppId, 'get_callback')
      await askAs(surface, demo, 'get_callback')
      await askAs(surface, sdkAppId, 'get_callback')
      expect((await surface.control('GET', `/journal?app=${sdkAppId}`)).json).toMatchObject({
        count: 3,
        exchanges: [
          { id: 1, sdkAppId },
          { id: 3, sdkAppId },
        ],
      })
    })

    test('a reset puts one application back and leaves the other alone', async () => {
      await using surface = await open({ scenario })
      const callback = { url: 'http://127.0.0.1:1/a', commands: ['Call.CallbackAfterEndCall'] }
      const [one, other] = [await make(surface, { callback, rateLimit: 2 }), await make(surface, { rateLimit: 2 })]
      const both = [one.sdkAppId, other.sdkAppId]
      for (const sdkAppId of both) {
        await openCall(surface, sdkAppId, 'live')
        await openCall(surface, sdkAppId, 'ended')
        await surface.control('POST', `/calls/ended/end?app=${sdkAppId}`)
        await askAs(surface, sdkAppId, 'delete_callback')
        for (const expected of [0, 0, 60007]) {
          expect(await codeAs(surface, sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(expected)
        }
      }
      const { status, json } = await surface.control('POST', `/apps/${one.sdkAppId}/reset`)
      expect([status, json]).toEqual([
        200,
        expect.objectContaining({
          sdkAppId: one.sdkAppId,
          secretKey: one.secretKey,
          calls: { live: 0, ended: 0 },
          callback: { ...callback, token: null, retries: 0 },
        }),
      ])
      expect(await codeAs(surface, one.sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(101004)
      expect(await codeAs(surface, other.sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(60007)
      await surface.control('POST', '/clock/advance', { by: '6s' })
      expect(await codeAs(surface, other.sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(0)
      expect(await codeAs(surface, other.sdkAppId, 'get_record_by_callid', { CallId: 'ended' })).toBe(0)
      expect(await codeAs(surface, one.sdkAppId, 'get_record_by_callid', { CallId: 'ended' })).not.toBe(0)
      expect((await surface.control('GET', `/calls?app=${other.sdkAppId}`)).json).toMatchObject({ count: 2 })
    })

    test("a reset lets an application's ids and scripted calls begin anew, and nobody else's", async () => {
      const scripted = {
        ...scenario,
        apps: [
          { sdkAppId: 1, secretKey: 'a', admins: ['a'] },
          { sdkAppId: 2, secretKey: 'b', admins: ['a'] },
        ],
        calls: [1, 2].map(app => ({ app, from: 'alice', to: ['bob'], media: 'audio' as const, at: '10s' as const })),
      } satisfies EmulatorOptions['scenario']
      await using surface = await open({ scenario: scripted })
      const idsOf = async (app: number) =>
        ((await surface.control('GET', `/calls?app=${app}`)).json as { calls: { id: string }[] }).calls.map(
          ({ id }) => id,
        )
      await surface.control('POST', '/clock/advance', { by: '10s' })
      const before = [await idsOf(1), await idsOf(2)]
      await surface.control('POST', '/apps/2/reset')
      expect([await idsOf(1), await idsOf(2)]).toEqual([before[0], []])
      await surface.control('POST', '/clock/advance', { by: '9s' })
      expect(await idsOf(2)).toEqual([])
      await surface.control('POST', '/clock/advance', { by: '1s' })
      expect([await idsOf(1), await idsOf(2)]).toEqual(before)
    })

    test('an application is removed with its calls; the last one stays', async () => {
      await using surface = await open({ scenario })
      const { sdkAppId } = await make(surface)
      await openCall(surface, sdkAppId, 'mine')
      const target = surface.emulator.app(sdkAppId).target('get_callback')
      expect(await surface.control('DELETE', `/apps/${sdkAppId}`)).toEqual({
        status: 200,
        json: { removed: sdkAppId },
      })
      expect((await surface.request(target, { method: 'POST', body: '{}' })).json?.ErrorCode).not.toBe(0)
      expect((await surface.control('GET', '/calls/mine')).status).toBe(404)
      expect((await surface.control('GET', '/health')).json).toMatchObject({ calls: 0 })
      // Nobody rings any more.
      expect((await surface.control('POST', '/clock/advance', { by: '1h' })).json).toMatchObject({ happened: [] })
      const last = await surface.control('DELETE', `/apps/${demo}`)
      expect([last.status, last.json]).toEqual([409, expect.objectContaining({ code: 'not-possible' })])
      await make(surface, { sdkAppId })
      expect((await surface.control('GET', '/calls/mine')).status).toBe(404)
    })

    test('callbacks go to their own application, with its own token', async () => {
      await using mine = await openReceiver()
      await using yours = await openReceiver()
      await using surface = await open({ scenario })
      const commands = ['Call.CallbackAfterStartCall']
      const one = await make(surface, { callback: { url: mine.url, commands, token: 'a' } })
      const other = await make(surface, { callback: { url: yours.url, commands } })
      for (const { sdkAppId } of [one, other, one]) await openCall(surface, sdkAppId, `${Math.random()}`)
      await expect.poll(() => [mine.received.length, yours.received.length]).toEqual([2, 1])
      expect(mine.received.map(({ query }) => [query.get('SdkAppid'), query.has('Sign')])).toEqual([
        [`${one.sdkAppId}`, true],
        [`${one.sdkAppId}`, true],
      ])
      expect(yours.received.map(({ query }) => [query.get('SdkAppid'), query.has('Sign')])).toEqual([
        [`${other.sdkAppId}`, false],
      ])
    })

    test('there are ten thousand applications at most', async () => {
      await using surface = await open({ scenario })
      while (surface.emulator.core.listApps().length < 10_000) surface.emulator.core.createApp({})
      const { status, json } = await surface.control('POST', '/apps', {})
      expect([status, json]).toEqual([
        409,
        expect.objectContaining({ detail: expect.stringContaining('remove some first') }),
      ])
      await surface.control('DELETE', `/apps/${demo}`)
      await make(surface)
    })

    test('two applications hammered at once get exactly their own 200 a second', async () => {
      await using surface = await open({ scenario })
      const apps = [await make(surface), await make(surface)]
      for (const { sdkAppId } of apps) await openCall(surface, sdkAppId, 'busy')
      const hammer = async () => {
        const asked = Array.from({ length: 600 }, (_, index) => apps[index % 2]?.sdkAppId ?? 0)
        const codes = await Promise.all(
          asked.map(async app => [app, await codeAs(surface, app, 'get_call_info', { CallId: 'busy' })]),
        )
        return apps.map(({ sdkAppId }) => {
          const mine = codes.filter(([app]) => app === sdkAppId).map(([, code]) => code)
          return [mine.filter(code => code === 0).length, mine.filter(code => code === 60007).length]
        })
      }
      expect(await hammer()).toEqual([
        [200, 100],
        [200, 100],
      ])
      await surface.control('POST', '/clock/advance', { by: '999ms' })
      expect(await hammer()).toEqual([
        [0, 300],
        [0, 300],
      ])
      await surface.control('POST', '/clock/advance', { by: '1ms' })
      expect(await hammer()).toEqual([
        [200, 100],
        [200, 100],
      ])
    })

    test('a thousand applications are made and used in one process', async () => {
      await using surface = await open({ scenario, journal: 10_000 })
      const apps: Made[] = []
      for (let batch = 0; batch < 20; batch++) {
        apps.push(...(await Promise.all(Array.from({ length: 50 }, () => make(surface)))))
      }
      expect(new Set(apps.map(({ sdkAppId }) => sdkAppId)).size).toBe(1_000)
      expect(new Set(apps.map(({ secretKey }) => secretKey)).size).toBe(1_000)
      for (let from = 0; from < apps.length; from += 50) {
        const codes = await Promise.all(
          apps.slice(from, from + 50).map(async ({ sdkAppId }, index) => {
            await openCall(surface, sdkAppId, 'same')
            const ended = (from + index) % 2 === 0 && (await codeAs(surface, sdkAppId, 'end_call', { CallId: 'same' }))
            return [ended, await codeAs(surface, sdkAppId, 'get_call_info', { CallId: 'same' })]
          }),
        )
        expect(codes).toEqual(Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? [0, 101004] : [false, 0])))
      }
      expect((await surface.control('GET', '/health')).json).toMatchObject({ calls: 500 })
      expect((await surface.control('GET', '/apps?limit=10000')).json).toMatchObject({ count: 1_001 })
    })
  })
}

for (const { name, open } of surfaces) {
  test(`${name}: the first application stays the first when it is reset, and the faults about it alone begin anew`, async () => {
    await using surface = await open()
    await surface.control('POST', '/apps', { sdkAppId: 5 })
    await surface.control('POST', '/faults', { on: 'get_call_info', app: 88888888, error: 101001 })
    await surface.control('POST', '/faults', { on: 'get_call_info', app: 5, error: 101001 })
    await surface.control('POST', '/apps/88888888/reset')
    expect(surface.emulator.credentials().sdkAppId).toBe(88888888)
    expect(surface.emulator.core.listApps().map(({ sdkAppId }) => sdkAppId)).toEqual([88888888, 5])
    expect(surface.emulator.core.defaultApp.faults.map(({ fault }) => fault.app)).toEqual([5])
  })
}

for (const { name, open } of surfaces) {
  test.each([
    ['reset', 'POST', '/apps/77/reset'],
    ['removed and made again', 'DELETE', '/apps/77'],
  ])(`${name}: an application that is %s has no past`, async (_, method, path) => {
    await using receiver = await openReceiver()
    await using surface = await open()
    const callback = { url: receiver.url, commands: ['Call.CallbackAfterStartCall'] }
    await surface.control('POST', '/apps', { sdkAppId: 77, callback })
    const start = { app: 77, from: 'a', to: ['b'] }
    await surface.control('POST', '/calls', start)
    await surface.control('POST', '/clock/advance', { by: '1s' })
    const { emulator } = surface
    await surface.request(emulator.app(77).target('get_callback'), { method: 'POST', body: '{}' })
    await surface.control(method, path)
    if (method === 'DELETE') await surface.control('POST', '/apps', { sdkAppId: 77 })
    const wait = async (what: object) => (await surface.control('POST', '/await', { ...what, within: '10ms' })).status
    expect(await wait({ request: { app: 77 } })).toBe(408)
    expect(await wait({ webhook: { app: 77 } })).toBe(408)
    expect(await wait({ webhook: { command: 'Call.CallbackAfterStartCall' } })).toBe(408)
    expect((await surface.control('GET', '/webhooks?app=77')).json).toMatchObject({ webhooks: [] })
    expect((await surface.control('GET', '/journal?app=77')).json).toMatchObject({ exchanges: [] })
    expect((await surface.control('GET', '/journal')).json).toMatchObject({ exchanges: [{ sdkAppId: 77 }] })
    expect((await surface.control('POST', '/webhooks/callback-1/redeliver')).json).toMatchObject({
      detail: 'Application 77 has begun anew since callback-1.',
    })
  })
}
