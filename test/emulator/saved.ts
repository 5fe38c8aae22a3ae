import fc from 'fast-check'
import type { CallAction } from '../../src/call/call.ts'
import { toPath } from '../../src/contracts/operation.ts'
import { type OperationName, operationNames, operations } from '../../src/contracts/operations.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import type { DeliveryResult } from '../../src/emulator/callbacks/delivery-result.ts'
import { createSwitchboard } from '../../src/emulator/create-switchboard.ts'
import type { Settings } from '../../src/emulator/settings.ts'
import type { Snapshot } from '../../src/emulator/snapshot/snapshot.ts'
import type { Switchboard } from '../../src/emulator/switchboard.ts'
import { type Fault, toFault } from '../../src/faults/fault.ts'
import type { ScenarioPlan } from '../../src/scenarios/plan.ts'

const callbacks = [
  'Call.CallbackAfterStartCall',
  'Call.CallbackAfterMemberChanged',
  'Call.CallbackAfterEndCall',
] as const

/** Faults of every kind, some of them drawn. */
export const faults: readonly Fault[] = [
  toFault({ on: 'all', probability: 0.3, error: 101001 }),
  toFault({ on: 'get_call_info', skip: 1, times: 2, http: 502 }),
  toFault({ on: 'all', probability: 0.2, until: '90s', delay: { uniform: ['10ms', '900ms'] } }),
  toFault({ on: 'callbacks', probability: 0.4, delay: { lognormal: { median: '800ms', sigma: 1 } } }),
  toFault({ on: callbacks[1], probability: 0.3, callback: 'reorder' }),
  toFault({ on: 'callbacks', probability: 0.2, callback: 'duplicate' }),
  toFault({ on: 'callbacks', app: 2, probability: 0.1, callback: 'drop' }),
]

/** Two applications that tell, calls that last for ever and calls that end, steps still to come, and faults. */
export const plan: ScenarioPlan = {
  source: { ringback: 1 },
  name: 'a good deal',
  description: 'of everything',
  seed: 7,
  start: Date.parse('2026-01-15T09:30:00Z'),
  apps: [
    {
      sdkAppId: 1,
      secretKey: 'one',
      admins: ['admin'],
      callback: { url: 'http://127.0.0.1:3000/one', commands: callbacks, token: 'token', retries: 2 },
    },
    {
      sdkAppId: 2,
      secretKey: 'two',
      admins: ['admin'],
      callback: { url: 'http://127.0.0.1:3000/two?its=own', commands: callbacks, retries: 0 },
      rateLimit: 'off',
    },
  ],
  calls: [
    {
      id: 'answered',
      app: 1,
      at: 0,
      from: 'alice',
      to: ['bob', 'carol'],
      media: 'video',
      room: { id: '42', kind: 'number' },
      group: 'group',
      ring: 20_000,
      then: [
        { at: 4_000, action: { does: 'answer', user: 'bob' } },
        { at: 9_000, action: { does: 'invite', users: ['dave'] } },
        { at: 70_000, action: { does: 'end' } },
      ],
    },
    { id: 'for ever', app: 2, at: 0, from: 'a', to: ['b'], media: 'audio', ring: Number.POSITIVE_INFINITY, then: [] },
    { app: 2, at: 15_000, from: 'e', to: ['f'], media: 'audio', then: [{ at: 5_000, action: { does: 'cancel' } }] },
    { app: 1, at: 15_000, from: 'g', to: ['h'], media: 'audio', ring: 10_000, then: [] },
  ],
  generate: [],
  faults,
}

/** Something done to an emulator. Calls, faults and applications are meant by their turn. */
export type Deed =
  | { readonly do: 'advance'; readonly by: number }
  | { readonly do: 'ask'; readonly app: number; readonly command: OperationName; readonly turn: number }
  | { readonly do: 'open'; readonly app: number; readonly ring: number | undefined; readonly id: string | undefined }
  | { readonly do: 'obey'; readonly turn: number; readonly command: CallAction }
  | { readonly do: 'arm' | 'disarm' | 'reset app' | 'drop app' | 'redeliver'; readonly turn: number }
  | { readonly do: 'make app' }
  | { readonly do: 'carry'; readonly outcomes: readonly ('taken' | 'refused' | 'nobody')[] }

const turn = fc.nat(9)
const user = fc.constantFrom('alice', 'bob', 'carol', 'dave', 'a', 'b', 'x', 'y')

