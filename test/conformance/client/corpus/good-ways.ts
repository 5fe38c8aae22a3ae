import { findCallId } from './client.ts'
import { aCall, aCallback, aStart, everyRequest, type GoodClient, look, manual, ring } from './stage.ts'

/** Well made clients that nothing goes wrong for. */
export const goodWays: readonly GoodClient[] = [
  {
    name: 'goes through all commands',
    passes: [...everyRequest, 'RB-Q10', 'RB-B09', 'RB-B10'],
    settings: manual,
    async run({ client, emulator }) {
      const one = client()
      await one.ask('set_callback', aCallback)
      await one.ask('get_callback', {})
      const CallId = findCallId(await one.ask('start_call_by_robot', aStart))
      await one.ask('get_call_info', { CallId })
      await one.ask('end_call', { CallId })
      await emulator.clock.advance('6s')
      await one.ask('get_record_by_callid', { CallId })
      await one.ask('get_record_by_filter', { NumberPerPage: 20 })
      await one.ask('delete_callback', {})
      await one.ask('get_callback', {})
    },
  },
  {
    name: 'waits for an answer that takes 3.2 s',
    passes: ['RB-B08'],
    faults: [{ on: 'get_call_info', delay: '3200ms' }],
    run: look({}),
  },
  {
    name: 'waits for an answer that trickles',
    passes: ['RB-Q01'],
    faults: [{ on: 'get_call_info', dribble: '100B/s' }],
    run: look({}),
  },
  {
    name: 'polls a call until it is over, and reads its record in time',
    passes: ['RB-B06', 'RB-B10'],
    settings: manual,
    calls: [{ ...ring(aCall.CallId), then: [{ at: '4s', user: 'user2', does: 'reject' }] }],
    async run({ client, emulator }) {
      const one = client()
      for (let code = 0; code === 0; ) {
        const outcome = await one.ask('get_call_info', aCall)
        code = outcome.is === 'answer' ? outcome.code : -1
        await emulator.clock.advance('1s')
      }
      await emulator.clock.advance('5s')
      await one.ask('get_record_by_callid', aCall)
    },
  },
  {
    name: 'asks about a call that is gone in each of its lives',
    passes: ['RB-B06'],
    settings: manual,
    calls: [],
    async run({ client, emulator }) {
      const one = client()
      for (let life = 0; life < 4; life++) {
        await one.ask('get_call_info', aCall)
        emulator.reset()
      }
    },
  },
  {
    name: 'polls beside callbacks, every two seconds',
    passes: ['RB-B11'],
    settings: manual,
    async run({ client, emulator }) {
      const one = client()
      await one.ask('set_callback', aCallback)
      for (let times = 0; times < 8; times++) {
        await one.ask('get_call_info', aCall)
        await emulator.clock.advance('2s')
      }
    },
  },
  {
    name: 'reads a record too early, and again later',
    passes: ['RB-B10'],
    settings: manual,
    async run({ client, emulator }) {
      const one = client()
      await one.ask('end_call', aCall)
      for (let times = 0; times < 3; times++) {
        await one.ask('get_record_by_callid', aCall)
        await emulator.clock.advance('3s')
      }
    },
  },
  {
    name: 'asks the host of its region',
    passes: [...everyRequest, 'RB-Q24'],
    async run({ client }) {
      for (let times = 0; times < 2; times++)
        await client({ host: 'adminapisgp.im.qcloud.com' }).ask('get_call_info', aCall)
    },
  },
  {
    name: 'asks the backup host of its region after the main host',
    passes: [...everyRequest, 'RB-Q24'],
    async run({ client }) {
      for (const host of ['console.tim.qq.com', 'adminapi.my-imcloud.com', 'CONSOLE.tim.qq.com.'])
        await client({ host }).ask('get_call_info', aCall)
    },
  },
  {
    name: 'starts a call of a hundred, with long names',
    passes: ['RB-Q01', 'RB-Q19'],
    run: ({ client }) =>
      client().ask('start_call_by_robot', {
        ...aStart,
        CalleeList_Account: Array.from({ length: 100 }, (_, index) => `callee-${index}-${'x'.repeat(20)}`),
        UserData: 'für alle',
      }),
  },
  {
    name: 'asks where UserSigs are not looked at',
    passes: ['RB-Q01', 'RB-Q09', 'RB-Q18'],
    settings: { auth: 'off' },
    run: look({}),
  },
]
