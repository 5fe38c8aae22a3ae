import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import type { FaultInput } from '../../src/faults/fault.ts'
import type { EmulatorOptions } from '../create-emulator.ts'
import { toCodes } from '../surfaces/problem.ts'
import { okResponse, openReceiver } from '../surfaces/receiver.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'

const toScenario = (url: string, faults: readonly FaultInput[] = []) =>
  ({
    ringback: 1,
    start: '2026-01-15T09:30:00Z',
    apps: [
      {
        sdkAppId: 1400000001,
        secretKey: 'a-secret',
        admins: ['administrator'],
        callback: { url, commands: callbackCommands },
      },
    ],
    calls: [
      {
        id: 'talk',
        from: 'alice',
        to: ['bob'],
        media: 'audio',
        then: [{ at: '5s', user: 'bob', does: 'reject' }],
      },
    ],
    faults,
  }) satisfies EmulatorOptions['scenario']

interface ListedCallback {
  readonly count: number
  readonly webhooks: readonly { readonly id: string; readonly [key: string]: unknown }[]
}

const list = async (surface: Surface, query = '') =>
  (await surface.control('GET', `/webhooks${query}`)).json as ListedCallback

const idsOf = async (surface: Surface, query: string) => (await list(surface, query)).webhooks.map(({ id }) => id)

const toDeep = (levels: number): object => (levels === 0 ? {} : { a: toDeep(levels - 1) })

