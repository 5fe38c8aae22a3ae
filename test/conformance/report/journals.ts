import type { NamedJournal } from '../../../src/conformance/client/run-facts.ts'
import type { Entry, Journal } from '../../../src/emulator/journal.ts'
import { noon, target } from './fixture.ts'

const toEntry = (entry: Partial<Entry>): Entry => ({
  position: 1,
  at: noon,
  method: 'POST',
  target,
  body: '{"CallId":"one"}',
  unreadable: undefined,
  scope: 'call-api',
  command: 'get_call_info',
  sdkAppId: 88888888,
  identifier: 'administrator',
  callId: 'one',
  status: 200,
  errorCode: 0,
  reply: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0,"RequestId":"id"}',
  faults: [],
  failureModes: [],
  tolerated: [],
  delay: 0,
  drop: undefined,
  events: [],
  endedAt: undefined,
  hasCallback: false,
  id: '88888888-1',
  epoch: 1,
  rate: 1,
  timing: {
    connection: 7,
    host: '127.0.0.1:2255',
    agent: 'node',
    opened: undefined,
    closed: undefined,
    receivedAt: noon + 0.25,
    sentAt: noon + 12.75,
    abortedAt: undefined,
  },
  isCut: false,
  userSig: undefined,
  isAdministrator: true,
  leaks: [],
  ...entry,
})

const toJournal = (entries: readonly Entry[], journal: Partial<Journal> = {}): Journal => ({
  ringback: 'journal',
  version: 2,
  scenario: 'busy-day',
  validation: 'strict',
  auth: 'verify',
  counts: [],
  total: entries.length,
  entries,
  ...journal,
})

/** Journals of the two runs of the report. */
export const journals: readonly NamedJournal[] = [
  {
    name: 'shard-1.json',
    journal: toJournal(
      [
        toEntry({}),
        toEntry({ position: 2, errorCode: 70003, status: 200 }),
        toEntry({
          position: 3,
          drop: 'before',
          failureModes: ['reset-before'],
          reply: '',
          timing: undefined,
          delay: 40,
        }),
        toEntry({ position: 4, status: 502, errorCode: undefined, reply: '<html>', failureModes: ['http', 'html'] }),
        toEntry({ position: 5, body: 'half of it…', isCut: true }),
      ],
      { run: { command: 'npm test', code: 1, signal: null, began: noon, ended: noon + 12_300 } },
    ),
  },
  { journal: toJournal([toEntry({ method: '', target: '', body: '' })], { scenario: 'demo' }) },
]

/** Journals in which every text that a client can determine is the same. */
export const createHostileJournals = (text: string): readonly NamedJournal[] => [
  {
    name: text,
    journal: toJournal(
      [
        toEntry({
          method: text,
          target: text,
          body: text,
          command: text,
          identifier: text,
          callId: text,
          reply: text,
          at: Number.NaN,
          timing: {
            connection: undefined,
            host: text,
            agent: text,
            opened: undefined,
            closed: undefined,
            receivedAt: Number.MAX_VALUE,
            sentAt: 0,
            abortedAt: undefined,
          },
        }),
      ],
      { scenario: text },
    ),
  },
]
