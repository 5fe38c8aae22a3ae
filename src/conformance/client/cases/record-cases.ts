import type { CallInput, StepInput } from '../../../scenarios/schema.ts'
import {
  type CommandCases,
  callId,
  endedCall,
  failsWith,
  returns,
  ringingCall,
  unusualAccounts,
  unusualId,
} from '../case.ts'

const body = { CallId: callId }
const late = '20s'
const record = 'A record is the permanent description of a call and the basis of bills and statistics.'
const readRecord = 'Read each field of CallRecord by its own name; times are Unix seconds.'
const none = '101050 means that there is no record: not yet, or not at all.'
const returnNone = 'Return 101050 as an error with that number, so that the caller can retry later.'

/** Expects a value with these fields of `CallRecord`. */
const returnsRecord = (...fields: readonly string[]) => returns(...fields.map(field => `CallRecord.${field}`))

/** Calls with each result except the normal one, and their ids. */
const outcomes: readonly (readonly [id: string, step: StepInput])[] = [
  ['cancelled', { at: '1s', does: 'cancel' }],
  ['rejected', { at: '1s', user: 'rejected-callee', does: 'reject' }],
  ['busy', { at: '1s', user: 'busy-callee', does: 'busy' }],
  ['interrupted', { at: '1s', does: 'interrupt' }],
]

const toCall = ([id, step]: (typeof outcomes)[number]): CallInput => ({
  id,
  from: `${id}-caller`,
  to: [`${id}-callee`],
  media: 'audio',
  ring: 'never',
  then: [step],
})

/** The cases of get_record_by_callid. */
export const getRecordByCallid: CommandCases<'get_record_by_callid'> = {
  plain: { setup: { calls: [endedCall] }, after: late, body, returns: ['CallRecord.CallId', 'CallRecord.CallResult'] },
  own: [
    {
      id: 'RB-C100',
      title: 'Returns the caller, the callees and the result of a call',
      reason: record,
      fix: readRecord,
      setup: { calls: [endedCall] },
      steps: [
        { after: late, body, expected: returnsRecord('CallId', 'Caller_Account', 'CalleeList_Account', 'CallResult') },
      ],
    },
    {
      id: 'RB-C101',
      title: 'Returns when a call was started, answered and ended',
      reason: 'Times of records are Unix seconds; those of callbacks are milliseconds.',
      fix: readRecord,
      setup: { calls: [endedCall] },
      steps: [{ after: late, body, expected: returnsRecord('StartTime', 'AcceptTime', 'EndTime') }],
    },
    {
      id: 'RB-C102',
      title: 'Returns AcceptTime 0 for an unanswered call',
      reason: 'AcceptTime is 0 for an unanswered call; as a date it would be in 1970.',
      fix: 'Treat AcceptTime 0 as "never" before converting it to a date or a duration.',
      source: { page: 68940 },
      setup: { calls: [{ ...ringingCall, ring: '5s' }] },
      steps: [{ after: late, body, expected: returnsRecord('AcceptTime', 'CallResult') }],
    },
    {
      id: 'RB-C103',
      title: 'Distinguishes cancelled, rejected, busy and interrupted calls',
      reason: 'CallResult has seven values with different meanings.',
      fix: 'Return CallResult as it is, or map all seven values.',
      source: { page: 68940 },
      setup: { calls: outcomes.map(toCall) },
      steps: [
        { after: late, body: { CallId: 'cancelled' }, expected: returnsRecord('CallResult') },
        { body: { CallId: 'rejected' }, expected: returnsRecord('CallResult') },
        { body: { CallId: 'busy' }, expected: returnsRecord('CallResult') },
        { body: { CallId: 'interrupted' }, expected: returnsRecord('CallResult') },
      ],
    },
    {
      id: 'RB-C104',
      title: 'Returns the record of a group video call in a room',
      reason: record,
      fix: readRecord,
      setup: {
        calls: [
          { ...endedCall, to: ['user2', 'user3'], media: 'video', room: 1434, group: '@TGS#1YTTZEAEG', ring: '10s' },
        ],
      },
      steps: [
        {
          after: '30s',
          body,
          expected: returnsRecord('MediaType', 'CallType', 'CalleeList_Account', 'RoomId', 'RoomIdType'),
        },
      ],
    },
    {
      id: 'RB-C105',
      title: 'Returns 101050 right after the end, and the record five seconds later',
      reason: 'A record is available 5 s after the end of the call, and not earlier.',
      fix: `${returnNone} Do not cache that there was none.`,
      setup: { calls: [endedCall] },
      steps: [
        { after: '6s', body, expected: failsWith('RecordNotFound') },
        { after: '10s', body, expected: returnsRecord('CallId', 'CallResult') },
      ],
    },
    {
      id: 'RB-C106',
      title: 'Returns 101050 for the record of a live call',
      reason: none,
      fix: returnNone,
      setup: { calls: [ringingCall] },
      steps: [{ after: late, body, expected: failsWith('RecordNotFound') }],
    },
    {
      id: 'RB-C107',
      title: 'Returns 101050 for the record of a call that never existed',
      reason: none,
      fix: returnNone,
      steps: [{ body: { CallId: 'no-such-call' }, expected: failsWith('RecordNotFound') }],
    },
    {
      id: 'RB-C108',
      title: 'Returns a record with unusual characters in its id and accounts',
      reason: 'Request and response are JSON in UTF-8, and accounts are strings.',
      fix: 'Serialize and parse with a JSON library, in UTF-8; never concatenate texts by hand.',
      setup: {
        calls: [
          {
            ...ringingCall,
            id: unusualId,
            from: unusualAccounts[0],
            to: unusualAccounts.slice(1),
            then: [{ at: '1s', does: 'cancel' }],
          },
        ],
      },
      steps: [{ after: late, body: { CallId: unusualId }, expected: returnsRecord('CallId', 'CalleeList_Account') }],
    },
  ],
}

