import fc from 'fast-check'
import type { CallAction } from '../../src/call/call.ts'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { toPath } from '../../src/contracts/operation.ts'
import { type OperationName, operationNames, operations } from '../../src/contracts/operations.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import { advanceTo, catchUp, findNextDue } from '../../src/emulator/advance.ts'
import type { DeliveryResult } from '../../src/emulator/callbacks/delivery-result.ts'
import { toCallbackRequest } from '../../src/emulator/callbacks/sign.ts'
import { applyAction, openCall } from '../../src/emulator/calls.ts'
import { createEmulatorCore, type EmulatorCore } from '../../src/emulator/core.ts'
import type { Settings } from '../../src/emulator/settings.ts'
import { checkSnapshot, type Snapshot } from '../../src/emulator/snapshot.ts'
import type { Application } from '../../src/emulator/state.ts'
import { type FaultInput, toFault } from '../../src/faults/fault.ts'
import { toPlan } from '../../src/scenarios/plan.ts'
import type { ScenarioInput } from '../../src/scenarios/schema.ts'

const start = '2026-01-15T09:30:00Z'

/** Faults of every phase, some with a probability, one for an application alone. */
export const faults: readonly FaultInput[] = [
  { on: 'all', probability: 0.3, error: 101001 },
  { on: 'get_call_info', skip: 1, times: 2, http: 502 },
  { on: 'all', probability: 0.2, until: '90s', delay: { uniform: ['10ms', '900ms'] } },
  { on: 'callbacks', probability: 0.4, delay: { lognormal: { median: '800ms', sigma: 1 } } },
  { on: 'Call.CallbackAfterMemberChanged', probability: 0.3, callback: 'reorder' },
  { on: 'callbacks', probability: 0.2, callback: 'duplicate' },
  { on: 'callbacks', app: 2, probability: 0.1, callback: 'drop' },
]

/** Two applications with callbacks, endless calls and calls that end, scripts and faults. */
export const scenario: ScenarioInput = {
  ringback: 1,
  name: 'everything',
  seed: 7,
  start,
  apps: [
    {
      sdkAppId: 1,
      secretKey: 'one',
      admins: ['admin'],
      callback: { url: 'http://127.0.0.1:3000/one', commands: [...callbackCommands], token: 'token', retries: 2 },
    },
    {
      sdkAppId: 2,
      secretKey: 'two',
      admins: ['admin'],
      callback: { url: 'http://127.0.0.1:3000/two?its=own', commands: [...callbackCommands] },
      rateLimit: 'off',
    },
  ],
  calls: [
    {
      id: 'answered',
      app: 1,
      from: 'alice',
      to: ['bob', 'carol'],
      media: 'video',
      room: 42,
      group: 'group',
      ring: '20s',
      then: [
        { at: '4s', user: 'bob', does: 'answer' },
        { at: '9s', does: 'invite', users: ['dave'] },
        { at: '70s', does: 'end' },
      ],
    },
    { id: 'endless', app: 2, from: 'a', to: ['b'], media: 'audio', ring: 'never' },
    { app: 2, at: '15s', from: 'e', to: ['f'], media: 'audio', then: [{ at: '5s', does: 'cancel' }] },
    { app: 1, at: '15s', from: 'g', to: ['h'], media: 'audio', ring: '10s' },
  ],
  faults: [...faults],
}

/** The same without faults. */
export const faultless: ScenarioInput = { ...scenario, faults: [] }

/** An action on one application; `turn` chooses a call, a fault or a callback. */
export type AppAction =
  | { readonly do: 'advance'; readonly by: number }
  | { readonly do: 'request'; readonly command: OperationName; readonly turn: number }
  | { readonly do: 'open'; readonly ring: number | undefined; readonly id: string | undefined }
  | { readonly do: 'act'; readonly turn: number; readonly action: CallAction }
  | { readonly do: 'deliver'; readonly results: readonly (keyof typeof results)[] }
  | { readonly do: 'reset' }

