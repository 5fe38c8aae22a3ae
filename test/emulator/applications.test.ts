import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import { toFaultView } from '../../src/control/faults.ts'
import type { SendCallback } from '../../src/emulator/callbacks/delivery-result.ts'
import type { EmulatorCore } from '../../src/emulator/core.ts'
import { createEmulator } from '../create-emulator.ts'
import { okResponse } from '../surfaces/receiver.ts'
import { type AppAction, appAction, createCore, faultless, performIn, request } from './actions.ts'

afterEach(() => void vi.useRealTimers())

/** The reply to a request that names no known application. */
const requestUnassigned = (core: EmulatorCore): string =>
  core.handle(parseRequest('POST', '/v4/call_engine_http_srv/get_callback?sdkappid=404', { text: '{}' })).text

/** One step of an emulator under load: time that passes on the wall clock, or an action on an application. */
type Step = { readonly passes: number } | { readonly on: 1 | 2 | 'unassigned'; readonly action: AppAction }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ on: fc.constantFrom(1, 2), action: appAction }) },
  { weight: 1, arbitrary: fc.record({ on: fc.constant('unassigned' as const), action: appAction }) },
  { weight: 2, arbitrary: fc.record({ passes: fc.integer({ min: 1, max: 400 }) }) },
)

/** What some applications show while the steps that are about them are performed. */
function run(steps: readonly Step[], clock: 'manual' | '60x', shown: readonly (1 | 2 | 'unassigned')[]) {
  let wall = 0
  const core = createCore(undefined, { clock }, () => wall)
  const results = new Map<unknown, string[]>(shown.map(name => [name, []]))
  for (const one of steps) {
    if ('passes' in one) wall += one.passes
    else {
      const { on, action } = one
      const result = on === 'unassigned' ? requestUnassigned(core) : performIn(core, on, action)
      results.get(on)?.push(JSON.stringify([result]))
    }
  }
  const events = core.events.log.since()
  return new Map(
    shown.map(name => {
      const own = events.filter(event => 'app' in event && event.app === name)
      const state = name === 'unassigned' ? core.save().unassigned : core.save(core.findApp(name)).apps
      return [name, [results.get(name), JSON.stringify(own), JSON.stringify(state)]]
    }),
  )
}

test('Applications under load give the same bytes together and alone, in any interleaving', () => {
  const names = [1, 2, 'unassigned'] as const
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.constantFrom('manual', '60x'), (steps, clock) => {
      const together = run(steps, clock, names)
      for (const name of names) {
        const own = steps.filter(one => 'passes' in one || one.on === name)
        expect(together.get(name)).toEqual(run(own, clock, [name]).get(name))
      }
    }),
    { numRuns: 100 },
  )
})

test('Creates applications whose keys follow from seed and id, and uses no id twice', () => {
  const [core, other] = [createCore(), createCore({ ...faultless, seed: 8 })]
  const created = [core, core, other].map(of => of.createApp({}))
  const ids = created.map(app => app?.sdkAppId)
  const keys = created.map(app => app?.secretKey)
  expect(ids).toEqual([1_700_000_001, 1_700_000_002, 1_700_000_001])
  expect(keys).toEqual(keys.map(() => expect.stringMatching(/^[0-9a-f]{64}$/)))
  expect(new Set(keys).size).toBe(3)
  for (const app of created.slice(0, 2)) if (app) core.removeApp(app)
  expect(core.createApp({})?.sdkAppId).toBe(1_700_000_003)
  expect(core.createApp({ sdkAppId: 1_700_000_001 })?.secretKey).toBe(keys[0])
  expect(core.createApp({ sdkAppId: 1 })).toBeUndefined()
})

test('Repeats the same bytes in a new epoch when an application is reset, and keeps its position', () => {
  const core = createCore(faultless)
  const perform = () => {
    const results = fc.sample(appAction, { numRuns: 40, seed: 3 }).map(one => {
      const { entry: _, ...result } = Object(one.do === 'reset' ? {} : performIn(core, 1, one))
      return result
    })
    return JSON.stringify([results, core.save(core.findApp(1)).apps])
  }
  const first = core.defaultApp
  const bytes = perform()
  const next = core.resetApp(first)
  expect([core.defaultApp, next.epoch > first.epoch, first.isClosed, next.isClosed]).toEqual([next, true, true, false])
  expect(perform()).toBe(bytes)
})

test('A reset of an application disarms the faults that were armed for it alone', () => {
  const core = createCore()
  const { fault } = core.listFaults()[0] ?? {}
  if (!fault) throw new Error('The scenario has faults.')
  const [all, one, two] = [undefined, 1, 2].map(app => core.armFault({ ...fault, app }).id)
  core.resetApp(core.defaultApp)
  const ids = core.listFaults().map(({ id }) => id)
  expect([all, one, two].map(id => id && ids.includes(id))).toEqual([true, false, true])
  expect(core.defaultApp.faults.map(({ id }) => id)).toEqual(ids.filter(id => id !== two && id !== 'fault-7'))
})

