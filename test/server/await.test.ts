import { describe, expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { createEmulator, type EmulatorOptions } from '../create-emulator.ts'
import { fine, openReceiver } from '../surfaces/receiver.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'

const talk = {
  id: 'talk',
  from: 'alice',
  to: ['bob'],
  media: 'audio',
  then: [
    { at: '9s', user: 'bob', does: 'answer' },
    { at: '40s', user: 'alice', does: 'hangup' },
  ],
} as const
const scenario = {
  ringback: 1,
  start: '2026-01-15T09:30:00Z',
  calls: [talk],
} satisfies EmulatorOptions['scenario']

const toTelling = (url: string) =>
  ({
    ...scenario,
    apps: [{ sdkAppId: 1, secretKey: 'a', admins: ['administrator'], callback: { url, commands: callbackCommands } }],
  }) satisfies EmulatorOptions['scenario']

const wait = (surface: Surface, input: object) => surface.control('POST', '/await', input)

/** How many watch what happens. */
function countWatchers(surface: Surface): () => number {
  const { events } = surface.emulator.core
  let watchers = 0
  const { listen } = events
  Object.assign(events, {
    listen(...listener: Parameters<typeof listen>) {
      const unwatch = listen(...listener)
      watchers++
      return () => {
        watchers--
        unwatch()
      }
    },
  })
  return () => watchers
}

/** Begins to wait, and resolves when the emulator has taken that in. */
async function begin(surface: Surface, input: object) {
  const watchers = countWatchers(surface)
  const answer = wait(surface, input)
  await expect.poll(watchers, { interval: 5 }).toBe(1)
  // Not the promise itself: it would be waited for.
  return { answer }
}

const info = (surface: Surface, CallId = 'talk') => surface.ask('get_call_info', { CallId })

interface NotYet {
  readonly detail: string
  readonly found: readonly object[]
  readonly near: readonly { readonly differs: readonly string[]; readonly [kind: string]: unknown }[]
}

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('an await that is first answers when the request comes', async () => {
      await using surface = await open({ scenario })
      const { answer } = await begin(surface, { request: { command: 'end_call', callId: 'talk' } })
      await info(surface)
      await surface.ask('end_call', { CallId: 'other' })
      await surface.ask('end_call', { CallId: 'talk' })
      const { status, json } = await answer
      expect(status).toBe(200)
      expect(json).toEqual({
        found: [
          expect.objectContaining({
            id: 3,
            at: '2026-01-15T09:30:00.000Z',
            command: 'end_call',
            callId: 'talk',
            errorCode: 0,
            target: expect.stringContaining('usersig=…'),
          }),
        ],
      })
    })

    test('what has happened already is answered at once', async () => {
      await using surface = await open({ scenario })
      await info(surface)
      await info(surface, 'nobody')
      const began = performance.now()
      expect((await wait(surface, { request: { errorCode: 101004 } })).json).toMatchObject({ found: [{ id: 2 }] })
      expect((await wait(surface, { call: { id: 'talk' }, within: '0s' })).status).toBe(200)
      // Unanswered, it would wait for five seconds.
      expect(performance.now() - began).toBeLessThan(4_500)
    })

    test.each([
      [{ command: 'get_call_info' }, [1, 2]],
      [{ command: 'end_call', callId: 'talk' }, [3]],
      [{ errorCode: 0 }, [1, 3]],
      [{ callId: 'talk' }, [1, 3]],
      [{ identifier: 'administrator' }, [1, 2, 3]],
      [{ app: 88888888, since: 1 }, [2, 3]],
      [{}, [1, 2, 3]],
    ])('a request is found by %j', async (request, ids) => {
      await using surface = await open({ scenario })
      await info(surface)
      await info(surface, 'nobody')
      await surface.ask('end_call', { CallId: 'talk' })
      const { json } = await wait(surface, { request, count: ids.length, within: '0s' })
      expect(json).toMatchObject({ found: ids.map(id => ({ id })) })
      expect((await wait(surface, { request, count: ids.length + 1, within: '0s' })).status).toBe(408)
    })

    test('an await for several waits for all of them', async () => {
      await using surface = await open({ scenario })
      await info(surface)
      const { answer } = await begin(surface, { request: { command: 'get_call_info', since: 1 }, count: 2 })
      await info(surface)
      await surface.ask('get_callback', {})
      await info(surface)
      expect((await answer).json).toMatchObject({ found: [{ id: 2 }, { id: 4 }] })
    })

    test('what does not happen in time is a problem with what there is and what came near', async () => {
      await using surface = await open({ scenario })
      await info(surface, 'other')
      await surface.ask('end_call', { CallId: 'other' })
      await info(surface)
      await surface.ask('get_callback', {})
      const began = performance.now()
      const input = { request: { command: 'end_call', callId: 'talk' }, within: '200ms' }
      const { status, json } = await wait(surface, input)
      expect(performance.now() - began).toBeGreaterThan(190)
      expect(status).toBe(408)
      expect(json).toMatchObject({
        status: 408,
        code: 'not-yet',
        detail:
          'Waited 200ms for a request with command end_call, callId talk, and there was none. What came nearest: command is get_call_info, want end_call.',
        found: [],
        near: [
          { differs: ['command is get_call_info, want end_call'], request: { id: 3 } },
          { differs: ['callId is other, want talk'], request: { id: 2 } },
          { differs: ['command is get_callback, want end_call', 'callId is none, want talk'], request: { id: 4 } },
        ],
      })
      expect((json as NotYet).near).toHaveLength(3)
    })

    test('too few of what is wanted are told of as found, and not as near', async () => {
      await using surface = await open({ scenario })
      await info(surface)
      const { json } = await wait(surface, { request: { errorCode: 0, since: 0 }, count: 2, within: '20ms' })
      expect(json).toMatchObject({
        detail: 'Waited 20ms for 2 requests with errorCode 0, id above 0, and there was 1.',
        found: [{ id: 1 }],
        near: [],
      })
    })

    test('a callback is waited for until its receiver has answered', async () => {
      await using receiver = await openReceiver((_, response) => void setTimeout(() => response.end(fine), 30))
      await using surface = await open({ scenario: toTelling(receiver.url) })
      const { answer } = await begin(surface, {
        webhook: { command: 'Call.CallbackAfterEndCall', callId: 'talk', app: 1, state: 'delivered', status: 200 },
      })
      await surface.ask('end_call', { CallId: 'talk' })
      expect((await answer).json).toMatchObject({
        found: [
          {
            command: 'Call.CallbackAfterEndCall',
            state: 'delivered',
            attempts: [{ status: 200 }],
            body: { CallRecord: { CallId: 'talk' } },
          },
        ],
      })
      expect(receiver.words().at(-1)).toBe('EndCall')
    })

    test('a callback that failed is told of as near, and found when it has been sent once more', async () => {
      let isUp = false
      await using receiver = await openReceiver((_, response) => void response.writeHead(isUp ? 200 : 503).end(fine))
      await using surface = await open({ scenario: toTelling(receiver.url) })
      await surface.control('POST', '/clock/advance', { by: '1s' })
      const webhook = { command: 'Call.CallbackAfterStartCall', status: 200, since: 'callback-0' }
      const { json } = await wait(surface, { webhook, within: '20ms' })
      expect((json as NotYet).near).toMatchObject([
        { differs: ['status is 503, want 200'], webhook: { id: 'callback-1' } },
      ])
      isUp = true
      const { answer } = await begin(surface, { webhook })
      await surface.control('POST', '/webhooks/callback-1/redeliver')
      expect((await answer).json).toMatchObject({ found: [{ id: 'callback-1', state: 'delivered' }] })
      const later = await wait(surface, { webhook: { since: 1 }, within: '20ms' })
      expect((later.json as NotYet).near).toMatchObject([{ differs: ['id is 1, want above 1'] }])
    })

    test('a callback counts when it has been delivered, unless another state is asked for', async () => {
      const gone = await openReceiver()
      await gone.close()
      await using surface = await open({ scenario: toTelling(gone.url) })
      await surface.control('POST', '/clock/advance', { by: '1s' })
      const { status, json } = await wait(surface, { webhook: {}, within: '20ms' })
      expect(status).toBe(408)
      expect((json as NotYet).near).toMatchObject([{ differs: ['state is failed, want delivered'] }])
      expect((await wait(surface, { webhook: { state: 'failed' } })).status).toBe(200)
    })

    test('a call is waited for until the clock is advanced past its end', async () => {
      await using surface = await open({ scenario })
      const { answer } = await begin(surface, {
        call: { id: 'talk', state: 'ended', outcome: 'completed', from: 'alice' },
      })
      await surface.control('POST', '/clock/advance', { by: '39s' })
      const early = await wait(surface, { call: { outcome: 'completed' }, within: '20ms' })
      expect(early.json).toMatchObject({ near: [{ differs: ['outcome is none, want completed'] }] })
      await surface.control('POST', '/clock/advance', { by: '1s' })
      expect((await answer).json).toMatchObject({
        found: [{ id: 'talk', state: 'ended', outcome: 'completed', endedAt: '2026-01-15T09:30:40.000Z' }],
      })
    })

    test('what is so for an instant only, while the clock is advanced, is found', async () => {
      await using surface = await open({ scenario })
      const { answer } = await begin(surface, { call: { member: { user: 'bob', state: 'talking' } } })
      await surface.control('POST', '/clock/advance', { by: '1h' })
      expect((await answer).json).toMatchObject({ found: [{ id: 'talk', outcome: 'completed' }] })
      const after = await wait(surface, { call: { member: { user: 'bob', state: 'talking' } }, within: '20ms' })
      expect(after.json).toMatchObject({ near: [{ differs: ['bob is not in it, want talking'] }] })
      expect((await wait(surface, { call: { state: 'ended', member: { user: 'bob' } } })).status).toBe(200)
    })

    test.each([
      [{ id: 'talk' }, 'id is talk, want other', { id: 'other' }],
      [{ state: 'live' }, 'state is live, want ended', { state: 'ended' }],
      [{ app: 88888888 }, 'app is 88888888, want 5', { app: 5 }],
      [{ from: 'alice' }, 'from is alice, want bob', { from: 'bob' }],
      [{ member: { user: 'bob' } }, 'carol was never in it', { member: { user: 'carol' } }],
      [
        { member: { user: 'bob', state: 'ringing' } },
        'bob is ringing, want talking',
        { member: { user: 'bob', state: 'talking' } },
      ],
    ])('a call is found by %j, and is near with "%s"', async (fits, differs, want) => {
      await using surface = await open({ scenario })
      expect((await wait(surface, { call: fits, within: '0s' })).json).toMatchObject({ found: [{ id: 'talk' }] })
      expect((await wait(surface, { call: want, within: '0s' })).json).toMatchObject({
        near: [{ differs: [differs], call: { id: 'talk' } }],
      })
    })

    test('several calls are wanted at one time, not one after the other', async () => {
      await using surface = await open({ scenario: { ...scenario, calls: [] } })
      const call = (id: string) => surface.control('POST', '/calls', { id, from: 'a', to: ['b'] })
      const { answer } = await begin(surface, { call: { state: 'live' }, count: 2 })
      await call('one')
      await surface.control('POST', '/calls/one/end')
      await call('two')
      await call('three')
      expect((await answer).json).toMatchObject({ found: [{ id: 'two' }, { id: 'three' }] })
    })

    test("calls that went with a reset, their application's or the whole, are not counted", async () => {
      await using surface = await open({ scenario: { ...scenario, calls: [] } })
      await surface.control('POST', '/apps', { sdkAppId: 5 })
      const call = (id: string, app = 88888888) => surface.control('POST', '/calls', { id, from: 'a', to: ['b'], app })
      const { answer } = await begin(surface, { call: { state: 'live' }, count: 3 })
      for (const id of ['one', 'two']) await call(id, 5)
      await surface.control('POST', '/apps/5/reset')
      for (const id of ['three', 'four']) await call(id)
      await surface.control('POST', '/reset')
      for (const id of ['five', 'six', 'seven']) await call(id)
      expect((await answer).json).toMatchObject({ found: [{ id: 'five' }, { id: 'six' }, { id: 'seven' }] })
    })

    test('a request that the journal has lost meanwhile is found all the same', async () => {
      await using surface = await open({ scenario, journal: 2, rateLimit: 'off' })
      const { answer } = await begin(surface, { request: { command: 'get_callback' }, count: 3 })
      for (let round = 0; round < 3; round++) {
        await surface.ask('get_callback', {})
        for (let index = 0; index < 5; index++) await info(surface)
      }
      expect((await answer).json).toMatchObject({ found: [{ id: 1 }, { id: 7 }, { id: 13 }] })
    })

    test('ten awaits at once each get their own, and requests and advances go on meanwhile', async () => {
      await using surface = await open({ scenario })
      const ids = Array.from({ length: 10 }, (_, index) => `call-${index}`)
      const waiting = []
      for (const callId of ids) waiting.push((await begin(surface, { request: { callId } })).answer)
      expect((await surface.control('POST', '/clock/advance', { by: '1s' })).status).toBe(200)
      for (const id of ids.toReversed()) expect((await info(surface, id)).json?.ErrorCode).toBe(101004)
      const answers = await Promise.all(waiting)
      expect(answers.map(({ json }) => (json as { found: { callId: string }[] }).found[0]?.callId)).toEqual(ids)
    })

    test.each([
      [{}, 'want one of request, webhook and call'],
      [{ within: '1s' }, 'want one of request, webhook and call'],
      [{ request: {}, call: {} }, 'There are request and call: want one of them'],
      [{ requests: {} }, 'Did you mean "request"?'],
      [{ request: { comand: 'end_call' } }, 'Did you mean "command"?'],
      [{ request: { command: 'endcall' } }, 'Did you mean "end_call"?'],
      [{ request: { errorCode: '0' } }, 'Invalid errorCode'],
      [{ webhook: { command: 'end_call' } }, 'expected a callback such as Call.CallbackAfterEndCall'],
      [{ webhook: { state: 'sending' } }, 'expected waiting, delivered, failed or dropped'],
      [{ webhook: { since: 'first' } }, 'such as callback-7'],
      [{ call: { callId: 'talk' } }, 'Unknown key "callId"'],
      [{ call: { member: 'bob' } }, 'Invalid member: expected a member, a map with user and state'],
      [{ call: { outcome: 'complete' } }, 'Did you mean "completed"?'],
      [{ call: { state: 'live', outcome: 'completed' } }, 'a live call has none'],
      [{ call: { state: 'ended', member: { user: 'bob', state: 'talking' } } }, 'nobody is in a call that has ended'],
      [{ call: {}, count: 0 }, 'Invalid count'],
      [{ call: {}, within: '11m' }, 'at most 10m'],
      [{ call: {}, within: 5 }, 'Add a unit'],
    ])('%j is refused and says why', async (input, words) => {
      await using surface = await open({ scenario })
      const { status, json } = await wait(surface, input)
      expect(status).toBe(400)
      expect(json).toMatchObject({ code: 'not-valid', detail: expect.stringContaining(words) })
    })

    test('without a journal there is nothing to wait for but calls', async () => {
      await using surface = await open({ scenario, journal: 0 })
      const { status, json } = await wait(surface, { request: {} })
      expect([status, json]).toEqual([409, expect.objectContaining({ detail: expect.stringContaining('--journal') })])
      expect((await wait(surface, { call: {} })).status).toBe(200)
    })

    test('an emulator that closes frees who waits', async () => {
      const surface = await open({ scenario })
      const { answer } = await begin(surface, { call: { state: 'ended' }, within: '10m' })
      await surface.emulator.close()
      const { status, json } = await answer
      expect(status).toBe(408)
      expect(json).toMatchObject({ code: 'not-yet', detail: expect.stringContaining('The emulator closes') })
    })
  })
}

