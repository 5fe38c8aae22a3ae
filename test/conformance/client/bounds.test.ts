import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import type { Journal } from '../../../src/emulator/journal.ts'
import { type ExchangeInput, toJournal } from './journal.ts'

/** The result of one rule for a run. */
const verdictOf = (id: string, exchanges: readonly ExchangeInput[], journal?: Partial<Journal>) =>
  toClientReport([{ journal: toJournal(exchanges, journal) }]).results.find(({ rule }) => rule.id === id)?.verdict

const failing: ExchangeInput = { errorCode: 101_001, failureModes: ['refusal'] }
const slow: ExchangeInput = { errorCode: 60_007, failureModes: ['refusal'] }
const endedCall: ExchangeInput = { errorCode: 101_004 }
/** Alternates between two connections that were opened before. */
const inTurn = (index: number, t: number): ExchangeInput => ({
  ...endedCall,
  t,
  timing: { connection: (index % 2) + 1, opened: 0 },
})
const sig = (time: number, expire: number): ExchangeInput => ({
  userSig: {
    claims: { identifier: 'administrator', sdkAppId: 88_888_888, time, expire },
    refuse: undefined,
    because: undefined,
    findings: [],
  },
})
const now = 1_768_469_400
const repeatExchange = (count: number, exchanges: (index: number) => ExchangeInput) =>
  Array.from({ length: count }, (_, index) => exchanges(index))

