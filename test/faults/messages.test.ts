import { expect, test } from 'vitest'
import { type FaultInput, toFault } from '../../src/faults/fault.ts'
import { describeFault } from '../../src/faults/messages.ts'

const bounds = {
  call: 'c',
  app: 7,
  identifier: 'admin',
  skip: 1,
  times: 2,
  from: '5s',
  until: '1m',
  probability: 0.07,
} as const

const faults: readonly FaultInput[] = [
  { on: 'all', error: 101001, message: 'no' },
  { on: 'all', http: 502, delay: '1s500ms' },
  { on: 'all', drop: 'before' },
  { on: 'all', drop: 'during' },
  ...(['empty', 'truncated', 'garbage', 'html'] as const).map((body): FaultInput => ({ on: 'all', body })),
  { on: 'all', omit: ['ActionStatus', 'RequestId'] },
  { on: 'all', mistype: ['ErrorCode'] },
  { on: 'all', dribble: '50B/s' },
  { on: 'all', delay: { uniform: ['10ms', '200ms'] } },
  { on: 'all', delay: { lognormal: { median: '80ms', sigma: 0.5 } } },
  ...(['drop', 'duplicate', 'reorder', 'wrong-signature'] as const).map(
    (callback): FaultInput => ({ on: 'callbacks', callback }),
  ),
  { on: 'Call.CallbackAfterEndCall', callback: 'malformed', delay: '5s', times: 1 },
  { on: ['get_call_info', 'end_call'], http: 502, ...bounds },
]

test('Makes the message of every kind of fault', () => {
  expect(faults.map(fault => describeFault(toFault(fault), { matched: 3, hit: 2 }))).toMatchSnapshot()
})
