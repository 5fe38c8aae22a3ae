import type { OperationName } from '../../../../src/contracts/operations.ts'
import { aCall, aCallback, everyRequest, type GoodClient, type Stage } from './stage.ts'

const secretKey = (digit: string) => digit.repeat(64)

/** Asks the same so often at once. */
const atOnce =
  (count: number, command: OperationName, body: object) =>
  ({ client }: Stage) => {
    const one = client()
    return Promise.all(Array.from({ length: count }, () => one.ask(command, body)))
  }

/** Well made clients that do many things at once. */
export const goodCrowds: readonly GoodClient[] = [
  {
    name: 'rests after 60007, with all it has under way',
    passes: ['RB-B05', 'RB-B09'],
    settings: { rateLimit: 10 },
    async run({ client }) {
      const one = client({ attempts: 8 })
      await Promise.all(Array.from({ length: 25 }, (_, page) => one.ask('get_record_by_filter', { Page: page + 1 })))
    },
  },
  {
    name: 'asks for two applications and three administrators at once',
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
        await Promise.all(clients.map(one => one.ask(command, command === 'set_callback' ? aCallback : {})))
      }
    },
  },
  {
    name: 'asks 180 things, ten at once',
    isInstant: true,
    passes: [...everyRequest, 'RB-Q10', 'RB-B07', 'RB-B09'],
    async run({ client }) {
      const one = client()
      await Promise.all(Array.from({ length: 180 }, (_, page) => one.ask('get_record_by_filter', { Page: page + 1 })))
    },
  },
  {
    name: 'asks 20 things at once, by as many connections as it takes',
    passes: [...everyRequest, 'RB-Q10'],
    async run({ client }) {
      const one = client({ slots: 100 })
      await Promise.all(Array.from({ length: 20 }, (_, page) => one.ask('get_record_by_filter', { Page: page + 1 })))
    },
  },
  {
    name: 'has two workers that end a call that is gone',
    passes: ['RB-Q01'],
    faults: [{ on: 'end_call', delay: '250ms' }],
    run: atOnce(2, 'end_call', { CallId: 'another-call' }),
  },
  {
    name: 'has three workers that ask about a call that is gone',
    passes: ['RB-Q01'],
    faults: [{ on: 'get_call_info', delay: '250ms' }],
    run: atOnce(3, 'get_call_info', { CallId: 'another-call' }),
  },
  {
    name: 'has two workers that ask about a call while the service fails',
    passes: ['RB-B01'],
    faults: [{ on: 'get_call_info', times: 2, error: 101_001, delay: '250ms' }],
    run: atOnce(2, 'get_call_info', aCall),
  },
]