/** An action on the emulator; `app` chooses an application. */
export type Action =
  | (AppAction & { readonly app: number })
  | { readonly do: 'arm' | 'disarm' | 'remove' | 'redeliver'; readonly turn: number }
  | { readonly do: 'create' }

const results = {
  answered: { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' },
  refused: { status: 500, text: '' },
  unanswered: { unanswered: { code: 'connection-closed', host: 'receiver' } },
} satisfies { readonly [name: string]: DeliveryResult }

const turn = fc.nat(9)
const user = fc.constantFrom('alice', 'bob', 'carol', 'dave', 'a', 'b', 'x', 'y')

/** Any action on a call, possible or not. */
const callAction: fc.Arbitrary<CallAction> = fc.oneof(
  fc.record({ does: fc.constantFrom('answer', 'reject', 'busy', 'hangup', 'offline', 'join'), user }),
  fc.record({
    does: fc.constantFrom('invite', 'cancel-invite'),
    users: fc.array(user, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ does: fc.constantFrom('cancel', 'interrupt', 'end') }),
)

/** Any action on one application. */
export const appAction: fc.Arbitrary<AppAction> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('advance'), by: fc.integer({ min: 1, max: 30_000 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('request'), turn, command: fc.constantFrom(...operationNames) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('open'),
      ring: fc.constantFrom(undefined, 1_000, Number.POSITIVE_INFINITY),
      id: fc.constantFrom(undefined, 'own-1', 'own-2'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('act'), turn, action: callAction }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deliver'),
      results: fc.array(fc.constantFrom('answered', 'refused', 'unanswered'), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset') }) },
)

/** Any action on the emulator, except a redelivery: snapshots contain no settled callbacks. */
export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 17, arbitrary: fc.tuple(appAction, fc.nat(2)).map(([one, app]) => ({ ...one, app })) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('arm', 'disarm', 'remove'), turn }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('create') }) },
)

/** Sends a settled callback again. */
export const redelivery: fc.Arbitrary<Action> = fc.record({ do: fc.constant('redeliver'), turn })

/** An emulator core with an injected wall clock, for which every UserSig is valid. */
export const createCore = (
  input: ScenarioInput = scenario,
  settings: Partial<Settings> = {},
  wall = () => 0,
): EmulatorCore =>
  createEmulatorCore(
    toPlan(input),
    {
      clock: 'manual',
      validation: 'strict',
      auth: 'off',
      otherCommands: 'refuse',
      rateLimit: 'off',
      journal: 20,
      ...settings,
    },
    {
      boot: 'boot',
      wall,
      signatures: { read: () => undefined, verify: () => ({ ok: true }) },
      diagnose: () => [],
    },
  )

/** Restores a snapshot as it is read from a file, in the emulator or in one application. */
export function restore(core: EmulatorCore, snapshot: Snapshot, app?: Application): EmulatorCore {
  const checked = checkSnapshot(JSON.parse(JSON.stringify(snapshot)))
  core.restore(checked.snapshot, checked.plan, app)
  return core
}

/** An emulator core that continues from a snapshot. */
export const createRestored = (snapshot: Snapshot, settings: Partial<Settings> = {}, wall = () => 0): EmulatorCore =>
  restore(createCore(undefined, settings, wall), snapshot)

/** Performs actions, and returns what each of them shows. */
export const performAll = (core: EmulatorCore, actions: readonly Action[]): readonly string[] =>
  actions.map(one => perform(core, one))

/** Performs an action, and returns everything that it shows, as text. */
export function perform(core: EmulatorCore, one: Action): string {
  const before = core.events.log.count
  const result = 'app' in one ? performIn(core, pick(core.listApps(), one.app)?.sdkAppId, one) : act(core, one)
  const events = core.events.log.since(before)
  const apps = core
    .listApps()
    .map(app => [app.name, app.clock.now(), findNextDue(app), app.live, app.faults.map(({ count }) => count)])
  return JSON.stringify([result, events, apps])
}

