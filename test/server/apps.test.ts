import { describe, expect, test } from 'vitest'
import type { OperationName } from '../../src/contracts/operations.ts'
import type { EmulatorOptions } from '../create-emulator.ts'
import { toCodes } from '../surfaces/problem.ts'
import { openReceiver } from '../surfaces/receiver.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'

const demo = 88888888
const scenario = { ringback: 1, start: '2026-01-15T09:30:00Z' } satisfies EmulatorOptions['scenario']

interface CreatedApp {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly identifier: string
  readonly userSig: string
}

async function make(surface: Surface, input: object = {}): Promise<CreatedApp> {
  const { status, json } = await surface.control('POST', '/apps', input)
  expect(status).toBe(201)
  return json as CreatedApp
}

/** Sends a command as the first administrator of an application, and returns the reply. */
async function sendAs(surface: Surface, sdkAppId: number, command: OperationName, body: object = {}) {
  const target = surface.emulator.app(sdkAppId).target(command)
  const { json } = await surface.request(target, { method: 'POST', body: JSON.stringify(body) })
  return json
}

const sendForCode = async (...args: Parameters<typeof sendAs>) => (await sendAs(...args))?.ErrorCode

const openCall = (surface: Surface, app: number, id: string) =>
  surface.control('POST', '/calls', { app, id, from: 'alice', to: ['bob'] })

