import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import type { Journal } from '../../../src/emulator/journal.ts'
import { type Told, toJournal } from './journal.ts'

/** What comes of one rule in a run. */
const verdictOf = (id: string, told: readonly Told[], journal?: Partial<Journal>) =>
  toClientReport([{ journal: toJournal(told, journal) }]).results.find(({ rule }) => rule.id === id)?.verdict

const failing: Told = { errorCode: 101_001, failureModes: ['refusal'] }
const slow: Told = { errorCode: 60_007, failureModes: ['refusal'] }
const gone: Told = { errorCode: 101_004 }
/** By two connections in turn, which are there from the beginning. */
const inTurn = (index: number, t: number): Told => ({ ...gone, t, line: { connection: (index % 2) + 1, opened: 0 } })
const sig = (time: number, expire: number): Told => ({
  userSig: {
    claims: { identifier: 'administrator', sdkAppId: 88_888_888, time, expire },
    refuse: undefined,
    because: undefined,
    findings: [],
  },
})
const now = 1_768_469_400
const many = (count: number, told: (index: number) => Told) => Array.from({ length: count }, (_, index) => told(index))

test.each<[string, string, 'passed' | 'failed' | 'not exercised', readonly Told[], Partial<Journal>?]>([
  ['RB-Q10', 'three requests say nothing of chance', 'not exercised', many(3, () => ({ target: '/?random=7' }))],
  ['RB-Q10', 'half of four may share a random', 'passed', many(4, i => ({ target: `/?random=${i < 2 ? 7 : i}` }))],
  ['RB-Q10', 'three of four may not', 'failed', many(4, i => ({ target: `/?random=${i < 3 ? 7 : i}` }))],
  ['RB-Q16', '60 s are left', 'passed', [sig(now - 3_540, 3_600)]],
  ['RB-Q16', '59 s are left', 'failed', [sig(now - 3_541, 3_600)]],
  ['RB-Q16', 'a short life is another rule', 'not exercised', [sig(now - 290, 299)]],
  ['RB-Q17', 'five minutes are enough', 'passed', [sig(now, 300)]],
  ['RB-Q17', 'a second less is not', 'failed', [sig(now, 299)]],
  ['RB-Q17', 'a leap year is fine', 'passed', [sig(now, 366 * 86_400)]],
  ['RB-Q17', 'a second more is not', 'failed', [sig(now, 366 * 86_400 + 1)]],
  ['RB-Q17', 'nobody looks where UserSigs are not verified', 'not exercised', [sig(now, 1)], { auth: 'off' }],
  ['RB-B01', 'one retry is one', 'passed', [failing, {}]],
  ['RB-B01', 'a retry about another call is none', 'failed', [failing, { callId: 'c2' }]],
  [
    'RB-B01',
    'a reset calls for a retry too',
    'failed',
    [{ errorCode: undefined, drop: 'before', failureModes: ['reset-before'] }],
  ],
  [
    'RB-B01',
    'what was cut off in the middle may have been done',
    'not exercised',
    [{ drop: 'during', failureModes: ['reset-during'] }],
  ],
  [
    'RB-B01',
    'what was reset may have been started',
    'not exercised',
    [{ command: 'start_call_by_robot', errorCode: undefined, drop: 'before', failureModes: ['reset-before'] }],
  ],
  ['RB-B01', 'nothing carries over a reset of the emulator', 'failed', [failing, { epoch: 2 }]],
  ['RB-B02', 'once more after a second is chance', 'passed', many(2, i => ({ t: i * 1_001, errorCode: 101_002 }))],
  ['RB-B02', 'once more within a second is a retry', 'failed', many(2, i => ({ t: i * 999, errorCode: 101_002 }))],
  [
    'RB-B02',
    'with something in between it is chance',
    'passed',
    [
      { errorCode: 101_002, t: 0 },
      { callId: 'c2', t: 10 },
      { errorCode: 101_002, t: 20 },
    ],
  ],
  ['RB-B02', 'three times is a retry, however slow', 'failed', many(3, i => ({ t: i * 60_000, errorCode: 101_002 }))],
  ['RB-B02', 'a call that is gone is another rule', 'not exercised', many(3, () => gone)],
  [
    'RB-B02',
    'a record that is not there yet may come',
    'not exercised',
    many(3, () => ({ command: 'get_record_by_callid', errorCode: 101_050 })),
  ],
  [
    'RB-B02',
    'ending a call that is gone again is a retry',
    'failed',
    many(3, () => ({ command: 'end_call', errorCode: 101_004 })),
  ],
  ['RB-B03', '100 ms are a pause', 'passed', [{ ...failing, t: 0 }, { t: 101 }]],
  ['RB-B03', '99 ms are none', 'failed', [{ ...failing, t: 0 }, { t: 100 }]],
  [
    'RB-B03',
    'on a clock that is moved by hand its time counts too',
    'passed',
    [
      { ...failing, rate: 0, t: 0 },
      { rate: 0, t: 2, at: now * 1_000 + 500 },
    ],
  ],
  [
    'RB-B03',
    'a clock that runs fast makes no pause',
    'failed',
    [
      { ...failing, rate: 60, t: 0 },
      { rate: 60, t: 10, at: now * 1_000 + 600 },
    ],
  ],
  ['RB-B04', 'one attempt shows no bound', 'not exercised', [failing]],
  ['RB-B04', 'two attempts and no more do', 'passed', [failing, failing]],
  ['RB-B04', 'success shows none', 'not exercised', [failing, failing, {}]],
  ['RB-B04', 'ten attempts are bounded', 'passed', many(10, i => ({ ...failing, t: i * 200 }))],
  ['RB-B04', 'eleven are not', 'failed', many(11, i => ({ ...failing, t: i * 200 }))],
  ['RB-B04', 'without pauses it is another rule', 'not exercised', many(11, i => ({ ...failing, t: i * 20 }))],
  ['RB-B04', 'once a second is a poll', 'not exercised', many(11, i => ({ ...failing, t: i * 1_001 }))],
  ['RB-B05', '200 ms are enough', 'passed', [{ ...slow, t: 0 }, { t: 201 }]],
  ['RB-B05', '199 ms are not', 'failed', [{ ...slow, t: 0 }, { t: 200 }]],
  [
    'RB-B05',
    'what was under way could not know',
    'not exercised',
    [
      { ...slow, t: 0 },
      { t: 0.5, callId: 'c2', line: { connection: 2 } },
    ],
  ],
  ['RB-B06', 'one straggler may be', 'passed', [gone, gone]],
  ['RB-B06', 'two are a poll', 'failed', [gone, gone, gone]],
  // As a pool does: whatever connection is idle is taken, and a next request comes at once.
  ['RB-B06', 'by two connections in turn they are too', 'failed', many(3, i => inTurn(i, i * 3))],
  [
    'RB-B06',
    'of workers side by side nobody can tell',
    'passed',
    many(4, i => inTurn(i, Math.floor(i / 2) * 3 + (i % 2) * 0.5)),
  ],
  ['RB-B06', 'asking about another call is no poll', 'passed', [gone, { callId: 'c2' }, { callId: 'c3' }]],
  ['RB-B07', 'a hundred a second say nothing', 'not exercised', many(100, i => ({ t: i * 9 }))],
  ['RB-B07', 'two hundred within a second are allowed', 'passed', many(200, i => ({ t: i * 4 }))],
  ['RB-B07', 'two hundred and one are not', 'failed', many(201, i => ({ t: i * 4 }))],
  ['RB-B07', 'a second later there is room again', 'passed', many(400, i => ({ t: i * 5 }))],
  [
    'RB-B08',
    'three seconds are enough',
    'passed',
    [{ failureModes: ['slow'], delay: 3_000, t: 0, line: { sentAt: now * 1_000 + 3_000 } }],
  ],
  [
    'RB-B08',
    'a shorter delay shows nothing',
    'not exercised',
    [{ failureModes: ['slow'], t: 0, line: { sentAt: now * 1_000 + 2_900 } }],
  ],
  [
    'RB-B08',
    'hanging up earlier is a slip',
    'failed',
    [{ failureModes: ['slow'], t: 0, line: { sentAt: undefined, abortedAt: now * 1_000 + 2_999 } }],
  ],
  [
    'RB-B08',
    'hanging up later is none',
    'passed',
    [{ failureModes: ['slow'], t: 0, line: { sentAt: undefined, abortedAt: now * 1_000 + 3_000 } }],
  ],
  [
    'RB-B08',
    'a command that ends hangs up on everything',
    'not exercised',
    [{ failureModes: ['slow'], t: 0, line: { sentAt: undefined, abortedAt: now * 1_000 + 500 } }],
    { run: { command: 'test', code: 0, signal: null, began: now * 1_000, ended: now * 1_000 + 510 } },
  ],
  ['RB-B09', 'four requests are no habit', 'not exercised', many(4, i => ({ line: { connection: i } }))],
  ['RB-B09', 'five new connections are', 'failed', many(5, i => ({ line: { connection: i } }))],
  ['RB-B09', 'one that is used again is enough', 'passed', many(5, i => ({ line: { connection: Math.min(i, 3) } }))],
  [
    'RB-B09',
    'nobody uses again what was cut',
    'not exercised',
    many(9, i => ({ drop: 'before', line: { connection: i } })),
  ],
  ['RB-B09', 'nor what was idle for long', 'not exercised', many(9, i => ({ t: i * 6_000, line: { connection: i } }))],
  [
    'RB-B10',
    'too early, and never again',
    'failed',
    [{ command: 'get_record_by_callid', errorCode: 101_050, endedAt: now * 1_000 - 4_999 }],
  ],
  [
    'RB-B10',
    'late enough it is another matter',
    'not exercised',
    [{ command: 'get_record_by_callid', errorCode: 101_050, endedAt: now * 1_000 - 5_000 }],
  ],
  [
    'RB-B10',
    'asking again mends it',
    'passed',
    [
      { command: 'get_record_by_callid', errorCode: 101_050, endedAt: now * 1_000 },
      { command: 'get_record_by_callid' },
    ],
  ],
  ['RB-B11', 'four polls are none', 'not exercised', many(4, i => ({ t: i * 10, hasCallback: true }))],
  ['RB-B11', 'five quick ones are', 'failed', many(5, i => ({ t: i * 999, hasCallback: true }))],
  ['RB-B11', 'once a second is sane', 'passed', many(5, i => ({ t: i * 1_001, hasCallback: true }))],
  ['RB-B11', 'without callbacks there is no other way', 'not exercised', many(9, i => ({ t: i * 10 }))],
  [
    'RB-A03',
    'a run that ends badly noticed it',
    'passed',
    [{ status: 502, failureModes: ['http'] }],
    { run: { command: 'x', code: 1, signal: null, began: 0, ended: 1 } },
  ],
  [
    'RB-A03',
    'a run that ends well may have',
    'not exercised',
    [{ status: 502, failureModes: ['http'] }],
    { run: { command: 'x', code: 0, signal: null, began: 0, ended: 1 } },
  ],
  ['RB-A03', 'asking the same again noticed it', 'passed', [{ status: 502, failureModes: ['http'] }, {}]],
  [
    'RB-A03',
    'asking for the record of the call did not',
    'failed',
    [{ status: 502, failureModes: ['http'] }, { command: 'get_record_by_callid' }],
  ],
  [
    'RB-A03',
    'going on with another call says nothing',
    'not exercised',
    [
      { status: 502, failureModes: ['http'] },
      { command: 'end_call', callId: 'c2' },
    ],
  ],
  [
    'RB-A02',
    'looking whether a call has ended is careful',
    'not exercised',
    [{ command: 'end_call', failureModes: ['garbage'] }, {}],
  ],
  [
    'RB-A02',
    'taking it for ended is not',
    'failed',
    [{ command: 'end_call', failureModes: ['garbage'] }, { command: 'get_record_by_callid' }],
  ],
])('%s: %s (%s)', (id, _, verdict, told, journal) => {
  expect(verdictOf(id, told, journal)).toBe(verdict)
})

test('a request that breaks a rule of requests is evaluated by no other', () => {
  const told = many(5, i => ({ t: i * 10, method: 'GET', errorCode: 60_002 }))
  const { results } = toClientReport([{ journal: toJournal(told) }])
  expect(results.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule.id)).toEqual(['RB-Q01'])
})