test('A reset of an application keeps its clock mode, its jumps and its ttl', () => {
  const core = createCore()
  const app = core.defaultApp
  app.clock.setMode('auto')
  app.jumps = { idle: 5, maxSkip: 6 }
  app.ttl = 7
  const { clock, jumps, ttl } = core.resetApp(app)
  expect([clock.mode, jumps, ttl]).toEqual(['auto', { idle: 5, maxSkip: 6 }, 7])
})

test('Requests that name no known application have their own RequestIds, exchange ids and fault counts', () => {
  const fault = { on: 'all', times: 1, http: 502 } as const
  const [core, other] = [fault, fault].map(one => createCore({ ...faultless, faults: [one] }))
  if (!core || !other) return
  const get = { do: 'request', command: 'get_callback', turn: 0 } as const
  const replies = [0, 1, 2].map(() => {
    performIn(core, 1, get)
    return requestUnassigned(core)
  })
  expect(replies).toEqual([0, 1, 2].map(() => requestUnassigned(other)))
  expect(core.runLog.exchanges.since().map(({ id, position, status }) => [id, position, status])).toEqual([
    ['1-1', 1, 502],
    ['unassigned-1', 2, 502],
    ['1-2', 3, 200],
    ['unassigned-2', 4, 200],
    ['1-3', 5, 200],
    ['unassigned-3', 6, 200],
  ])
  const [definition] = core.listFaults()
  expect(definition && toFaultView(core, definition)).toMatchObject({
    hit: 2,
    apps: { 1: { hit: 1 }, unassigned: { hit: 1 } },
  })
})

const createTalk = (app: number, id: string) =>
  ({
    app,
    id,
    at: '10s',
    from: 'alice',
    to: ['bob'],
    media: 'audio',
    ring: '1m',
  }) as const

const callback = { url: 'http://hooks.example/', commands: [...callbackCommands] }
const answered = { status: 200, text: okResponse } as const

const toScenario = (ids: readonly number[]) =>
  ({
    ringback: 1,
    start: '2026-01-15T09:30:00Z',
    apps: ids.map(sdkAppId => ({ sdkAppId, secretKey: `key ${sdkAppId}`, admins: ['admin'], callback })),
    calls: ids.map(sdkAppId => createTalk(sdkAppId, `call ${sdkAppId}`)),
  }) as const

test('A reset of an application releases its replies, rejects its waiters and drops its callbacks, and no others', async () => {
  const [resetId, otherId] = [1, 2] as const
  const signals: (AbortSignal | undefined)[] = []
  const send: SendCallback = (_request, _timeout, signal) => {
    signals.push(signal)
    return new Promise(() => {})
  }
  await using emulator = createEmulator({
    clock: 'manual',
    send,
    scenario: { ...toScenario([resetId, otherId]), faults: [{ on: 'get_call_info', delay: '10m' }] },
  })
  const { url } = await emulator.listen()
  const { core } = emulator
  const settled: string[] = []
  const record = (name: string) => (): void => void settled.push(name)
  for (const id of [resetId, otherId]) {
    const app = emulator.app(id)
    for (const call of ['a', 'b']) app.calls.open({ id: call, from: 'x', to: ['y'] })
    void fetch(url + app.target('get_call_info'), { method: 'POST', body: '{"CallId":"a"}' }).then(
      record(`reply ${id}`),
    )
    app
      .waitFor({ request: { command: 'end_call' } }, { within: '10s' })
      .catch(({ code }) => settled.push(`waiter ${id} ${code}`))
  }
  await expect.poll(() => [signals.length, core.runLog.total]).toEqual([4, 2])
  const before = JSON.stringify(core.save(core.findApp(otherId)))
  const began = core.events.log.count
  emulator.app(resetId).reset()
  await expect.poll(() => settled.toSorted()).toEqual([`reply ${resetId}`, `waiter ${resetId} not-yet`])
  expect(signals.map(signal => signal?.aborted)).toEqual(core.callbacks.since().map(({ app }) => app === resetId))
  expect(core.callbacks.since().map(({ app, state }) => [app, state])).toEqual(
    [resetId, resetId, otherId, otherId].map(app => [app, app === resetId ? 'dropped' : 'sending']),
  )
  expect(JSON.stringify(core.save(core.findApp(otherId)))).toBe(before)
  expect(core.events.log.since(began).filter(event => 'app' in event && event.app === otherId)).toEqual([])
})