test.each<[string, string, 'passed' | 'failed' | 'not exercised', readonly ExchangeInput[], Partial<Journal>?]>([
  ['RB-Q10', 'three requests are too few', 'not exercised', repeatExchange(3, () => ({ target: '/?random=7' }))],
  [
    'RB-Q10',
    'half of four requests share a random',
    'passed',
    repeatExchange(4, i => ({ target: `/?random=${i < 2 ? 7 : i}` })),
  ],
  [
    'RB-Q10',
    'three of four requests share a random',
    'failed',
    repeatExchange(4, i => ({ target: `/?random=${i < 3 ? 7 : i}` })),
  ],
  ['RB-Q16', '60 s are left', 'passed', [sig(now - 3_540, 3_600)]],
  ['RB-Q16', '59 s are left', 'failed', [sig(now - 3_541, 3_600)]],
  ['RB-Q16', 'a short lifetime is a finding of another rule', 'not exercised', [sig(now - 290, 299)]],
  ['RB-Q17', 'five minutes', 'passed', [sig(now, 300)]],
  ['RB-Q17', 'a second less than five minutes', 'failed', [sig(now, 299)]],
  ['RB-Q17', 'a leap year', 'passed', [sig(now, 366 * 86_400)]],
  ['RB-Q17', 'a second more than a leap year', 'failed', [sig(now, 366 * 86_400 + 1)]],
  ['RB-Q17', 'UserSigs are not verified', 'not exercised', [sig(now, 1)], { auth: 'off' }],
  ['RB-B01', 'one retry', 'passed', [failing, {}]],
  ['RB-B01', 'a request for another call is not a retry', 'failed', [failing, { callId: 'c2' }]],
  [
    'RB-B01',
    'a connection reset without a retry',
    'failed',
    [{ errorCode: undefined, drop: 'before', failureModes: ['reset-before'] }],
  ],
  [
    'RB-B01',
    'a connection reset during the response',
    'not exercised',
    [{ drop: 'during', failureModes: ['reset-during'] }],
  ],
  [
    'RB-B01',
    'a start whose connection was reset',
    'not exercised',
    [{ command: 'start_call_by_robot', errorCode: undefined, drop: 'before', failureModes: ['reset-before'] }],
  ],
  ['RB-B01', 'a reset of the emulator divides the run', 'failed', [failing, { epoch: 2 }]],
  ['RB-B02', 'one repetition after a second', 'passed', repeatExchange(2, i => ({ t: i * 1_001, errorCode: 101_002 }))],
  ['RB-B02', 'one repetition within a second', 'failed', repeatExchange(2, i => ({ t: i * 999, errorCode: 101_002 }))],
  [
    'RB-B02',
    'one repetition after another request',
    'passed',
    [
      { errorCode: 101_002, t: 0 },
      { callId: 'c2', t: 10 },
      { errorCode: 101_002, t: 20 },
    ],
  ],
  [
    'RB-B02',
    'two repetitions, however slow',
    'failed',
    repeatExchange(3, i => ({ t: i * 60_000, errorCode: 101_002 })),
  ],
  ['RB-B02', 'an ended call is a finding of another rule', 'not exercised', repeatExchange(3, () => endedCall)],
  [
    'RB-B02',
    'a record may become available',
    'not exercised',
    repeatExchange(3, () => ({ command: 'get_record_by_callid', errorCode: 101_050 })),
  ],
  [
    'RB-B02',
    'end_call is repeated for an ended call',
    'failed',
    repeatExchange(3, () => ({ command: 'end_call', errorCode: 101_004 })),
  ],
  ['RB-B03', '100 ms', 'passed', [{ ...failing, t: 0 }, { t: 101 }]],
  ['RB-B03', '99 ms', 'failed', [{ ...failing, t: 0 }, { t: 100 }]],
  [
    'RB-B03',
    'a manual clock counts too',
    'passed',
    [
      { ...failing, rate: 0, t: 0 },
      { rate: 0, t: 2, at: now * 1_000 + 500 },
    ],
  ],
  [
    'RB-B03',
    'a fast clock does not count',
    'failed',
    [
      { ...failing, rate: 60, t: 0 },
      { rate: 60, t: 10, at: now * 1_000 + 600 },
    ],
  ],
  ['RB-B04', 'one attempt', 'not exercised', [failing]],
  ['RB-B04', 'two failed attempts', 'passed', [failing, failing]],
  ['RB-B04', 'a success after two attempts', 'not exercised', [failing, failing, {}]],
  ['RB-B04', 'ten attempts', 'passed', repeatExchange(10, i => ({ ...failing, t: i * 200 }))],
  ['RB-B04', 'eleven attempts', 'failed', repeatExchange(11, i => ({ ...failing, t: i * 200 }))],
  [
    'RB-B04',
    'attempts without pauses are a finding of another rule',
    'not exercised',
    repeatExchange(11, i => ({ ...failing, t: i * 20 })),
  ],
  [
    'RB-B04',
    'one attempt a second is a poll',
    'not exercised',
    repeatExchange(11, i => ({ ...failing, t: i * 1_001 })),
  ],
  ['RB-B05', '200 ms', 'passed', [{ ...slow, t: 0 }, { t: 201 }]],
  ['RB-B05', '199 ms', 'failed', [{ ...slow, t: 0 }, { t: 200 }]],
  [
    'RB-B05',
    'a concurrent request',
    'not exercised',
    [
      { ...slow, t: 0 },
      { t: 0.5, callId: 'c2', timing: { connection: 2 } },
    ],
  ],
  ['RB-B06', 'one further request', 'passed', [endedCall, endedCall]],
  ['RB-B06', 'two further requests', 'failed', [endedCall, endedCall, endedCall]],
  // A pool takes any idle connection and sends the next request at once.
  ['RB-B06', 'requests on two connections in turn', 'failed', repeatExchange(3, i => inTurn(i, i * 3))],
  [
    'RB-B06',
    'requests of concurrent workers',
    'passed',
    repeatExchange(4, i => inTurn(i, Math.floor(i / 2) * 3 + (i % 2) * 0.5)),
  ],
  ['RB-B06', 'requests for other calls', 'passed', [endedCall, { callId: 'c2' }, { callId: 'c3' }]],
  ['RB-B07', 'a hundred requests a second', 'not exercised', repeatExchange(100, i => ({ t: i * 9 }))],
  ['RB-B07', 'two hundred requests within a second', 'passed', repeatExchange(200, i => ({ t: i * 4 }))],
  ['RB-B07', 'two hundred and one requests within a second', 'failed', repeatExchange(201, i => ({ t: i * 4 }))],
  ['RB-B07', 'two hundred requests in each of two seconds', 'passed', repeatExchange(400, i => ({ t: i * 5 }))],
  [
    'RB-B08',
    'the client waits three seconds',
    'passed',
    [{ failureModes: ['slow'], delay: 3_000, t: 0, timing: { sentAt: now * 1_000 + 3_000 } }],
  ],
  [
    'RB-B08',
    'the delay is shorter',
    'not exercised',
    [{ failureModes: ['slow'], t: 0, timing: { sentAt: now * 1_000 + 2_900 } }],
  ],
  [
    'RB-B08',
    'the client disconnects earlier',
    'failed',
    [{ failureModes: ['slow'], t: 0, timing: { sentAt: undefined, abortedAt: now * 1_000 + 2_999 } }],
  ],
  [
    'RB-B08',
    'the client disconnects later',
    'passed',
    [{ failureModes: ['slow'], t: 0, timing: { sentAt: undefined, abortedAt: now * 1_000 + 3_000 } }],
  ],
  [
    'RB-B08',
    'the command ends',
    'not exercised',
    [{ failureModes: ['slow'], t: 0, timing: { sentAt: undefined, abortedAt: now * 1_000 + 500 } }],
    { run: { command: 'test', code: 0, signal: null, began: now * 1_000, ended: now * 1_000 + 510 } },
  ],
  ['RB-B09', 'four new connections', 'not exercised', repeatExchange(4, i => ({ timing: { connection: i } }))],
  ['RB-B09', 'five new connections', 'failed', repeatExchange(5, i => ({ timing: { connection: i } }))],
  ['RB-B09', 'one reused connection', 'passed', repeatExchange(5, i => ({ timing: { connection: Math.min(i, 3) } }))],
  [
    'RB-B09',
    'connections that were reset',
    'not exercised',
    repeatExchange(9, i => ({ drop: 'before', timing: { connection: i } })),
  ],
  [
    'RB-B09',
    'connections that were idle for long',
    'not exercised',
    repeatExchange(9, i => ({ t: i * 6_000, timing: { connection: i } })),
  ],
  [
    'RB-B10',
    'too early, without a retry',
    'failed',
    [{ command: 'get_record_by_callid', errorCode: 101_050, endedAt: now * 1_000 - 4_999 }],
  ],
  [
    'RB-B10',
    'late enough',
    'not exercised',
    [{ command: 'get_record_by_callid', errorCode: 101_050, endedAt: now * 1_000 - 5_000 }],
  ],
  [
    'RB-B10',
    'too early, with a retry',
    'passed',
    [
      { command: 'get_record_by_callid', errorCode: 101_050, endedAt: now * 1_000 },
      { command: 'get_record_by_callid' },
    ],
  ],
  ['RB-B11', 'four polls', 'not exercised', repeatExchange(4, i => ({ t: i * 10, hasCallback: true }))],
  ['RB-B11', 'five fast polls', 'failed', repeatExchange(5, i => ({ t: i * 999, hasCallback: true }))],
  ['RB-B11', 'one poll a second', 'passed', repeatExchange(5, i => ({ t: i * 1_001, hasCallback: true }))],
  ['RB-B11', 'no callback is configured', 'not exercised', repeatExchange(9, i => ({ t: i * 10 }))],
  [
    'RB-A03',
    'the command fails',
    'passed',
    [{ status: 502, failureModes: ['http'] }],
    { run: { command: 'x', code: 1, signal: null, began: 0, ended: 1 } },
  ],
  [
    'RB-A03',
    'the command succeeds',
    'not exercised',
    [{ status: 502, failureModes: ['http'] }],
    { run: { command: 'x', code: 0, signal: null, began: 0, ended: 1 } },
  ],
  ['RB-A03', 'the request is repeated', 'passed', [{ status: 502, failureModes: ['http'] }, {}]],
  [
    'RB-A03',
    'the record of the call follows',
    'failed',
    [{ status: 502, failureModes: ['http'] }, { command: 'get_record_by_callid' }],
  ],
  [
    'RB-A03',
    'a request for another call follows',
    'not exercised',
    [
      { status: 502, failureModes: ['http'] },
      { command: 'end_call', callId: 'c2' },
    ],
  ],
  [
    'RB-A02',
    'get_call_info follows end_call',
    'not exercised',
    [{ command: 'end_call', failureModes: ['garbage'] }, {}],
  ],
  [
    'RB-A02',
    'the record follows end_call',
    'failed',
    [{ command: 'end_call', failureModes: ['garbage'] }, { command: 'get_record_by_callid' }],
  ],
])('%s: %s (%s)', (id, _, verdict, exchanges, journal) => {
  expect(verdictOf(id, exchanges, journal)).toBe(verdict)
})

test('Evaluates a request that breaks a rule on requests by no other rule', () => {
  const exchanges = repeatExchange(5, i => ({ t: i * 10, method: 'GET', errorCode: 60_002 }))
  const { results } = toClientReport([{ journal: toJournal(exchanges) }])
  expect(results.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule.id)).toEqual(['RB-Q01'])
})