/** Performs an action in the application with an id, and returns its result; undefined if there is none. */
export function performIn(core: EmulatorCore, sdkAppId: number | undefined, one: AppAction): unknown {
  const app = core.findApp(sdkAppId ?? 0)
  if (!app) return undefined
  switch (one.do) {
    case 'advance':
      return advanceTo(app, app.clock.now() + one.by)
    case 'request':
      return request(core, app, one.command, one.turn)
    case 'open': {
      const init = { id: one.id ?? app.nextCallId(), from: 'x', to: ['y'], media: 'audio' as const, ring: one.ring }
      const opened = openCall(app, init, [], catchUp(app))
      return 'call' in opened ? opened.call.call : opened
    }
    case 'act': {
      const stored = pick([...app.calls.values()], one.turn)
      if (!stored) return undefined
      const applied = applyAction(stored, one.action, catchUp(app))
      return 'call' in applied ? applied.events : applied
    }
    case 'deliver': {
      const now = catchUp(app)
      return app.outbox.take().map((callback, index) => {
        const sent = toCallbackRequest(callback, app.token, now, text => `sha256 of ${text}`)
        app.outbox.settle(callback, results[pick(one.results, index) ?? 'answered'], { at: now, took: 5, ...sent }, now)
        return sent
      })
    }
    case 'reset':
      return core.resetApp(app).name
  }
}

function act(core: EmulatorCore, one: Exclude<Action, { readonly app: number }>): unknown {
  switch (one.do) {
    case 'arm':
      return core.armFault(toFault(pick(faults, one.turn) ?? { on: 'all', error: 101001 })).id
    case 'disarm':
      return core.disarmFault(pick(core.listFaults(), one.turn)?.id ?? '')
    case 'create': {
      const created = core.createApp({})
      return [created?.sdkAppId, created?.secretKey]
    }
    case 'remove': {
      const app = pick(core.listApps(), one.turn)
      if (app && core.appCount > 1) core.removeApp(app)
      return app?.sdkAppId
    }
    case 'redeliver': {
      const settled = core.callbacks.since().filter(({ state }) => state === 'delivered' || state === 'failed')
      const callback = pick(settled, one.turn)
      const app = callback && core.findApp(callback.app)
      if (app?.epoch === callback?.epoch && app && callback) app.outbox.redeliver(callback, catchUp(app))
      return callback?.id
    }
  }
}

const pick = <Item>(items: readonly Item[], place: number): Item | undefined => items[place % items.length]

/** The reply to a request that its client has received. */
export function request(core: EmulatorCore, app: Application, command: OperationName, place: number): object {
  const CallId = pick([...app.calls.keys()], place) ?? 'none'
  const bodies: { readonly [Name in OperationName]?: object } = {
    start_call_by_robot: {
      Robot_Account: '@RBT#1',
      CalleeList_Account: ['bob'],
      CallInfo: { MediaType: 'Audio' },
      Timeout: 10_000,
    },
    get_record_by_filter: {},
    set_callback: { Url: `http://127.0.0.1:4000/${place}`, CallbackCommandList: callbackCommands.slice(place % 3) },
    get_callback: {},
    delete_callback: {},
  }
  const query = new URLSearchParams({
    sdkappid: app.name,
    identifier: 'admin',
    usersig: 'any',
    random: `${app.random.numbers.nextWord()}`,
    contenttype: 'json',
  })
  const text = JSON.stringify(bodies[command] ?? { CallId })
  const target = `${toPath(operations[command])}?${query}`
  const { onSent, app: _, exchange, ...reply } = core.handle(parseRequest('POST', target, { text }))
  onSent?.()
  const { position: _p, epoch: _e, ...entry } = exchange
  return { ...reply, entry }
}