/** Any command, possible or not. */
const command: fc.Arbitrary<CallAction> = fc.oneof(
  fc.record({ does: fc.constantFrom('answer', 'reject', 'busy', 'hangup', 'offline', 'join'), user }),
  fc.record({
    does: fc.constantFrom('invite', 'cancel-invite'),
    users: fc.array(user, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ does: fc.constantFrom('cancel', 'interrupt', 'end') }),
)

const app = fc.constantFrom(1, 2)

/** Anything that can be done to an emulator, but for sending what is settled once more, which no snapshot has. */
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('advance'), by: fc.integer({ min: 1, max: 30_000 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('ask'),
      app,
      turn,
      command: fc.constantFrom(...operationNames),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('open'),
      app,
      ring: fc.constantFrom(undefined, 1_000, Number.POSITIVE_INFINITY),
      id: fc.constantFrom(undefined, 'own-1', 'own-2'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('obey'), turn, command }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('arm', 'disarm', 'reset app', 'drop app'), turn }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('make app') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('carry'),
      outcomes: fc.array(fc.constantFrom('taken', 'refused', 'nobody'), { minLength: 1, maxLength: 5 }),
    }),
  },
)

/** Sends a callback once more that is settled. */
export const redelivery: fc.Arbitrary<Deed> = fc.record({ do: fc.constant('redeliver'), turn })

/** An emulator's core that knows neither a wall clock nor signatures. */
export const createCore = (
  first: ScenarioPlan | Snapshot = plan,
  settings: Partial<Settings> = {},
  wall = () => 0,
): Switchboard =>
  createSwitchboard(
    first,
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
      wall,
      signatures: { read: () => undefined, verify: () => ({ ok: true }) },
      diagnose: () => [],
      sha256: text => `sha256 of ${text}`,
    },
  )

/** Does something to an emulator, and gives everything that can be seen of it, as text. */
export function doTo(core: Switchboard, deed: Deed): string {
  const before = core.notes.count
  const came = act(core, deed)
  const notes = core.notes.since(before)
  const tallies = core.listFaults().map(({ count: tally }) => tally)
  return JSON.stringify([came, notes, core.findNextDue(), core.now(), core.countLive(), tallies])
}

function act(core: Switchboard, deed: Deed): unknown {
  switch (deed.do) {
    case 'advance':
      return core.advance(core.now() + deed.by).now
    case 'ask':
      return ask(core, deed.app, deed.command, deed.turn)
    case 'open': {
      const opening = { id: deed.id, from: 'x', to: ['y'], media: 'audio' as const, ring: deed.ring }
      const opened = core.openCall(deed.app, opening)
      return 'call' in opened ? opened.call : opened
    }
    case 'obey': {
      const held = pick(core.listCalls(), deed.turn)
      return held && core.obey(held, deed.command)
    }
    case 'arm':
      return core.armFault(pick(faults, deed.turn) ?? toFault({ on: 'all' })).id
    case 'disarm':
      return core.disarmFault(pick(core.listFaults(), deed.turn)?.id ?? '')
    case 'make app': {
      const made = core.makeApp({})
      return [made?.sdkAppId, made?.secretKey]
    }
    case 'reset app': {
      const app = pick(core.listApps(), deed.turn)
      return app && core.resetApp(app).sdkAppId
    }
    case 'drop app': {
      const app = pick(core.listApps(), deed.turn)
      // One application there must be.
      if (app && core.listApps().length > 1) core.dropApp(app)
      return app?.sdkAppId
    }
    case 'redeliver': {
      const settled = core.callbacks.since().filter(({ state }) => state === 'delivered' || state === 'failed')
      const delivery = pick(settled, deed.turn)
      if (delivery) core.redeliver(delivery)
      return delivery?.id
    }
    case 'carry': {
      const departures = core.takeCallbacks()
      for (const [index, { settle }] of departures.entries()) settle(outcomes[pick(deed.outcomes, index) ?? 'taken'], 5)
      return departures.map(({ parcel }) => parcel)
    }
  }
}

const outcomes: { readonly [Word in 'taken' | 'refused' | 'nobody']: DeliveryResult } = {
  taken: { status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' },
  refused: { status: 500, text: '' },
  nobody: { unanswered: 'Nobody answered.' },
}

const pick = <Item>(items: readonly Item[], turn: number): Item | undefined => items[turn % items.length]

function ask(core: Switchboard, app: number, command: OperationName, turn: number): unknown {
  const CallId = pick(core.listCalls(), turn)?.call.id ?? 'none'
  const bodies: { readonly [Name in OperationName]?: object } = {
    start_call_by_robot: {
      Robot_Account: '@RBT#1',
      CalleeList_Account: ['bob'],
      CallInfo: { MediaType: 'Audio' },
      Timeout: 10_000,
    },
    get_record_by_filter: {},
    set_callback: { Url: `http://127.0.0.1:4000/${turn}`, CallbackCommandList: callbacks.slice(turn % 3) },
    get_callback: {},
    delete_callback: {},
  }
  const query = new URLSearchParams({
    sdkappid: `${app}`,
    identifier: 'admin',
    usersig: 'any',
    random: `${core.nextRandom()}`,
    contenttype: 'json',
  })
  const text = JSON.stringify(bodies[command] ?? { CallId })
  const target = `${toPath(operations[command])}?${query}`
  const { left, ...reply } = core.answer(parseRequest('POST', target, { text }))
  left?.()
  return reply
}
