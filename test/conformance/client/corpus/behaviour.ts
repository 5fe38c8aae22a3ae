import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { FaultInput } from '../../../../src/faults/fault.ts'
import { goodHooks, type Hooks } from './client.ts'
import { aCall, aCallback, aStart, look, manual, type SeededClient, type Stage } from './stage.ts'

/** Asks about the call, once, while something goes wrong with that. */
const met = (name: string, trips: string, fault: Omit<FaultInput, 'on'>, hooks: Partial<Hooks>): SeededClient => ({
  name,
  trips,
  faults: [{ on: 'get_call_info', ...fault }],
  run: look(hooks),
})

/** Takes every outcome but a success for one that may pass. */
const stubborn: Partial<Hooks> = {
  decide: outcome => (outcome.is === 'answer' && outcome.code === 0 ? 'take' : 'immediate'),
}

/** Never lets what came too often keep it from going on. */
const restless: Partial<Hooks> = { ...stubborn, pause: 20 }

/** Asks so many different things at once. */
const askAtOnce =
  (count: number, hooks: Partial<Hooks>) =>
  ({ client }: Stage) => {
    const one = client(hooks)
    return Promise.all(Array.from({ length: count }, (_, page) => one.ask('get_record_by_filter', { Page: page + 1 })))
  }

/** Asks about the call so often, one after the other. */
const askInTurn =
  (count: number, hooks: Partial<Hooks>, between = 0) =>
  async ({ client }: Stage) => {
    const one = client(hooks)
    for (let times = 0; times < count; times++) {
      await one.ask('get_call_info', aCall)
      await pause(between)
    }
  }

const told = [{ sdkAppId: 88_888_888, secretKey: '72696e676261636b'.repeat(4), admins: ['administrator'] }].map(
  app => ({
    ...app,
    callback: { url: aCallback.Url, commands: ['Call.CallbackAfterEndCall'] as const },
  }),
)

/** Slips in what is done over time. */
export const behaviour: readonly SeededClient[] = [
  met('never asks again after 101001', 'RB-B01', { times: 1, error: 101_001 }, { attempts: 1 }),
  met(
    'never asks again after 60008',
    'RB-B01',
    { times: 1, error: 60_008 },
    {
      decide: outcome => (outcome.is === 'answer' && outcome.code === 60_008 ? 'take' : goodHooks.decide(outcome)),
    },
  ),
  met('never asks again after a reset', 'RB-B01', { times: 1, drop: 'before' }, { attempts: 1 }),
  {
    name: 'never asks again after an error of the configuration',
    trips: 'RB-B01',
    faults: [{ on: 'set_callback', times: 1, error: 100_001 }],
    run: ({ client }) => client({ attempts: 1 }).ask('set_callback', aCallback),
  },

  met('asks again after 101002', 'RB-B02', { times: 3, error: 101_002 }, stubborn),
  met('asks again after 70003', 'RB-B02', { times: 3, error: 70_003 }, stubborn),
  met('asks once more, at once, after 60020', 'RB-B02', { error: 60_020 }, { ...stubborn, attempts: 2 }),
  {
    name: 'asks again to end a call that is not there',
    trips: 'RB-B02',
    run: ({ client }) => client(stubborn).ask('end_call', { CallId: 'another-call' }),
  },

  met('does not pause before it asks again', 'RB-B03', { times: 2, error: 101_001 }, { pause: 0 }),
  met('hardly pauses after a page of a proxy', 'RB-B03', { times: 2, http: 502 }, { pause: 30 }),
  met('does not pause after half an answer that is none', 'RB-B03', { times: 1, body: 'truncated' }, { pause: 0 }),

  met('never gives up', 'RB-B04', { error: 101_001 }, { attempts: 14, pause: 120 }),
  met('never gives up on a connection that is reset', 'RB-B04', { drop: 'before' }, { attempts: 14, pause: 20 }),
  met('never gives up on a page of a proxy', 'RB-B04', { http: 503 }, { attempts: 14, pause: 120 }),

  {
    name: 'asks on after 60007',
    trips: 'RB-B05',
    settings: { rateLimit: 2 },
    run: askInTurn(4, { ...restless, attempts: 3 }),
  },
  met('asks on after 60011', 'RB-B05', { times: 2, error: 60_011 }, restless),
  {
    name: 'leaves the rest to its pool after 60007',
    trips: 'RB-B05',
    settings: { rateLimit: 10 },
    run: askAtOnce(30, { slots: 3, decide: () => 'take' }),
  },

  {
    name: 'polls on after the end of a call',
    trips: 'RB-B06',
    settings: manual,
    calls: [{ id: aCall.CallId, from: 'user1', to: ['user2'], media: 'audio', ring: '10s' }],
    async run({ client, emulator }) {
      const one = client()
      for (let times = 0; times < 8; times++) {
        await one.ask('get_call_info', aCall)
        await emulator.clock.advance('3s')
      }
    },
  },
  { name: 'polls a call that never was', trips: 'RB-B06', calls: [], run: askInTurn(5, {}, 20) },

  {
    name: 'asks 300 things at once, and is let',
    trips: 'RB-B07',
    settings: { ...manual, rateLimit: 'off' },
    isInstant: true,
    run: askAtOnce(300, { slots: 300, timeout: 60_000, decide: () => 'take' }),
  },
  {
    name: 'asks 300 things at once, and is refused some',
    trips: 'RB-B07',
    settings: manual,
    isInstant: true,
    run: askAtOnce(300, { slots: 300, timeout: 60_000, decide: () => 'take' }),
  },

  met('hangs up after two seconds', 'RB-B08', { delay: '2900ms' }, { timeout: 2_000, attempts: 1 }),
  met('hangs up early while the answer trickles', 'RB-B08', { dribble: '50B/s' }, { timeout: 500, attempts: 1 }),
  met('hangs up early again and again', 'RB-B08', { times: 3, delay: '2s' }, { timeout: 400 }),

  {
    name: 'closes each connection',
    trips: 'RB-B09',
    run: askInTurn(6, { agent: () => new Agent({ keepAlive: false }) }),
  },
  {
    name: 'makes a pool for each request',
    trips: 'RB-B09',
    run: askInTurn(6, { agent: () => new Agent({ keepAlive: true }) }, 30),
  },

  {
    name: 'reads a record at once and never again',
    trips: 'RB-B10',
    settings: manual,
    async run({ client }) {
      const one = client()
      await one.ask('end_call', aCall)
      await one.ask('get_record_by_callid', aCall)
    },
  },
  {
    name: 'reads a record after three seconds, twice',
    trips: 'RB-B10',
    settings: manual,
    async run({ client, emulator }) {
      const one = client()
      await one.ask('end_call', aCall)
      for (const later of ['3s', '1s'] as const) {
        await emulator.clock.advance(later)
        await one.ask('get_record_by_callid', aCall)
      }
    },
  },

  { name: 'polls though it is told', trips: 'RB-B11', apps: told, run: askInTurn(8, {}, 20) },
  {
    name: 'sets callbacks and polls',
    trips: 'RB-B11',
    async run(stage) {
      const one = stage.client()
      await one.ask('set_callback', aCallback)
      await one.ask('start_call_by_robot', aStart)
      await askInTurn(6, {}, 50)(stage)
    },
  },
]
