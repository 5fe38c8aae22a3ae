import type { OperationName } from '../../../../src/contracts/operations.ts'
import type { ErrorCode, FaultInput } from '../../../../src/faults/fault.ts'
import { findCallId } from './client.ts'
import {
  type ClientContext,
  callBody,
  callbackBody,
  everyRequest,
  type GoodClient,
  manual,
  requestCall,
  ring,
  startBody,
} from './setup.ts'

const temporary: readonly ErrorCode[] = [60_008, 60_013, 60_014, 70_169, 70_500, 101_001]

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

const secretKey = (digit: string) => digit.repeat(64)

/** Sends the same request several times at once. */
const atOnce =
  (count: number, command: OperationName, body: object) =>
  ({ client }: ClientContext) => {
    const one = client()
    return Promise.all(Array.from({ length: count }, () => one.send(command, body)))
  }

/** Clients that break no rule: without failures, with failures, and with concurrent requests. */
export const goodClients: readonly GoodClient[] = [
  {
    name: 'uses every command',
    passes: [...everyRequest, 'RB-Q10', 'RB-B09', 'RB-B10'],
    settings: manual,
    async run({ client, emulator }) {
      const one = client()
      await one.send('set_callback', callbackBody)
      await one.send('get_callback', {})
      const CallId = findCallId(await one.send('start_call_by_robot', startBody))
      await one.send('get_call_info', { CallId })
      await one.send('end_call', { CallId })
      await emulator.clock.advance('6s')
      await one.send('get_record_by_callid', { CallId })
      await one.send('get_record_by_filter', { NumberPerPage: 20 })
      await one.send('delete_callback', {})
      await one.send('get_callback', {})
    },
  },
  {
    name: 'waits for a response that takes 3.2 s',
    passes: ['RB-B08'],
    faults: [{ on: 'get_call_info', delay: '3200ms' }],
    run: requestCall({}),
  },
  {
    name: 'waits for a response that arrives slowly',
    passes: ['RB-Q01'],
    faults: [{ on: 'get_call_info', dribble: '100B/s' }],
    run: requestCall({}),
  },
  {
    name: 'polls a call until it ends, and reads its record in time',
    passes: ['RB-B06', 'RB-B10'],
    settings: manual,
    calls: [{ ...ring(callBody.CallId), then: [{ at: '4s', user: 'user2', does: 'reject' }] }],
    async run({ client, emulator }) {
      const one = client()
      for (let code = 0; code === 0; ) {
        const outcome = await one.send('get_call_info', callBody)
        code = outcome.is === 'answer' ? outcome.code : -1
        await emulator.clock.advance('1s')
      }
      await emulator.clock.advance('5s')
      await one.send('get_record_by_callid', callBody)
    },
  },
  {
    name: 'requests an ended call once after each reset',
    passes: ['RB-B06'],
    settings: manual,
    calls: [],
    async run({ client, emulator }) {
      const one = client()
      for (let round = 0; round < 4; round++) {
        await one.send('get_call_info', callBody)
        emulator.reset()
      }
    },
  },
  {
    name: 'polls every two seconds despite callbacks',
    passes: ['RB-B11'],
    settings: manual,
    async run({ client, emulator }) {
      const one = client()
      await one.send('set_callback', callbackBody)
      for (let times = 0; times < 8; times++) {
        await one.send('get_call_info', callBody)
        await emulator.clock.advance('2s')
      }
    },
  },
  {
    name: 'reads a record too early, and retries later',
    passes: ['RB-B10'],
    settings: manual,
    async run({ client, emulator }) {
      const one = client()
      await one.send('end_call', callBody)
      for (let times = 0; times < 3; times++) {
        await one.send('get_record_by_callid', callBody)
        await emulator.clock.advance('3s')
      }
    },
  },
  {
    name: 'sends requests to the host of its region',
    passes: [...everyRequest, 'RB-Q24'],
    async run({ client }) {
      for (let times = 0; times < 2; times++)
        await client({ host: 'adminapisgp.im.qcloud.com' }).send('get_call_info', callBody)
    },
  },
  {
    name: 'uses the backup host of its region after the main host',
    passes: [...everyRequest, 'RB-Q24'],
    async run({ client }) {
      for (const host of ['console.tim.qq.com', 'adminapi.my-imcloud.com', 'CONSOLE.tim.qq.com.'])
        await client({ host }).send('get_call_info', callBody)
    },
  },
  {
    name: 'calls a hundred accounts with long names',
    passes: ['RB-Q01', 'RB-Q19'],
    run: ({ client }) =>
      client().send('start_call_by_robot', {
        ...startBody,
        CalleeList_Account: Array.from({ length: 100 }, (_, index) => `callee-${index}-${'x'.repeat(20)}`),
        UserData: 'für alle',
      }),
  },
  {
    name: 'uses an emulator that does not verify UserSigs',
    passes: ['RB-Q01', 'RB-Q09', 'RB-Q18'],
    settings: { auth: 'off' },
    run: requestCall({}),
  },
  {
    name: 'retries after every temporary ErrorCode',
    passes: ['RB-B01', 'RB-B03'],
    calls: temporary.map(error => ring(`${error}`)),
    faults: temporary.map(error => ({ on: 'get_call_info', call: `${error}`, times: 2, error })),
    async run({ client }) {
      const one = client()
      await Promise.all(temporary.map(error => one.send('get_call_info', { CallId: `${error}` })))
    },
  },
  {
    name: 'retries get_call_info after every failure mode',
    passes: ['RB-B01', 'RB-B03', 'RB-A01', 'RB-A02', 'RB-A03', 'RB-A04'],
    calls: failureModes.map((_, index) => ring(`call-${index}`)),
    faults: failureModes.map((failure, index) => ({
      on: 'get_call_info',
      call: `call-${index}`,
      times: 1,
      ...failure,
    })),
    async run({ client }) {
      const one = client()
      for (const index of failureModes.keys()) await one.send('get_call_info', { CallId: `call-${index}` })
    },
  },
  {
    name: 'retries end_call after every failure mode, and then reads the record',
    passes: ['RB-B03', 'RB-A01', 'RB-A02', 'RB-A03', 'RB-A04', 'RB-B10'],
    settings: manual,
    calls: failureModes.map((_, index) => ring(`call-${index}`)),
    faults: failureModes.map((failure, index) => ({ on: 'end_call', call: `call-${index}`, times: 1, ...failure })),
    async run({ client, emulator }) {
      const one = client()
      const calls = failureModes.map((_, index) => ({ CallId: `call-${index}` }))
      await Promise.all(calls.map(call => one.send('end_call', call)))
      await emulator.clock.advance('6s')
      await Promise.all(calls.map(call => one.send('get_record_by_callid', call)))
    },
  },
  {
    name: 'gives up on damaged responses, and requests the call',
    passes: ['RB-A02', 'RB-B03', 'RB-B04'],
    faults: [{ on: 'end_call', body: 'garbage' }],
    async run({ client }) {
      const one = client()
      await one.send('end_call', callBody)
      await one.send('get_call_info', callBody)
    },
  },
  {
    name: 'gives up on lasting refusals',
    passes: ['RB-B01', 'RB-B03', 'RB-B04'],
    faults: [{ on: 'get_call_info', error: 101_001 }],
    run: requestCall({}),
  },
  {
    name: 'gives up on a connection that is always reset',
    passes: ['RB-B01', 'RB-B04'],
    faults: [{ on: 'all', drop: 'before' }],
    run: requestCall({}),
  },
  {
    name: 'pauses after 60007, one request after the other',
    passes: ['RB-B05'],
    settings: { rateLimit: 3 },
    async run({ client }) {
      const one = client({ attempts: 8 })
      for (let times = 0; times < 5; times++) await one.send('get_call_info', callBody)
    },
  },
  {
    name: 'retries a failed start, and uses the id of the started call',
    passes: ['RB-A02', 'RB-A05', 'RB-B03'],
    faults: [
      { on: 'start_call_by_robot', times: 1, error: 101_001 },
      { on: 'start_call_by_robot', times: 1, body: 'empty' },
    ],
    async run({ client }) {
      const one = client()
      const CallId = findCallId(await one.send('start_call_by_robot', startBody))
      await one.send('end_call', { CallId })
    },
  },
  {
    name: 'does not retry a permanent refusal',
    passes: ['RB-B02', 'RB-A05'],
    faults: [{ on: 'start_call_by_robot', error: 60_020 }],
    async run({ client }) {
      const one = client()
      await one.send('start_call_by_robot', startBody)
      await one.send('get_record_by_filter', {})
    },
  },
  {
    name: 'gives up on setting callbacks, and starts a call',
    passes: ['RB-B03', 'RB-B04'],
    faults: [{ on: 'set_callback', body: 'garbage' }],
    async run({ client }) {
      const one = client()
      await one.send('set_callback', callbackBody)
      const CallId = findCallId(await one.send('start_call_by_robot', startBody))
      await one.send('end_call', { CallId })
    },
  },
  {
    name: 'gives up on end_call, and reads the record',
    passes: ['RB-B03', 'RB-B04', 'RB-B10'],
    settings: manual,
    faults: [{ on: 'end_call', body: 'garbage' }],
    async run({ client, emulator }) {
      const one = client()
      await one.send('end_call', callBody)
      await emulator.clock.advance('6s')
      await one.send('get_record_by_callid', callBody)
    },
  },
  {
    name: 'accepts a response without RequestId',
    passes: ['RB-B10'],
    settings: manual,
    faults: [{ on: 'end_call', times: 1, omit: ['RequestId'] }],
    async run({ client, emulator }) {
      const one = client()
      await one.send('end_call', callBody)
      await emulator.clock.advance('6s')
      await one.send('get_record_by_callid', callBody)
    },
  },
  {
    name: 'pauses all of its requests after 60007',
    passes: ['RB-B05', 'RB-B09'],
    settings: { rateLimit: 10 },
    async run({ client }) {
      const one = client({ attempts: 8 })
      await Promise.all(Array.from({ length: 25 }, (_, page) => one.send('get_record_by_filter', { Page: page + 1 })))
    },
  },
  {
    name: 'sends requests for two applications and three administrators at once',
    passes: [...everyRequest, 'RB-Q10'],
    apps: [
      { sdkAppId: 1_400_000_001, secretKey: secretKey('1'), admins: ['administrator', 'second'] },
      { sdkAppId: 1_400_000_002, secretKey: secretKey('2'), admins: ['administrator'] },
    ],
    async run({ client }) {
      const clients = [
        client(),
        client({}, { identifier: 'second' }),
        client({}, { sdkAppId: 1_400_000_002, secretKey: secretKey('2') }),
      ]
      const commands: readonly OperationName[] = [
        'get_callback',
        'delete_callback',
        'get_record_by_filter',
        'set_callback',
      ]
      for (const command of commands) {
        await Promise.all(clients.map(one => one.send(command, command === 'set_callback' ? callbackBody : {})))
      }
    },
  },
  {
    name: 'sends 180 requests, ten at once',
    isInstant: true,
    passes: [...everyRequest, 'RB-Q10', 'RB-B07', 'RB-B09'],
    async run({ client }) {
      const one = client()
      await Promise.all(Array.from({ length: 180 }, (_, page) => one.send('get_record_by_filter', { Page: page + 1 })))
    },
  },
  {
    name: 'sends 20 requests at once, each on a connection',
    passes: [...everyRequest, 'RB-Q10'],
    async run({ client }) {
      const one = client({ slots: 100 })
      await Promise.all(Array.from({ length: 20 }, (_, page) => one.send('get_record_by_filter', { Page: page + 1 })))
    },
  },
  {
    name: 'has two workers that end an ended call',
    passes: ['RB-Q01'],
    faults: [{ on: 'end_call', delay: '250ms' }],
    run: atOnce(2, 'end_call', { CallId: 'another-call' }),
  },
  {
    name: 'has three workers that request an ended call',
    passes: ['RB-Q01'],
    faults: [{ on: 'get_call_info', delay: '250ms' }],
    run: atOnce(3, 'get_call_info', { CallId: 'another-call' }),
  },
  {
    name: 'has two workers that request a call while the service fails',
    passes: ['RB-B01'],
    faults: [{ on: 'get_call_info', times: 2, error: 101_001, delay: '250ms' }],
    run: atOnce(2, 'get_call_info', callBody),
  },
]
