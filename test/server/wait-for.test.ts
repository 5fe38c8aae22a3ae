import { describe, expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { createEmulator, type EmulatorOptions } from '../create-emulator.ts'
import { toCodes } from '../surfaces/problem.ts'
import { okResponse, openReceiver } from '../surfaces/receiver.ts'
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

const toScenario = (url: string) =>
  ({
    ...scenario,
    apps: [{ sdkAppId: 1, secretKey: 'a', admins: ['administrator'], callback: { url, commands: callbackCommands } }],
  }) satisfies EmulatorOptions['scenario']

const wait = (surface: Surface, input: object) => surface.control('POST', '/await', input)

/** The number of listeners to events. */
function countListeners(surface: Surface): () => number {
  const { events } = surface.emulator.core
  let listeners = 0
  const { listen } = events
  Object.assign(events, {
    listen(...listener: Parameters<typeof listen>) {
      const stop = listen(...listener)
      listeners++
      return () => {
        listeners--
        stop()
      }
    },
  })
  return () => listeners
}

/** Starts a wait, and resolves when the emulator listens for it. */
async function startWait(surface: Surface, input: object) {
  const listeners = countListeners(surface)
  const answer = wait(surface, input)
  await expect.poll(listeners, { interval: 5 }).toBe(1)
  // In an object, because `await` would resolve the promise itself.
  return { answer }
}

const info = (surface: Surface, CallId = 'talk') => surface.sendCommand('get_call_info', { CallId })

interface TimeoutBody {
  readonly found: readonly object[]
  readonly near: readonly { readonly differs: readonly string[]; readonly [kind: string]: unknown }[]
}

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers when the request arrives', async () => {
    await using surface = await open({ scenario })
    const { answer } = await startWait(surface, { request: { command: 'end_call', callId: 'talk' } })
    await info(surface)
    await surface.sendCommand('end_call', { CallId: 'other' })
    await surface.sendCommand('end_call', { CallId: 'talk' })
    const { status, json } = await answer
    expect(status).toBe(200)
    expect(json).toEqual({
      found: [
        expect.objectContaining({
          id: '88888888-3',
          at: '2026-01-15T09:30:00.000Z',
          command: 'end_call',
          callId: 'talk',
          errorCode: 0,
          target: expect.stringContaining('usersig=…'),
        }),
      ],
    })
  })

  test('Answers at once for a request that has arrived already', async () => {
    await using surface = await open({ scenario })
    await info(surface)
    await info(surface, 'nobody')
    const startedAt = performance.now()
    expect((await wait(surface, { request: { errorCode: 101004 } })).json).toMatchObject({ found: [{ position: 2 }] })
    expect((await wait(surface, { call: { id: 'talk' }, within: '0s' })).status).toBe(200)
    // The default limit of a wait is five seconds.
    expect(performance.now() - startedAt).toBeLessThan(4_500)
  })

  test.each([
    [{ command: 'get_call_info' }, [1, 2]],
    [{ command: 'end_call', callId: 'talk' }, [3]],
    [{ errorCode: 0 }, [1, 3]],
    [{ callId: 'talk' }, [1, 3]],
    [{ identifier: 'administrator' }, [1, 2, 3]],
    [{ app: 88888888, since: 1 }, [2, 3]],
    [{}, [1, 2, 3]],
  ])('Finds a request by %j', async (request, positions) => {
    await using surface = await open({ scenario })
    await info(surface)
    await info(surface, 'nobody')
    await surface.sendCommand('end_call', { CallId: 'talk' })
    const { json } = await wait(surface, { request, count: positions.length, within: '0s' })
    expect(json).toMatchObject({ found: positions.map(position => ({ position })) })
    expect((await wait(surface, { request, count: positions.length + 1, within: '0s' })).status).toBe(408)
  })

  test('Waits for several requests', async () => {
    await using surface = await open({ scenario })
    await info(surface)
    const { answer } = await startWait(surface, { request: { command: 'get_call_info', since: 1 }, count: 2 })
    await info(surface)
    await surface.sendCommand('get_callback', {})
    await info(surface)
    expect((await answer).json).toMatchObject({ found: [{ position: 2 }, { position: 4 }] })
  })

  test('Reports a timeout with what was found and the near misses', async () => {
    await using surface = await open({ scenario })
    await info(surface, 'other')
    await surface.sendCommand('end_call', { CallId: 'other' })
    await info(surface)
    await surface.sendCommand('get_callback', {})
    const startedAt = performance.now()
    const input = { request: { command: 'end_call', callId: 'talk' }, within: '200ms' }
    const { status, json } = await wait(surface, input)
    expect(performance.now() - startedAt).toBeGreaterThan(190)
    expect(status).toBe(408)
    expect(json).toMatchObject({
      status: 408,
      code: 'not-yet',
      found: [],
      near: [
        { differs: ['command is get_call_info, expected end_call'], request: { position: 3 } },
        { differs: ['callId is other, expected talk'], request: { position: 2 } },
        {
          differs: ['command is get_callback, expected end_call', 'callId is none, expected talk'],
          request: { position: 4 },
        },
      ],
    })
    expect((json as TimeoutBody).near).toHaveLength(3)
  })

  test('Reports matches as found and not as near misses if there are too few', async () => {
    await using surface = await open({ scenario })
    await info(surface)
    const { json } = await wait(surface, { request: { errorCode: 0, since: 0 }, count: 2, within: '20ms' })
    expect(json).toMatchObject({
      found: [{ position: 1 }],
      near: [],
    })
  })

  test('Waits for a callback until its receiver has answered', async () => {
    await using receiver = await openReceiver((_, response) => void setTimeout(() => response.end(okResponse), 30))
    await using surface = await open({ scenario: toScenario(receiver.url) })
    const { answer } = await startWait(surface, {
      webhook: { command: 'Call.CallbackAfterEndCall', callId: 'talk', app: 1, state: 'delivered', status: 200 },
    })
    await surface.sendCommand('end_call', { CallId: 'talk' })
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
    expect(receiver.commands().at(-1)).toBe('EndCall')
  })

  test('Reports a failed callback as a near miss, and finds it after its redelivery', async () => {
    let isUp = false
    await using receiver = await openReceiver(
      (_, response) => void response.writeHead(isUp ? 200 : 503).end(okResponse),
    )
    await using surface = await open({ scenario: toScenario(receiver.url) })
    await surface.control('POST', '/clock/advance', { by: '1s' })
    const webhook = { command: 'Call.CallbackAfterStartCall', status: 200, since: '1-0' }
    const { json } = await wait(surface, { webhook, within: '20ms' })
    expect((json as TimeoutBody).near).toMatchObject([
      { differs: ['status is 503, expected 200'], webhook: { id: '1-1' } },
    ])
    isUp = true
    const { answer } = await startWait(surface, { webhook })
    await surface.control('POST', '/webhooks/1-1/redeliver')
    expect((await answer).json).toMatchObject({ found: [{ id: '1-1', state: 'delivered' }] })
    const later = await wait(surface, { webhook: { since: 1 }, within: '20ms' })
    expect((later.json as TimeoutBody).near).toMatchObject([{ differs: ['position is 1, expected above 1'] }])
  })

  test('Finds delivered callbacks unless another state is required', async () => {
    const stopped = await openReceiver()
    await stopped.close()
    await using surface = await open({ scenario: toScenario(stopped.url) })
    await surface.control('POST', '/clock/advance', { by: '1s' })
    const { status, json } = await wait(surface, { webhook: {}, within: '20ms' })
    expect(status).toBe(408)
    expect((json as TimeoutBody).near).toMatchObject([{ differs: ['state is failed, expected delivered'] }])
    expect((await wait(surface, { webhook: { state: 'failed' } })).status).toBe(200)
  })

  test('Waits for a call until the clock is advanced past its end', async () => {
    await using surface = await open({ scenario })
    const { answer } = await startWait(surface, {
      call: { id: 'talk', state: 'ended', outcome: 'completed', from: 'alice' },
    })
    await surface.control('POST', '/clock/advance', { by: '39s' })
    const early = await wait(surface, { call: { outcome: 'completed' }, within: '20ms' })
    expect(early.json).toMatchObject({ near: [{ differs: ['outcome is none, expected completed'] }] })
    await surface.control('POST', '/clock/advance', { by: '1s' })
    expect((await answer).json).toMatchObject({
      found: [{ id: 'talk', state: 'ended', outcome: 'completed', endedAt: '2026-01-15T09:30:40.000Z' }],
    })
  })

  test('Finds a state that lasts only an instant of an advance', async () => {
    await using surface = await open({ scenario })
    const { answer } = await startWait(surface, { call: { member: { user: 'bob', state: 'talking' } } })
    await surface.control('POST', '/clock/advance', { by: '1h' })
    expect((await answer).json).toMatchObject({ found: [{ id: 'talk', outcome: 'completed' }] })
    const after = await wait(surface, { call: { member: { user: 'bob', state: 'talking' } }, within: '20ms' })
    expect(after.json).toMatchObject({ near: [{ differs: ['state of bob is none, expected talking'] }] })
    expect((await wait(surface, { call: { state: 'ended', member: { user: 'bob' } } })).status).toBe(200)
  })

  test.each([
    [{ id: 'talk' }, 'id is talk, expected other', { id: 'other' }],
    [{ state: 'live' }, 'state is live, expected ended', { state: 'ended' }],
    [{ app: 88888888 }, 'app is 88888888, expected 5', { app: 5 }],
    [{ from: 'alice' }, 'from is alice, expected bob', { from: 'bob' }],
    [{ member: { user: 'bob' } }, 'members are alice, bob, expected carol', { member: { user: 'carol' } }],
    [
      { member: { user: 'bob', state: 'ringing' } },
      'state of bob is ringing, expected talking',
      { member: { user: 'bob', state: 'talking' } },
    ],
  ])('Finds a call by %j, and reports "%s" otherwise', async (fits, differs, other) => {
    await using surface = await open({ scenario })
    expect((await wait(surface, { call: fits, within: '0s' })).json).toMatchObject({ found: [{ id: 'talk' }] })
    expect((await wait(surface, { call: other, within: '0s' })).json).toMatchObject({
      near: [{ differs: [differs], call: { id: 'talk' } }],
    })
  })

  test('Requires several calls at one time, not one after the other', async () => {
    await using surface = await open({ scenario: { ...scenario, calls: [] } })
    const call = (id: string) => surface.control('POST', '/calls', { id, from: 'a', to: ['b'] })
    const { answer } = await startWait(surface, { call: { state: 'live' }, count: 2 })
    await call('one')
    await surface.control('POST', '/calls/one/end')
    await call('two')
    await call('three')
    expect((await answer).json).toMatchObject({ found: [{ id: 'two' }, { id: 'three' }] })
  })

  test('Does not count calls that a reset has removed', async () => {
    await using surface = await open({ scenario: { ...scenario, calls: [] } })
    await surface.control('POST', '/apps', { sdkAppId: 5 })
    const call = (id: string, app = 88888888) => surface.control('POST', '/calls', { id, from: 'a', to: ['b'], app })
    const { answer } = await startWait(surface, { call: { state: 'live' }, count: 3 })
    for (const id of ['one', 'two']) await call(id, 5)
    await surface.control('POST', '/apps/5/reset')
    for (const id of ['three', 'four']) await call(id)
    await surface.control('POST', '/reset')
    for (const id of ['five', 'six', 'seven']) await call(id)
    expect((await answer).json).toMatchObject({ found: [{ id: 'five' }, { id: 'six' }, { id: 'seven' }] })
  })

  test('Finds requests that the journal no longer keeps', async () => {
    await using surface = await open({ scenario, journal: 2, rateLimit: 'off' })
    const { answer } = await startWait(surface, { request: { command: 'get_callback' }, count: 3 })
    for (let round = 0; round < 3; round++) {
      await surface.sendCommand('get_callback', {})
      for (let index = 0; index < 5; index++) await info(surface)
    }
    expect((await answer).json).toMatchObject({ found: [{ position: 1 }, { position: 7 }, { position: 13 }] })
  })

  test('Serves ten waits at once besides requests and advances', async () => {
    await using surface = await open({ scenario })
    const ids = Array.from({ length: 10 }, (_, index) => `call-${index}`)
    const waiting = []
    for (const callId of ids) waiting.push((await startWait(surface, { request: { callId } })).answer)
    expect((await surface.control('POST', '/clock/advance', { by: '1s' })).status).toBe(200)
    for (const id of ids.toReversed()) expect((await info(surface, id)).json?.ErrorCode).toBe(101004)
    const answers = await Promise.all(waiting)
    expect(answers.map(({ json }) => (json as { found: { callId: string }[] }).found[0]?.callId)).toEqual(ids)
  })

  test.each([
    [{}, 'inconsistent'],
    [{ within: '1s' }, 'inconsistent'],
    [{ request: {}, call: {} }, 'inconsistent'],
    [{ requests: {} }, 'unknown-field requests'],
    [{ request: { comand: 'end_call' } }, 'unknown-field request.comand'],
    [{ request: { command: 'endcall' } }, 'invalid-field request.command'],
    [{ request: { errorCode: '0' } }, 'invalid-field request.errorCode'],
    [{ webhook: { command: 'end_call' } }, 'invalid-field webhook.command'],
    [{ webhook: { state: 'sending' } }, 'invalid-field webhook.state'],
    [{ webhook: { since: 'first' } }, 'invalid-field webhook.since'],
    [{ call: { callId: 'talk' } }, 'unknown-field call.callId'],
    [{ call: { member: 'bob' } }, 'invalid-field call.member'],
    [{ call: { outcome: 'complete' } }, 'invalid-field call.outcome'],
    [{ call: { state: 'live', outcome: 'completed' } }, 'inconsistent call.outcome'],
    [{ call: { state: 'ended', member: { user: 'bob', state: 'talking' } } }, 'inconsistent call.member.state'],
    [{ call: {}, count: 0 }, 'invalid-field count'],
    [{ call: {}, within: '11m' }, 'invalid-field within'],
    [{ call: {}, within: 5 }, 'invalid-field within'],
  ])('Refuses %j', async (input, problem) => {
    await using surface = await open({ scenario })
    expect(toCodes(await wait(surface, input))).toEqual(['400 not-valid', problem])
  })

  test('Refuses to wait for a request without a journal', async () => {
    await using surface = await open({ scenario, journal: 0 })
    expect(toCodes(await wait(surface, { request: {} }))).toEqual(['409 not-possible'])
    expect((await wait(surface, { call: {} })).status).toBe(200)
  })

  test('Ends waits when the emulator is closed', async () => {
    const surface = await open({ scenario })
    const { answer } = await startWait(surface, { call: { state: 'ended' }, within: '10m' })
    await surface.emulator.close()
    expect(toCodes(await answer)).toEqual(['408 not-yet'])
  })

  test('Ends the wait of a client that disconnects', async () => {
    await using surface = await open({ scenario })
    const listeners = countListeners(surface)
    const controller = new AbortController()
    const init = { method: 'POST', body: '{"call":{"state":"ended"},"within":"10m"}', signal: controller.signal }
    const waiting = surface.request('/_ringback/await', init).catch(() => {})
    await expect.poll(listeners).toBe(1)
    controller.abort()
    await waiting
    await expect.poll(listeners).toBe(0)
  })
})