describe.each(surfaces)('$name', ({ open }) => {
  test('Creates an application as written', async () => {
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
      json: {
        ...input,
        identifier: 'boss',
        calls: { live: 0, ended: 0 },
        clock: 'manual',
        ttl: null,
        userSig: expect.any(String),
      },
    })
    expect((await surface.control('GET', '/apps/1400000001')).json).toMatchObject(input)
  })

  test('Derives omitted fields from the seed, differently for each application', async () => {
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

  test("Returns a UserSig that is valid for 180 days of the application's clock", async () => {
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
    const requestCode = async () => {
      const init = { method: 'POST', body: '{"CallId":"mine"}' }
      return (await surface.request(`/v4/call_engine_http_srv/get_call_info?${query}`, init)).json?.ErrorCode
    }
    expect(await requestCode()).toBe(0)
    await surface.control('POST', '/clock/advance', { to: '2026-07-14T09:29:59Z' })
    expect(await requestCode()).toBe(101004)
    await surface.control('POST', '/clock/advance', { by: '2s' })
    expect(await requestCode()).toBe(70001)
  })

  test.each([
    [{ sdkAppId: demo }, ['409 not-possible']],
    [{ sdkAppId: '5' }, ['400 not-valid', 'invalid-field sdkAppId']],
    [{ admin: ['boss'] }, ['400 not-valid', 'unknown-field admin']],
    [{ admins: [] }, ['400 not-valid', 'invalid-field admins']],
    [{ admins: ['\ud83d'] }, ['400 not-valid', 'invalid-field admins.0']],
    [{ rateLimit: 0 }, ['400 not-valid', 'invalid-field rateLimit']],
    [{ callback: { url: 'http://127.0.0.1:1/' } }, ['400 not-valid', 'incomplete-callback callback.url']],
    [
      { callback: { url: 'ftp://a', commands: ['x'] } },
      ['400 not-valid', 'invalid-field callback.url', 'invalid-field callback.commands.0'],
    ],
    [{ clock: 'fast' }, ['400 not-valid']],
    [{ ttl: '0s' }, ['400 not-valid']],
    [{ ttl: 'never' }, ['400 not-valid']],
    [{ ttl: 5 }, ['400 not-valid']],
  ])('Refuses to create %j', async (input, codes) => {
    await using surface = await open({ scenario })
    expect(toCodes(await surface.control('POST', '/apps', input))).toEqual(codes)
    expect((await surface.control('GET', '/apps')).json).toMatchObject({ count: 1 })
  })

  test('Lists applications with their keys and the numbers of their calls', async () => {
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
    ['GET', '/apps/5/clock'],
  ])('Names known applications in the refusal of %s %s', async (method, path) => {
    await using surface = await open({ scenario })
    for (let count = 0; count < 12; count++) await make(surface)
    const answer = await surface.control(method, path)
    expect(toCodes(answer)).toEqual(['404 no-such-application'])
    expect(answer.json).toMatchObject({ detail: expect.stringMatching(/ 88888888, 17\d{8}, .* and 3 more\.$/) })
  })

  test('Shows the rate limit of the emulator if it overrides that of the application', async () => {
    await using surface = await open({ scenario, rateLimit: 'off' })
    expect(await make(surface, { rateLimit: 5 })).toMatchObject({ rateLimit: 'off' })
  })

  test('Keeps calls with the same id in two applications apart', async () => {
    await using surface = await open({ scenario })
    const [one, other] = [await make(surface), await make(surface)]
    for (const { sdkAppId } of [one, other]) await openCall(surface, sdkAppId, 'same')
    expect(await sendForCode(surface, one.sdkAppId, 'end_call', { CallId: 'same' })).toBe(0)
    expect(await sendForCode(surface, one.sdkAppId, 'get_call_info', { CallId: 'same' })).toBe(101004)
    expect(await sendForCode(surface, other.sdkAppId, 'get_call_info', { CallId: 'same' })).toBe(0)
    await surface.control('POST', '/clock/advance', { by: '6s' })
    expect(await sendForCode(surface, one.sdkAppId, 'get_record_by_callid', { CallId: 'same' })).toBe(0)
    expect(await sendForCode(surface, other.sdkAppId, 'get_record_by_callid', { CallId: 'same' })).not.toBe(0)
    expect((await surface.control('GET', `/calls?app=${other.sdkAppId}`)).json).toMatchObject({
      count: 1,
      calls: [{ id: 'same', state: 'live' }],
    })
  })

  test('Keeps calls, records and callback settings of two applications apart', async () => {
    await using surface = await open({ scenario })
    const [one, other] = [await make(surface), await make(surface)]
    const settings = { Url: 'http://127.0.0.1:1/one', CallbackCommandList: ['Call.CallbackAfterEndCall'] }
    await sendAs(surface, one.sdkAppId, 'set_callback', settings)
    await openCall(surface, one.sdkAppId, 'mine')
    await surface.control('POST', '/calls/mine/end')
    await surface.control('POST', '/clock/advance', { by: '6s' })
    expect((await sendAs(surface, one.sdkAppId, 'get_callback'))?.Response).toMatchObject(settings)
    expect(await sendForCode(surface, one.sdkAppId, 'get_record_by_callid', { CallId: 'mine' })).toBe(0)
    for (const sdkAppId of [other.sdkAppId, demo]) {
      expect(JSON.stringify(await sendAs(surface, sdkAppId, 'get_callback'))).not.toContain('127.0.0.1:1')
      expect(await sendForCode(surface, sdkAppId, 'get_record_by_callid', { CallId: 'mine' })).not.toBe(0)
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

  test('Draws the ids of calls for each application separately', async () => {
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

  test('Lists the exchanges of one application', async () => {
    await using surface = await open({ scenario })
    const { sdkAppId } = await make(surface)
    await sendAs(surface, sdkAppId, 'get_callback')
    await sendAs(surface, demo, 'get_callback')
    await sendAs(surface, sdkAppId, 'get_callback')
    expect((await surface.control('GET', `/journal?app=${sdkAppId}`)).json).toMatchObject({
      count: 3,
      exchanges: [
        { id: `${sdkAppId}-1`, position: 1 },
        { id: `${sdkAppId}-2`, position: 3 },
      ],
    })
  })

  test('Resets one application and keeps the other', async () => {
    await using surface = await open({ scenario })
    const callback = { url: 'http://127.0.0.1:1/a', commands: ['Call.CallbackAfterEndCall'] }
    const [one, other] = [await make(surface, { callback, rateLimit: 2 }), await make(surface, { rateLimit: 2 })]
    const both = [one.sdkAppId, other.sdkAppId]
    for (const sdkAppId of both) {
      await openCall(surface, sdkAppId, 'live')
      await openCall(surface, sdkAppId, 'ended')
      await surface.control('POST', `/calls/ended/end?app=${sdkAppId}`)
      await sendAs(surface, sdkAppId, 'delete_callback')
      for (const expected of [0, 0, 60007]) {
        expect(await sendForCode(surface, sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(expected)
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
    expect(await sendForCode(surface, one.sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(101004)
    expect(await sendForCode(surface, other.sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(60007)
    await surface.control('POST', '/clock/advance', { by: '6s' })
    expect(await sendForCode(surface, other.sdkAppId, 'get_call_info', { CallId: 'live' })).toBe(0)
    expect(await sendForCode(surface, other.sdkAppId, 'get_record_by_callid', { CallId: 'ended' })).toBe(0)
    expect(await sendForCode(surface, one.sdkAppId, 'get_record_by_callid', { CallId: 'ended' })).not.toBe(0)
    expect((await surface.control('GET', `/calls?app=${other.sdkAppId}`)).json).toMatchObject({ count: 2 })
  })

  test('Restarts the ids and scripted calls of the application that is reset', async () => {
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

  test('Removes an application with its calls, except the last one', async () => {
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
    // No member is ringing.
    expect((await surface.control('POST', '/clock/advance', { by: '1h' })).json).toMatchObject({ happened: [] })
    expect(toCodes(await surface.control('DELETE', `/apps/${demo}`))).toEqual(['409 not-possible'])
    await make(surface, { sdkAppId })
    expect((await surface.control('GET', '/calls/mine')).status).toBe(404)
  })

  test('Sends callbacks to the receiver of their application, signed with its token', async () => {
    await using firstReceiver = await openReceiver()
    await using secondReceiver = await openReceiver()
    await using surface = await open({ scenario })
    const commands = ['Call.CallbackAfterStartCall']
    const one = await make(surface, { callback: { url: firstReceiver.url, commands, token: 'a' } })
    const other = await make(surface, { callback: { url: secondReceiver.url, commands } })
    for (const { sdkAppId } of [one, other, one]) await openCall(surface, sdkAppId, `${Math.random()}`)
    await expect.poll(() => [firstReceiver.received.length, secondReceiver.received.length]).toEqual([2, 1])
    expect(firstReceiver.received.map(({ query }) => [query.get('SdkAppid'), query.has('Sign')])).toEqual([
      [`${one.sdkAppId}`, true],
      [`${one.sdkAppId}`, true],
    ])
    expect(secondReceiver.received.map(({ query }) => [query.get('SdkAppid'), query.has('Sign')])).toEqual([
      [`${other.sdkAppId}`, false],
    ])
  })

  test('Keeps the order of applications and the faults of others when the first one is reset', async () => {
    await using surface = await open()
    await surface.control('POST', '/apps', { sdkAppId: 5 })
    for (const app of [demo, 5]) await surface.control('POST', '/faults', { on: 'get_call_info', app, error: 101001 })
    await surface.control('POST', `/apps/${demo}/reset`)
    expect(surface.emulator.credentials().sdkAppId).toBe(demo)
    const { core } = surface.emulator
    expect(core.listApps().map(({ sdkAppId }) => sdkAppId)).toEqual([demo, 5])
    expect(core.listFaults().map(({ fault }) => fault.app)).toEqual([5])
    expect(core.listApps().map(({ faults }) => faults.length)).toEqual([0, 1])
  })

  test.each([
    ['reset', 'POST', '/apps/77/reset'],
    ['removed and created again', 'DELETE', '/apps/77'],
  ])('Deletes the history of an application that is %s', async (_, method, path) => {
    await using receiver = await openReceiver()
    await using surface = await open()
    const callback = { url: receiver.url, commands: ['Call.CallbackAfterStartCall'] }
    await surface.control('POST', '/apps', { sdkAppId: 77, callback })
    await openCall(surface, 77, 'c')
    await surface.control('POST', '/clock/advance', { by: '1s' })
    await sendAs(surface, 77, 'get_callback')
    await surface.control(method, path)
    if (method === 'DELETE') await surface.control('POST', '/apps', { sdkAppId: 77 })
    const wait = async (what: object) => (await surface.control('POST', '/await', { ...what, within: '10ms' })).status
    for (const what of [
      { request: { app: 77 } },
      { request: { command: 'get_callback' } },
      { webhook: { app: 77 } },
      { webhook: { command: 'Call.CallbackAfterStartCall' } },
    ])
      expect(await wait(what)).toBe(408)
    expect((await surface.control('GET', '/webhooks?app=77')).json).toMatchObject({ webhooks: [] })
    expect((await surface.control('GET', '/journal?app=77')).json).toMatchObject({ exchanges: [] })
    expect((await surface.control('GET', '/journal')).json).toMatchObject({ exchanges: [{ sdkAppId: 77 }] })
    expect(toCodes(await surface.control('POST', '/webhooks/77-1/redeliver'))).toEqual(['409 not-possible'])
  })

  test('Serves the clock of one application below its path', async () => {
    await using surface = await open({ scenario })
    await make(surface, { sdkAppId: 5, clock: '60x' })
    expect((await surface.control('GET', '/apps/5')).json).toMatchObject({ clock: '60x', ttl: null })
    expect((await surface.control('PUT', '/apps/5/clock', { mode: 'manual' })).json).toMatchObject({ mode: 'manual' })
    await make(surface, { sdkAppId: 6 })
    const { json } = await surface.control('POST', '/apps/6/clock/advance', { by: '1h' })
    expect(json).toEqual({ now: '2026-01-15T10:30:00.000Z', happened: [], omitted: 0 })
    const nowOf = async (path: string) => ((await surface.control('GET', path)).json as { now: string }).now
    expect(await nowOf('/apps/6/clock')).toBe('2026-01-15T10:30:00.000Z')
    expect([await nowOf('/clock'), await nowOf('/health')]).toEqual(Array(2).fill('2026-01-15T09:30:00.000Z'))
    await surface.control('POST', '/clock/advance', { to: '2026-01-15T10:00:00Z' })
    expect(await nowOf('/clock')).toBe('2026-01-15T10:00:00.000Z')
    expect(await nowOf('/apps/6/clock')).toBe('2026-01-15T10:30:00.000Z')
    await surface.control('POST', '/clock/advance', { by: '1m' })
    expect(await nowOf('/apps/6/clock')).toBe('2026-01-15T10:31:00.000Z')
    await surface.control('POST', '/apps/6/reset')
    expect(await nowOf('/apps/6/clock')).toBe('2026-01-15T09:30:00.000Z')
  })

  test('Advances every application and returns what happened by time', async () => {
    await using surface = await open({ scenario })
    for (const sdkAppId of [6, 5]) {
      await make(surface, { sdkAppId })
      await surface.control('POST', `/apps/${sdkAppId}/calls`, { id: 'c', from: 'a', to: ['b'], ring: '30s' })
    }
    await surface.control('POST', '/apps/5/clock/advance', { by: '10s' })
    const { json } = await surface.control('POST', '/clock/advance', { by: '25s' })
    const { now, happened } = json as { now: string; happened: { at: string; app: number }[] }
    expect(now).toBe('2026-01-15T09:30:25.000Z')
    expect(new Set(happened.map(({ app, at }) => `${app} ${at}`))).toEqual(new Set(['5 2026-01-15T09:30:30.000Z']))
    const rest = (await surface.control('POST', '/clock/advance', { by: '25s' })).json as typeof json
    expect(rest).toMatchObject({
      happened: [
        { app: 6, what: 'unanswered' },
        { app: 6, what: 'ended' },
      ],
    })
  })

  test('Serves the calls of one application below its path', async () => {
    await using surface = await open({ scenario })
    for (const sdkAppId of [5, 6]) await make(surface, { sdkAppId })
    const call = { id: 'same', from: 'alice', to: ['bob'] }
    expect((await surface.control('POST', '/apps/5/calls', call)).json).toMatchObject({ app: 5, id: 'same' })
    await surface.control('POST', '/apps/6/calls', call)
    await surface.control('POST', '/apps/6/calls/same/answer', { user: 'bob' })
    expect((await surface.control('GET', '/apps/6/calls/same')).json).toMatchObject({ answeredAt: expect.any(String) })
    expect((await surface.control('GET', '/apps/5/calls/same')).json).toMatchObject({ app: 5, answeredAt: null })
    expect((await surface.control('GET', '/apps/5/calls')).json).toMatchObject({ count: 1, calls: [{ app: 5 }] })
    expect((await surface.control('GET', `/apps/${demo}/calls`)).json).toEqual({ count: 0, calls: [] })
    expect(toCodes(await surface.control('GET', `/apps/${demo}/calls/same`))).toEqual(['404 no-such-call'])
  })

  test('Serves the faults of one application below its path', async () => {
    await using surface = await open({ scenario })
    for (const sdkAppId of [5, 6]) await make(surface, { sdkAppId })
    await surface.control('POST', '/faults', { on: 'get_call_info', times: 1, error: 101001 })
    await surface.control('POST', '/apps/5/faults', { on: 'end_call', error: 101001 })
    const codes = []
    for (const app of [5, 5, 6]) codes.push(await sendForCode(surface, app, 'get_call_info', { CallId: 'c' }))
    expect(codes).toEqual([101001, 101004, 101001])
    expect((await surface.control('GET', '/faults')).json).toMatchObject({
      faults: [
        { id: 'fault-1', hit: 2, done: true, apps: { 5: { matched: 1, hit: 1 }, 6: { matched: 1, hit: 1 } } },
        { id: 'fault-2', hit: 0, apps: {} },
      ],
    })
    const listed = (await surface.control('GET', '/apps/6/faults')).json
    expect(listed).toMatchObject({ faults: [{ id: 'fault-1', matched: 1, hit: 1, apps: { 6: { hit: 1 } } }] })
    expect((await surface.control('DELETE', '/apps/6/faults')).json).toEqual({ disarmed: 0 })
    expect((await surface.control('DELETE', '/apps/5/faults')).json).toEqual({ disarmed: 1 })
    expect((await surface.control('GET', '/faults')).json).toMatchObject({ faults: [{ id: 'fault-1' }] })
  })

  test('Serves the journal and the report of one application below its path', async () => {
    await using surface = await open({ scenario })
    await make(surface, { sdkAppId: 5 })
    await sendAs(surface, demo, 'get_callback')
    await sendAs(surface, 5, 'get_callback')
    await sendAs(surface, 5, 'end_call', { CallId: 'nowhere' })
    const exchanges = [
      { id: '5-1', position: 2, command: 'get_callback' },
      { id: '5-2', position: 3, command: 'end_call' },
    ]
    expect((await surface.control('GET', '/apps/5/journal')).json).toMatchObject({ count: 2, exchanges })
    expect((await surface.control('GET', '/apps/5/journal?since=2')).json).toMatchObject({ exchanges: [exchanges[1]] })
    expect((await surface.control('GET', '/apps/5/journal/5-2')).json).toMatchObject({ id: '5-2' })
    const other = await surface.control('GET', `/apps/5/journal/${demo}-1`)
    expect(toCodes(other)).toEqual(['404 no-such-exchange'])
    for (const path of ['/apps/5/report', '/report?app=5'])
      expect((await surface.control('GET', path)).json).toMatchObject({ runs: [{ requests: 2 }] })
    await surface.control('POST', '/apps/5/reset')
    expect((await surface.control('GET', '/apps/5/journal')).json).toEqual({ count: 0, exchanges: [] })
    expect((await surface.control('GET', '/apps/5/report')).json).toMatchObject({ runs: [{ requests: 2 }] })
  })

  test('Serves the callbacks of one application below its path, and waits there', async () => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario })
    const callback = { url: receiver.url, commands: ['Call.CallbackAfterStartCall'] }
    for (const sdkAppId of [5, 6]) await make(surface, { sdkAppId, callback })
    const waiting = surface.control('POST', '/apps/6/await', { webhook: {}, within: '10s' })
    for (const app of [5, 6]) await openCall(surface, app, 'c')
    expect((await waiting).json).toMatchObject({ found: [{ id: '6-1', app: 6, state: 'delivered' }] })
    expect((await surface.control('GET', '/apps/6/webhooks')).json).toMatchObject({
      count: 1,
      webhooks: [{ id: '6-1' }],
    })
    expect(toCodes(await surface.control('GET', '/apps/6/webhooks/5-1'))).toEqual(['404 no-such-webhook'])
    expect((await surface.control('POST', '/apps/6/webhooks/6-1/redeliver')).status).toBe(200)
    expect((await surface.control('POST', `/apps/${demo}/await`, { webhook: {}, within: '10ms' })).status).toBe(408)
  })

  test.each([
    ['reset', 'POST', '/apps/5/reset'],
    ['removed', 'DELETE', '/apps/5'],
  ])('Ends a wait and an event stream of an application that is %s', async (_, method, path) => {
    await using surface = await open({ scenario })
    await make(surface, { sdkAppId: 5 })
    const stream = await surface.emulator.fetch('/_ringback/apps/5/events')
    const text = stream.text()
    const waiting = surface.control('POST', '/apps/5/await', { call: {}, within: '10m' })
    await openCall(surface, demo, 'elsewhere')
    await new Promise(resolve => setTimeout(resolve, 20))
    await surface.control(method, path)
    expect(toCodes(await waiting)).toEqual(['408 not-yet'])
    expect(await text).not.toContain('elsewhere')
  })

  test('Saves and restores one application below its path', async () => {
    await using surface = await open({ scenario })
    for (const sdkAppId of [5, 6]) await make(surface, { sdkAppId })
    for (const app of [5, 6]) await openCall(surface, app, 'kept')
    const { json: snapshot } = await surface.control('GET', '/apps/5/snapshot')
    expect((snapshot as { apps: { name: string }[] }).apps.map(({ name }) => name)).toEqual(['5'])
    for (const app of [5, 6]) await openCall(surface, app, 'later')
    await surface.control('POST', '/apps/5/clock/advance', { by: '1h' })
    expect((await surface.control('PUT', '/apps/5/snapshot', snapshot)).status).toBe(200)
    expect((await surface.control('GET', '/apps/5/clock')).json).toMatchObject({ now: '2026-01-15T09:30:00.000Z' })
    expect((await surface.control('GET', '/apps/5/calls')).json).toMatchObject({
      calls: [{ id: 'kept', state: 'live' }],
    })
    expect((await surface.control('GET', '/apps/6/calls')).json).toMatchObject({ count: 2 })
    expect(toCodes(await surface.control('PUT', '/apps/6/snapshot', snapshot))).toEqual([
      '400 not-valid',
      'missing apps',
    ])
    expect((await surface.control('GET', '/apps/6/calls')).json).toMatchObject({ count: 2 })
  })

  test('Removes an application after its ttl without a request', async () => {
    await using surface = await open({ scenario })
    expect(await make(surface, { sdkAppId: 5, ttl: '300ms' })).toMatchObject({ ttl: 300 })
    expect(await sendForCode(surface, 5, 'end_call', { CallId: 'c' })).toBe(101004)
    await expect.poll(async () => (await surface.control('GET', '/apps')).json).toMatchObject({ count: 1 })
    expect(surface.emulator.core.events.log.since().at(-1)).toMatchObject({ about: 'app', what: 'removed', app: 5 })
  })

  test.each([
    ['GET', '/apps/5/journal?app=6', undefined],
    ['POST', '/apps/5/calls', { from: 'a', to: ['b'], app: 6 }],
    ['POST', '/apps/5/faults', { on: 'all', error: 101001, app: 6 }],
  ])('Refuses another application in %s %s', async (method, path, input) => {
    await using surface = await open({ scenario })
    for (const sdkAppId of [5, 6]) await make(surface, { sdkAppId })
    const codes = ['400 not-valid', 'inconsistent app']
    expect(toCodes(await surface.control(method, path, input))).toEqual(codes)
    expect((await surface.control('GET', '/apps/6/calls')).json).toMatchObject({ count: 0 })
  })
})
