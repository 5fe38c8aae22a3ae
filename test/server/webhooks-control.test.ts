import { describe, expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import type { FaultInput } from '../../src/faults/fault.ts'
import type { EmulatorOptions } from '../create-emulator.ts'
import { fine, openReceiver } from '../surfaces/receiver.ts'
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

interface Listed {
  readonly count: number
  readonly webhooks: readonly { readonly id: string; readonly [key: string]: unknown }[]
}

const list = async (surface: Surface, query = '') => (await surface.control('GET', `/webhooks${query}`)).json as Listed

const idsOf = async (surface: Surface, query: string) => (await list(surface, query)).webhooks.map(({ id }) => id)

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('callbacks are listed newest last, each with its body and its attempts', async () => {
      await using receiver = await openReceiver()
      await using surface = await open({ scenario: toScenario(receiver.url) })
      await surface.control('POST', '/clock/advance', { by: '10s' })
      const { count, webhooks } = await list(surface)
      expect(count).toBe(3)
      expect(webhooks.map(({ id, command }) => [id, command])).toEqual([
        ['callback-1', 'Call.CallbackAfterStartCall'],
        ['callback-2', 'Call.CallbackAfterMemberChanged'],
        ['callback-3', 'Call.CallbackAfterEndCall'],
      ])
      expect(webhooks[2]).toEqual({
        id: 'callback-3',
        at: '2026-01-15T09:30:05.000Z',
        app: 1400000001,
        call: 'talk',
        command: 'Call.CallbackAfterEndCall',
        url: receiver.url,
        state: 'delivered',
        reason: null,
        faults: [],
        platform: 'Unknown',
        body: receiver.received[2]?.json,
        attempts: [
          {
            at: '2026-01-15T09:30:05.000Z',
            target: `http://127.0.0.1:${receiver.port}${receiver.received[2]?.target}`,
            status: 200,
            answer: fine,
            reason: null,
            took: expect.any(Number),
          },
        ],
      })
    })

    test.each([
      ['?command=Call.CallbackAfterEndCall', ['callback-3']],
      ['?callId=talk&since=1', ['callback-2', 'callback-3']],
      ['?callId=other', []],
      ['?app=1400000001&limit=1', ['callback-3']],
      ['?app=5', []],
      ['?state=delivered', ['callback-1', 'callback-3']],
      ['?state=dropped', ['callback-2']],
      ['?since=callback-2', ['callback-3']],
    ])('%s narrows the list', async (query, ids) => {
      await using receiver = await openReceiver()
      const faults = [{ on: 'Call.CallbackAfterMemberChanged', callback: 'drop' } as const]
      await using surface = await open({ scenario: toScenario(receiver.url, faults) })
      await surface.control('POST', '/clock/advance', { by: '10s' })
      expect(await idsOf(surface, query)).toEqual(ids)
    })

    test.each([
      ['?command=Call.CallbackAfterEnd', 'Call.CallbackAfterEndCall'],
      ['?state=lost', '"dropped"'],
      ['?since=yesterday', 'callback-7'],
      ['?limit=0', 'at least 1'],
      ['?comand=x', 'Did you mean "command"?'],
    ])('%s is refused', async (query, words) => {
      await using surface = await open()
      const { status, json } = await surface.control('GET', `/webhooks${query}`)
      expect(status).toBe(400)
      expect(json).toMatchObject({ code: 'not-valid', detail: expect.stringContaining(words) })
    })

    test('one callback is found by its id, and of another is told which there are', async () => {
      await using receiver = await openReceiver()
      await using surface = await open({ scenario: toScenario(receiver.url), journal: 2 })
      await surface.control('POST', '/clock/advance', { by: '10s' })
      expect(await list(surface)).toMatchObject({ count: 3, webhooks: [{ id: 'callback-2' }, { id: 'callback-3' }] })
      expect((await surface.control('GET', '/webhooks/callback-2')).json).toMatchObject({ id: 'callback-2' })
      const { status, json } = await surface.control('GET', '/webhooks/callback-1')
      expect([status, json]).toEqual([
        404,
        expect.objectContaining({
          code: 'no-such-webhook',
          detail: expect.stringContaining('callback-2 to callback-3 are kept'),
        }),
      ])
      await using empty = await open()
      expect((await empty.control('GET', '/webhooks/callback-1')).json).toMatchObject({
        detail: expect.stringContaining('none is kept'),
      })
    })

    test('of a malformed callback the list has what was meant, and beside the attempt what was sent', async () => {
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

    test('a failed callback is sent once more and tells of both attempts', async () => {
      let isUp = false
      await using receiver = await openReceiver((_, response) => void response.writeHead(isUp ? 200 : 500).end(fine))
      await using surface = await open({ scenario: toScenario(receiver.url) })
      await surface.control('POST', '/clock/advance', { by: '10s' })
      expect(await idsOf(surface, '?state=failed')).toHaveLength(3)
      isUp = true
      const again = await surface.control('POST', '/webhooks/callback-3/redeliver')
      expect([again.status, again.json]).toEqual([200, expect.objectContaining({ id: 'callback-3', state: 'waiting' })])
      await surface.control('POST', '/clock/advance', { by: '0s' })
      expect((await surface.control('GET', '/webhooks/callback-3')).json).toMatchObject({
        state: 'delivered',
        reason: null,
        attempts: [{ status: 500, reason: expect.stringContaining('500') }, { status: 200 }],
      })
      expect(receiver.received).toHaveLength(4)
      expect(receiver.received[3]?.text).toBe(receiver.received[2]?.text)
    })

    test('what a fault has dropped or spoilt is sent once more as it was meant', async () => {
      await using receiver = await openReceiver()
      const faults = [
        { on: 'Call.CallbackAfterStartCall', callback: 'malformed' } as const,
        { on: 'Call.CallbackAfterEndCall', callback: 'drop' } as const,
      ]
      await using surface = await open({ scenario: toScenario(receiver.url, faults) })
      await surface.control('POST', '/clock/advance', { by: '10s' })
      for (const id of ['callback-1', 'callback-3']) await surface.control('POST', `/webhooks/${id}/redeliver`)
      await surface.control('POST', '/clock/advance', { by: '0s' })
      expect(receiver.words()).toEqual(['not JSON', 'MemberChanged', 'StartCall', 'EndCall'])
      expect(await idsOf(surface, '?state=delivered')).toHaveLength(3)
    })

    test('a callback that is on its way or waits still is not sent once more', async () => {
      let release = () => {}
      await using receiver = await openReceiver(async (_, response) => {
        await new Promise<void>(resolve => {
          release = resolve
        })
        response.end(fine)
      })
      await using surface = await open({ scenario: toScenario(receiver.url) })
      const advancing = surface.control('POST', '/clock/advance', { by: '10s' })
      await expect.poll(() => receiver.received.length).toBe(1)
      const { status, json } = await surface.control('POST', '/webhooks/callback-1/redeliver')
      expect([status, json]).toEqual([
        409,
        expect.objectContaining({
          code: 'not-possible',
          detail: expect.stringContaining('callback-1 is sending still'),
        }),
      ])
      const freeing = setInterval(() => release(), 5)
      await advancing
      clearInterval(freeing)
      expect((await surface.control('POST', '/webhooks/callback-9/redeliver')).status).toBe(404)
    })

    test('a callback of an application that has been removed is not sent once more', async () => {
      await using receiver = await openReceiver()
      await using surface = await open({ scenario: toScenario(receiver.url) })
      await surface.control('POST', '/clock/advance', { by: '10s' })
      await surface.control('POST', '/apps', {})
      await surface.control('DELETE', '/apps/1400000001')
      const { status, json } = await surface.control('POST', '/webhooks/callback-1/redeliver')
      expect([status, json]).toEqual([
        409,
        expect.objectContaining({ detail: expect.stringContaining('1400000001 has been removed') }),
      ])
    })
  })
}