for (const { name, open } of surfaces) {
  test(`${name}, whoever leaves is not waited for any longer`, async () => {
    await using surface = await open({ scenario })
    const watchers = countWatchers(surface)
    const leaving = new AbortController()
    const { signal } = leaving
    const init = { method: 'POST', body: '{"call":{"state":"ended"},"within":"10m"}', signal }
    const waiting = surface.request('/_ringback/await', init).catch(() => {})
    await expect.poll(watchers).toBe(1)
    leaving.abort()
    await waiting
    await expect.poll(watchers).toBe(0)
  })
}

test('in process too, time that passes by itself brings about what is waited for', async () => {
  await using emulator = createEmulator({
    clock: '60x',
    scenario: { ...scenario, start: undefined, calls: [{ ...talk, ring: '12s', then: [] }] },
  })
  const began = performance.now()
  const response = await emulator.fetch('/_ringback/await', {
    method: 'POST',
    body: '{"call":{"id":"talk","outcome":"unanswered"}}',
  })
  expect(await response.json()).toMatchObject({ found: [{ id: 'talk' }] })
  // Unanswered, it would wait for five seconds.
  expect(performance.now() - began).toBeLessThan(4_500)
})

test('a clock that is set going while somebody waits is looked at', async () => {
  await using emulator = createEmulator({ clock: 'manual', scenario: { ...scenario, calls: [{ ...talk, then: [] }] } })
  const waiting = emulator.fetch('/_ringback/await', { method: 'POST', body: '{"call":{"state":"ended"}}' })
  await new Promise(resolve => setTimeout(resolve, 50))
  const began = performance.now()
  await emulator.fetch('/_ringback/clock', { method: 'PUT', body: '{"mode":"1000x"}' })
  expect(await (await waiting).json()).toMatchObject({ found: [{ id: 'talk', outcome: 'unanswered' }] })
  // Unanswered, it would wait for five seconds.
  expect(performance.now() - began).toBeLessThan(4_500)
})