/** An emulator whose timers and wall clock are moved by the test. */
function createTimed(options: Parameters<typeof createEmulator>[0]) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const emulator = createEmulator(options)
  const { beginning } = emulator.core.defaultApp
  return {
    emulator,
    /** Lets real time pass, and returns the time of the application's clock in seconds since the beginning. */
    async pass(milliseconds: number): Promise<number> {
      await vi.advanceTimersByTimeAsync(milliseconds)
      await new Promise(resolve => setImmediate(resolve))
      return (emulator.core.defaultApp.clock.now() - beginning) / 1_000
    },
  }
}

test('A clock in mode auto jumps to the next due item when the application has been idle, at most by maxSkip', async () => {
  const { emulator, pass } = createTimed({ clock: 'auto', send: async () => answered, scenario: toScenario([1]) })
  emulator.clock.set('auto', { idle: '40ms', maxSkip: '40s' })
  expect(await pass(35)).toBe(0)
  expect(await pass(10)).toBe(10)
  expect(await pass(30)).toBe(10)
  // The ring timeout is due after a minute, more than one jump.
  expect(await pass(10)).toBe(50)
  expect(await pass(40)).toBe(70)
  expect(emulator.calls.get('call 1').state).toBe('ended')
  await emulator.close()
})

test('A clock in mode auto waits for requests and callbacks, and sends delayed replies when they are due', async () => {
  let answer = () => {}
  const send: SendCallback = () => new Promise(resolve => (answer = () => resolve(answered)))
  const { emulator, pass } = createTimed({
    clock: 'auto',
    send,
    scenario: { ...toScenario([1]), faults: [{ on: 'get_callback', delay: '5s' }] },
  })
  const events = await emulator.fetch('/_ringback/events')
  await pass(30)
  const reply = emulator.fetch(emulator.target('get_callback'), { method: 'POST', body: '{}' })
  expect(await pass(30)).toBe(0)
  expect(await pass(30)).toBe(5)
  expect((await reply).status).toBe(200)
  expect(await pass(60)).toBe(10)
  // The callback of the start of the call is being sent.
  expect(await pass(1_000)).toBe(10)
  answer()
  expect(await pass(1)).toBe(10)
  expect(await pass(60)).toBe(70)
  answer()
  await events.body?.cancel()
  await emulator.close()
})

test('Removes an application whose ttl has passed since its last request, but not the last one', async () => {
  const { emulator, pass } = createTimed({ scenario: toScenario([1]), clock: 'manual' })
  const app = emulator.apps.create({ sdkAppId: 5, ttl: '1m' })
  const ids = () => emulator.apps.list().map(({ sdkAppId }) => sdkAppId)
  await pass(50_000)
  await emulator.fetch(app.target('get_callback'), { method: 'POST', body: '{}' })
  await pass(50_000)
  expect(ids()).toEqual([1, 5])
  await pass(10_100)
  expect(ids()).toEqual([1])
  expect(() => app.clock.now()).toThrow(expect.objectContaining({ code: 'no-such-application' }))
  emulator.apps.create({ sdkAppId: 6, ttl: '1m' })
  emulator.apps.remove(1)
  await pass(200_000)
  expect(ids()).toEqual([6])
  await emulator.close()
})

const startRun = () => {
  const core = createCore({ ...faultless, calls: [] })
  return {
    core,
    app: core.defaultApp,
    logged: () => core.callbacks.since().map(({ call, command }) => [call, command]),
  }
}

test('An operation opens a call and acts on it, and its events are in the exchange', () => {
  const { core, app } = startRun()
  const started = request(core, app, 'start_call_by_robot', 0)
  const ended = request(core, app, 'end_call', 0)
  const [id] = app.calls.keys()
  expect(started).toMatchObject({ entry: { events: [{ call: id, what: 'started' }] } })
  expect(ended).toMatchObject({ entry: { events: [{ call: id, what: 'ended', outcome: 'cancelled' }] } })
  expect(app.calls.get(id ?? '')?.call.ending).toMatchObject({ outcome: 'cancelled' })
})

test('Callbacks are sent from set_callback until delete_callback', () => {
  const { core, app, logged } = startRun()
  request(core, app, 'delete_callback', 0)
  request(core, app, 'start_call_by_robot', 0)
  expect([logged(), app.callback]).toEqual([[], undefined])
  request(core, app, 'set_callback', 1)
  request(core, app, 'end_call', 0)
  expect(app.callback).toEqual({ url: 'http://127.0.0.1:4000/1', commands: callbackCommands.slice(1) })
  const [id] = app.calls.keys()
  expect(logged()).toEqual([[id, 'Call.CallbackAfterEndCall']])
  request(core, app, 'delete_callback', 0)
  request(core, app, 'start_call_by_robot', 0)
  expect(logged()).toHaveLength(1)
})

test('A refused operation has no events and changes nothing', () => {
  const { core, app } = startRun()
  expect(request(core, app, 'end_call', 0)).toMatchObject({ entry: { errorCode: 101004, events: [] } })
  expect([app.calls.size, core.callbacks.count]).toEqual([0, 0])
})