test('Finds events that occur as time passes, in process too', async () => {
  await using emulator = createEmulator({
    clock: '60x',
    scenario: { ...scenario, start: undefined, calls: [{ ...talk, ring: '12s', then: [] }] },
  })
  const startedAt = performance.now()
  const response = await emulator.fetch('/_ringback/await', {
    method: 'POST',
    body: '{"call":{"id":"talk","outcome":"unanswered"}}',
  })
  expect(await response.json()).toMatchObject({ found: [{ id: 'talk' }] })
  // The default limit of a wait is five seconds.
  expect(performance.now() - startedAt).toBeLessThan(4_500)
})

test('Finds events that occur after the clock is started during the wait', async () => {
  await using emulator = createEmulator({ clock: 'manual', scenario: { ...scenario, calls: [{ ...talk, then: [] }] } })
  const waiting = emulator.fetch('/_ringback/await', { method: 'POST', body: '{"call":{"state":"ended"}}' })
  await new Promise(resolve => setTimeout(resolve, 50))
  const startedAt = performance.now()
  await emulator.fetch('/_ringback/clock', { method: 'PUT', body: '{"mode":"1000x"}' })
  expect(await (await waiting).json()).toMatchObject({ found: [{ id: 'talk', outcome: 'unanswered' }] })
  // The default limit of a wait is five seconds.
  expect(performance.now() - startedAt).toBeLessThan(4_500)
})