describe.each(surfaces)('$name', ({ open }) => {
  test('Lists callbacks, newest last, with their bodies and attempts', async () => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    const { count, webhooks } = await list(surface)
    expect(count).toBe(3)
    expect(webhooks.map(({ id, command }) => [id, command])).toEqual([
      ['1400000001-1', 'Call.CallbackAfterStartCall'],
      ['1400000001-2', 'Call.CallbackAfterMemberChanged'],
      ['1400000001-3', 'Call.CallbackAfterEndCall'],
    ])
    expect(webhooks[2]).toEqual({
      id: '1400000001-3',
      position: 3,
      at: '2026-01-15T09:30:05.000Z',
      app: 1400000001,
      call: 'talk',
      command: 'Call.CallbackAfterEndCall',
      url: receiver.url,
      state: 'delivered',
      code: null,
      reason: null,
      faults: [],
      platform: 'Unknown',
      body: receiver.received[2]?.json,
      attempts: [
        {
          at: '2026-01-15T09:30:05.000Z',
          target: `http://127.0.0.1:${receiver.port}${receiver.received[2]?.target}`,
          status: 200,
          answer: okResponse,
          code: null,
          reason: null,
          took: expect.any(Number),
        },
      ],
    })
  })

  test.each([
    ['?command=Call.CallbackAfterEndCall', ['1400000001-3']],
    ['?callId=talk&since=1', ['1400000001-2', '1400000001-3']],
    ['?callId=other', []],
    ['?app=1400000001&limit=1', ['1400000001-3']],
    ['?state=delivered', ['1400000001-1', '1400000001-3']],
    ['?state=dropped', ['1400000001-2']],
    ['?q=state:!delivered', ['1400000001-2']],
    ['?q=user:bob+attempts:1+since:1', ['1400000001-3']],
    ['?since=1400000001-2', ['1400000001-3']],
  ])('Lists the callbacks that match %s', async (query, ids) => {
    await using receiver = await openReceiver()
    const faults = [{ on: 'Call.CallbackAfterMemberChanged', callback: 'drop' } as const]
    await using surface = await open({ scenario: toScenario(receiver.url, faults) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    expect(await idsOf(surface, query)).toEqual(ids)
  })

  test.each([
    ['?command=Call.CallbackAfterEnd', '400 not-valid', 'invalid-field command'],
    ['?state=lost', '400 not-valid', 'invalid-field state'],
    ['?since=yesterday', '400 not-valid', 'invalid-field since'],
    ['?limit=0', '400 not-valid', 'invalid-field limit'],
    ['?comand=x', '400 not-valid', 'unknown-field comand'],
    ['?app=5', '404 no-such-application'],
  ])('Refuses %s', async (query, ...codes) => {
    await using surface = await open()
    expect(toCodes(await surface.control('GET', `/webhooks${query}`))).toEqual(codes)
  })

  test('Finds a callback by its id, and names those that are kept', async () => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url), journal: 2 })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    expect(await list(surface)).toMatchObject({ count: 3, webhooks: [{ id: '1400000001-2' }, { id: '1400000001-3' }] })
    expect((await surface.control('GET', '/webhooks/1400000001-2')).json).toMatchObject({ id: '1400000001-2' })
    const removed = await surface.control('GET', '/webhooks/1400000001-1')
    expect(toCodes(removed)).toEqual(['404 no-such-webhook'])
    expect(removed.json).toMatchObject({ detail: expect.stringContaining('1400000001-2 to 1400000001-3') })
    await using empty = await open()
    expect(toCodes(await empty.control('GET', '/webhooks/88888888-1'))).toEqual(['404 no-such-webhook'])
  })

  test('Shows the intended body of a malformed callback, and what was sent with the attempt', async () => {
    await using receiver = await openReceiver()
    const faults = [{ on: 'Call.CallbackAfterStartCall', callback: 'malformed' } as const]
    await using surface = await open({ scenario: toScenario(receiver.url, faults) })
    await surface.control('POST', '/clock/advance', { by: '1s' })
    expect((await list(surface)).webhooks).toMatchObject([
      {
        faults: ['fault-1'],
        body: { CallbackCommand: 'Call.CallbackAfterStartCall' },
        attempts: [{ sent: receiver.received[0]?.text }],
      },
    ])
  })

  test('Redelivers a failed callback and shows both attempts', async () => {
    let isUp = false
    await using receiver = await openReceiver(
      (_, response) => void response.writeHead(isUp ? 200 : 500).end(okResponse),
    )
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    expect(await idsOf(surface, '?state=failed')).toHaveLength(3)
    isUp = true
    const redelivered = await surface.control('POST', '/webhooks/1400000001-3/redeliver')
    expect([redelivered.status, redelivered.json]).toEqual([
      200,
      expect.objectContaining({ id: '1400000001-3', state: 'waiting' }),
    ])
    await surface.control('POST', '/clock/advance', { by: '0s' })
    expect((await surface.control('GET', '/webhooks/1400000001-3')).json).toMatchObject({
      state: 'delivered',
      code: null,
      reason: null,
      attempts: [{ status: 500, code: 'wrong-status' }, { status: 200 }],
    })
    expect(receiver.received).toHaveLength(4)
    expect(receiver.received[3]?.text).toBe(receiver.received[2]?.text)
  })

  test('Redelivers a dropped or malformed callback without the fault', async () => {
    await using receiver = await openReceiver()
    const faults = [
      { on: 'Call.CallbackAfterStartCall', callback: 'malformed' } as const,
      { on: 'Call.CallbackAfterEndCall', callback: 'drop' } as const,
    ]
    await using surface = await open({ scenario: toScenario(receiver.url, faults) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    for (const id of ['1400000001-1', '1400000001-3']) await surface.control('POST', `/webhooks/${id}/redeliver`)
    await surface.control('POST', '/clock/advance', { by: '0s' })
    expect(receiver.commands()).toEqual(['not JSON', 'MemberChanged', 'StartCall', 'EndCall'])
    expect(await idsOf(surface, '?state=delivered')).toHaveLength(3)
  })

  test('Refuses to redeliver a callback that is being sent', async () => {
    let release = () => {}
    await using receiver = await openReceiver(async (_, response) => {
      await new Promise<void>(resolve => {
        release = resolve
      })
      response.end(okResponse)
    })
    await using surface = await open({ scenario: toScenario(receiver.url) })
    const advancing = surface.control('POST', '/clock/advance', { by: '10s' })
    await expect.poll(() => receiver.received.length).toBe(1)
    expect(toCodes(await surface.control('POST', '/webhooks/1400000001-1/redeliver'))).toEqual(['409 not-possible'])
    const timer = setInterval(() => release(), 5)
    await advancing
    clearInterval(timer)
    expect((await surface.control('POST', '/webhooks/1400000001-9/redeliver')).status).toBe(404)
  })

  test('Refuses to redeliver a callback of a removed application', async () => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    await surface.control('POST', '/apps', {})
    await surface.control('DELETE', '/apps/1400000001')
    expect(toCodes(await surface.control('POST', '/webhooks/1400000001-1/redeliver'))).toEqual(['409 not-possible'])
  })

  test('Redelivers a callback with another URL, body and token, and keeps the original', async () => {
    await using receiver = await openReceiver()
    await using other = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    const path = '/webhooks/1400000001-3'
    const { json: original } = await surface.control('GET', path)
    const change = {
      url: `${other.url}?k=v`,
      token: 'xxxxyyyy',
      body: { CallRecord: { CallResult: 'Reject', RoomId: null }, Added: { List: [1] } },
    }
    expect((await surface.control('POST', `${path}/redeliver`, { change })).status).toBe(200)
    await surface.control('POST', '/clock/advance', { by: '0s' })
    const [sent] = other.received
    const { CallRecord: record, ...rest } = receiver.received[2]?.json ?? {}
    expect(record).toHaveProperty('RoomId')
    expect({ ...sent?.json, CallRecord: { RoomId: '', ...sent?.json?.CallRecord } }).toEqual({
      ...rest,
      CallRecord: { ...record, CallResult: 'Reject' },
      Added: { List: [1] },
    })
    expect(sent?.json?.CallRecord).not.toHaveProperty('RoomId')
    const time = `${Date.parse('2026-01-15T09:30:10Z') / 1000}`
    expect(Object.fromEntries(sent?.query ?? [])).toMatchObject({
      k: 'v',
      RequestTime: time,
      Sign: createHash('sha256').update(`xxxxyyyy${time}`).digest('hex'),
    })
    const [first] = (original as { readonly attempts: readonly object[] }).attempts
    expect((await surface.control('GET', path)).json).toEqual({
      ...(original as object),
      attempts: [first, expect.objectContaining({ sent: sent?.text, target: expect.stringContaining(other.url) })],
    })
    const { actions } = surface.emulator.saveJournal()
    expect(actions?.findLast(({ does }) => does === 'redeliver')).toMatchObject({
      app: 1400000001,
      input: { callback: '1400000001-3', change: { ...change, token: '…' } },
    })
    // The change is used up.
    await surface.control('POST', `${path}/redeliver`, {})
    await surface.control('POST', '/clock/advance', { by: '0s' })
    expect(receiver.received.at(-1)?.text).toBe(receiver.received[2]?.text)
  })

  test('Sends a callback unsigned if the token is null', async () => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url), callbackToken: 'a-token' })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    await surface.control('POST', '/webhooks/1400000001-3/redeliver', { change: { token: null } })
    await surface.control('POST', '/clock/advance', { by: '0s' })
    expect(receiver.received.slice(2).map(({ query }) => query.has('Sign'))).toEqual([true, false])
  })

  test('Redelivers one callback several times', async () => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    await surface.control('POST', '/webhooks/1400000001-1/redeliver', { times: 3 })
    await surface.control('POST', '/clock/advance', { by: '0s' })
    expect(receiver.commands().slice(3)).toEqual(['StartCall', 'StartCall', 'StartCall'])
    expect((await surface.control('GET', '/webhooks/1400000001-1')).json).toMatchObject({ attempts: { length: 4 } })
  })

  test.each([
    [{ from: 2 }, ['MemberChanged', 'EndCall']],
    [{ from: '1400000001-3', times: 2 }, ['EndCall', 'EndCall']],
    [{ from: '2026-01-15T09:30:05Z' }, ['MemberChanged', 'EndCall']],
    [{ from: '2026-01-15T10:30:05.001+01:00' }, []],
    [{ from: 0, command: 'Call.CallbackAfterStartCall', times: 2 }, ['StartCall', 'StartCall']],
  ])('Redelivers all callbacks of %j', async (input, words) => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    const { status, json } = await surface.control('POST', '/webhooks/redeliver', input)
    expect([status, json]).toEqual([200, expect.objectContaining({ deliveries: words.length, skipped: [] })])
    await surface.control('POST', '/clock/advance', { by: '0s' })
    expect(receiver.commands().slice(3)).toEqual(words)
  })

  test('Skips callbacks that are not settled, or whose application was reset', async () => {
    await using receiver = await openReceiver()
    const faults = [{ on: 'Call.CallbackAfterEndCall', callback: 'drop' } as const]
    await using surface = await open({ scenario: toScenario(receiver.url, faults) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    await surface.control('POST', '/webhooks/1400000001-3/redeliver')
    const toSkipped = async (input: object) =>
      (
        (await surface.control('POST', '/webhooks/redeliver', input)).json as {
          skipped: { id: string; code: string }[]
        }
      ).skipped
    expect(await toSkipped({ from: 3 })).toMatchObject([{ id: '1400000001-3', code: 'callback-not-settled' }])
    await surface.control('POST', '/apps/1400000001/reset')
    await surface.control('POST', '/clock/advance', { by: '1s' })
    expect(await toSkipped({ from: 1, command: 'Call.CallbackAfterEndCall' })).toMatchObject([
      { id: '1400000001-3', code: 'callback-of-reset-application' },
    ])
  })

  test.each([
    ['/1400000001-1/redeliver', { change: { url: 'ftp://x' } }, '400 not-valid', 'invalid-field change.url'],
    ['/1400000001-1/redeliver', { change: { body: [1] } }, '400 not-valid', 'invalid-field change.body'],
    ['/1400000001-1/redeliver', { change: { sign: 'x' } }, '400 not-valid', 'unknown-field change.sign'],
    ['/1400000001-1/redeliver', { times: 0 }, '400 not-valid', 'invalid-field times'],
    ['/1400000001-1/redeliver', { change: { body: toDeep(100) } }, '400 not-valid', 'invalid-field change.body'],
    ['/redeliver', {}, '400 not-valid', 'invalid-field from'],
    ['/redeliver', { from: 'yesterday' }, '400 not-valid', 'invalid-field from'],
    ['/redeliver', { from: '1400000001-9' }, '404 no-such-webhook'],
    ['/redeliver', { from: 1, times: 1_000 }, '409 not-possible'],
  ])('Refuses to redeliver by POST %s %j', async (path, input, ...codes) => {
    await using receiver = await openReceiver()
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '10s' })
    expect(toCodes(await surface.control('POST', `/webhooks${path}`, input))).toEqual(codes)
    await surface.control('POST', '/clock/advance', { by: '0s' })
    expect(receiver.received).toHaveLength(3)
  })
})