const page = ['TotalNum', 'Page', 'CallRecordList'] as const
/** The year 2100, in Unix seconds: more than 31 bits. */
const farFuture = 4_102_444_800
const pages = 'TotalNum counts the records of all pages, and Page is the returned one, 0 for an empty page.'
const readPages = 'Request page by page, from 1 on, until TotalNum records have been received.'

/** Five calls: three answered, one of them a group call, one rejected and one unanswered. */
const calls: readonly CallInput[] = [1, 2, 3, 4, 5].map(number => ({
  id: `call-${number}`,
  at: `${number}s`,
  from: `caller-${number}`,
  to: number === 3 ? ['callee-3', 'third'] : [`callee-${number}`],
  media: 'audio',
  ring: '5s',
  then:
    number === 4
      ? [{ at: '1s', user: 'callee-4', does: 'reject' }]
      : number === 5
        ? []
        : [
            { at: '1s', user: `callee-${number}`, does: 'answer' },
            { at: '3s', user: `caller-${number}`, does: 'hangup' },
          ],
}))

/** The cases of get_record_by_filter. */
export const getRecordByFilter: CommandCases<'get_record_by_filter'> = {
  plain: { setup: { calls: [endedCall] }, after: '30s', body: {}, returns: ['TotalNum', 'CallRecordList'] },
  own: [
    {
      id: 'RB-C110',
      title: 'Returns every record with its own fields',
      reason: 'Without a filter the response has all records of the last seven days.',
      fix: 'Send {} for no filter, and read each record of CallRecordList.',
      setup: { calls },
      steps: [{ after: '30s', body: {}, expected: returns('TotalNum', 'CallRecordList') }],
    },
    {
      id: 'RB-C111',
      title: 'Returns records page by page, and where they end',
      reason: pages,
      fix: readPages,
      setup: { calls },
      steps: [
        { after: '30s', body: { NumberPerPage: 2, Page: 1 }, expected: returns(...page) },
        { body: { NumberPerPage: 2, Page: 3 }, expected: returns(...page) },
        { body: { NumberPerPage: 2, Page: 4 }, expected: returns(...page) },
      ],
    },
    {
      id: 'RB-C112',
      title: 'Filters by the result and by the type of a call',
      reason: 'CallResult and CallType narrow the list.',
      fix: 'Send the filter with the names and values of the page; mistyped ones are ignored.',
      setup: { calls },
      steps: [
        { after: '30s', body: { CallResult: 'Reject' }, expected: returns('TotalNum', 'CallRecordList') },
        { body: { CallResult: 'NormalEnd', CallType: 'SingleCall' }, expected: returns('TotalNum', 'CallRecordList') },
        { body: { CallType: 'MultiCall' }, expected: returns('TotalNum', 'CallRecordList') },
      ],
    },
    {
      id: 'RB-C113',
      title: 'Filters by times and page sizes at their bounds',
      reason: 'Times are Unix seconds, and a page has 10 records by default.',
      fix: 'Send times in seconds, as numbers of more than 31 bits, and send 0 if it is given.',
      setup: { calls },
      steps: [
        { after: '30s', body: { StartTime: 0, EndTime: farFuture, NumberPerPage: 1_000 }, expected: returns(...page) },
        { body: { NumberPerPage: 1 }, expected: returns(...page) },
      ],
    },
    {
      id: 'RB-C114',
      title: 'Returns 101050 if no record matches',
      reason: 'If nothing matches at all, the service returns an error and not an empty list.',
      fix: 'Return 101050 as an error with that number.',
      setup: { calls },
      steps: [{ after: '30s', body: { CallResult: 'Offline' }, expected: failsWith('RecordNotFound') }],
    },
  ],
}
