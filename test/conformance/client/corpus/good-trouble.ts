import type { ErrorCode, FaultInput } from '../../../../src/faults/fault.ts'
import { findCallId } from './client.ts'
import { aCall, aCallback, aStart, type GoodClient, look, manual, ring } from './stage.ts'

const again: readonly ErrorCode[] = [60_008, 60_013, 60_014, 70_169, 70_500, 101_001]

const failureModes: readonly Omit<FaultInput, 'on'>[] = [
  { http: 502 },
  { http: 202 },
  { drop: 'before' },
  { drop: 'during' },
  { body: 'empty' },
  { body: 'truncated' },
  { body: 'garbage' },
  { body: 'html' },
  { omit: ['ActionStatus'] },
  { omit: ['ErrorCode'] },
  { omit: ['Response'] },
  { mistype: ['ErrorCode'] },
  { mistype: ['ActionStatus'] },
  { mistype: ['Response'] },
]

/** Well made clients that something goes wrong for. */
export const goodTrouble: readonly GoodClient[] = [
  {
    name: 'asks again after every code that may pass',
    passes: ['RB-B01', 'RB-B03'],
    calls: again.map(error => ring(`${error}`)),
    faults: again.map(error => ({ on: 'get_call_info', call: `${error}`, times: 2, error })),
    async run({ client }) {
      const one = client()
      await Promise.all(again.map(error => one.ask('get_call_info', { CallId: `${error}` })))
    },
  },
  {
    name: 'asks again after every stumble of a look',
    passes: ['RB-B01', 'RB-B03', 'RB-A01', 'RB-A02', 'RB-A03', 'RB-A04'],
    calls: failureModes.map((_, index) => ring(`call-${index}`)),
    faults: failureModes.map((stumble, index) => ({
      on: 'get_call_info',
      call: `call-${index}`,
      times: 1,
      ...stumble,
    })),
    async run({ client }) {
      const one = client()
      for (const index of failureModes.keys()) await one.ask('get_call_info', { CallId: `call-${index}` })
    },
  },
  {
    name: 'asks again after every stumble of an end, and then looks whether there is a record',
    passes: ['RB-B03', 'RB-A01', 'RB-A02', 'RB-A03', 'RB-A04', 'RB-B10'],
    settings: manual,
    calls: failureModes.map((_, index) => ring(`call-${index}`)),
    faults: failureModes.map((stumble, index) => ({ on: 'end_call', call: `call-${index}`, times: 1, ...stumble })),
    async run({ client, emulator }) {
      const one = client()
      const calls = failureModes.map((_, index) => ({ CallId: `call-${index}` }))
      await Promise.all(calls.map(call => one.ask('end_call', call)))
      await emulator.clock.advance('6s')
      await Promise.all(calls.map(call => one.ask('get_record_by_callid', call)))
    },
  },
  {
    name: 'gives up on what stays spoilt, and looks',
    passes: ['RB-A02', 'RB-B03', 'RB-B04'],
    faults: [{ on: 'end_call', body: 'garbage' }],
    async run({ client }) {
      const one = client()
      await one.ask('end_call', aCall)
      await one.ask('get_call_info', aCall)
    },
  },
  {
    name: 'gives up on what stays refused',
    passes: ['RB-B01', 'RB-B03', 'RB-B04'],
    faults: [{ on: 'get_call_info', error: 101_001 }],
    run: look({}),
  },
  {
    name: 'gives up on a connection that is always reset',
    passes: ['RB-B01', 'RB-B04'],
    faults: [{ on: 'all', drop: 'before' }],
    run: look({}),
  },
  {
    name: 'rests after 60007, one request after the other',
    passes: ['RB-B05'],
    settings: { rateLimit: 3 },
    async run({ client }) {
      const one = client({ attempts: 8 })
      for (let times = 0; times < 5; times++) await one.ask('get_call_info', aCall)
    },
  },
  {
    name: 'starts again after a start that failed, and goes on with the call it got',
    passes: ['RB-A02', 'RB-A05', 'RB-B03'],
    faults: [
      { on: 'start_call_by_robot', times: 1, error: 101_001 },
      { on: 'start_call_by_robot', times: 1, body: 'empty' },
    ],
    async run({ client }) {
      const one = client()
      const CallId = findCallId(await one.ask('start_call_by_robot', aStart))
      await one.ask('end_call', { CallId })
    },
  },
  {
    name: 'takes no for an answer',
    passes: ['RB-B02', 'RB-A05'],
    faults: [{ on: 'start_call_by_robot', error: 60_020 }],
    async run({ client }) {
      const one = client()
      await one.ask('start_call_by_robot', aStart)
      await one.ask('get_record_by_filter', {})
    },
  },
  {
    name: 'gives up on setting callbacks, and does without',
    passes: ['RB-B03', 'RB-B04'],
    faults: [{ on: 'set_callback', body: 'garbage' }],
    async run({ client }) {
      const one = client()
      await one.ask('set_callback', aCallback)
      const CallId = findCallId(await one.ask('start_call_by_robot', aStart))
      await one.ask('end_call', { CallId })
    },
  },
  {
    name: 'gives up on an end, and looks for the record',
    passes: ['RB-B03', 'RB-B04', 'RB-B10'],
    settings: manual,
    faults: [{ on: 'end_call', body: 'garbage' }],
    async run({ client, emulator }) {
      const one = client()
      await one.ask('end_call', aCall)
      await emulator.clock.advance('6s')
      await one.ask('get_record_by_callid', aCall)
    },
  },
  {
    name: 'does without a RequestId, which says nothing of how it went',
    passes: ['RB-B10'],
    settings: manual,
    faults: [{ on: 'end_call', times: 1, omit: ['RequestId'] }],
    async run({ client, emulator }) {
      const one = client()
      await one.ask('end_call', aCall)
      await emulator.clock.advance('6s')
      await one.ask('get_record_by_callid', aCall)
    },
  },
]
