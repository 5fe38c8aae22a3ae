import type { CallInput, StepInput } from '../../../scenarios/schema.ts'
import { aCall, anEndedCall, type CommandCases, callId, gives, oddAccounts, oddId, refuses } from '../case.ts'

const body = { CallId: callId }
const late = '20s'
const record = 'A record tells for good what a call was: what it is read as ends in bills and statistics.'
const readRecord = 'Read each field of CallRecord under its own name; times are Unix seconds.'
const none = '101050 says that there is no record: none yet, or none at all.'
const tellNone = 'Hand 101050 on as an error that carries the number, so that whoever calls can ask again later.'

/** Calls that come out in each way but the normal one, every one with an id of its own. */
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

/** What get_record_by_callid tells, and what it does not. */
export const getRecordByCallid: CommandCases<'get_record_by_callid'> = {
  seen: { page: 68930 },
  plain: {
    scene: { calls: [anEndedCall] },
    after: late,
    body,
    gives: ['CallRecord.CallId', 'CallRecord.CallResult'],
  },
  own: [
    {
      id: 'RB-C100',
      sentence: 'Tells who called, who took part, and how the call came out',
      reason: record,
      fix: readRecord,
      scene: { calls: [anEndedCall] },
      steps: [
        {
          after: late,
          body,
          wants: gives(
            'CallRecord.CallId',
            'CallRecord.Caller_Account',
            'CallRecord.CalleeList_Account',
            'CallRecord.CallResult',
          ),
        },
      ],
    },
    {
      id: 'RB-C101',
      sentence: 'Tells when a call began, was answered and ended',
      reason: 'Times of records are Unix seconds; those of callbacks are milliseconds.',
      fix: readRecord,
      scene: { calls: [anEndedCall] },
      steps: [
        { after: late, body, wants: gives('CallRecord.StartTime', 'CallRecord.AcceptTime', 'CallRecord.EndTime') },
      ],
    },
    {
      id: 'RB-C102',
      sentence: 'Tells a call that nobody answered: AcceptTime is 0',
      reason: 'AcceptTime is 0 where nobody answered; as a moment it would be in 1970.',
      fix: 'Take AcceptTime 0 for "never", before it is made a date or a duration.',
      seen: { page: 68940 },
      scene: { calls: [{ ...aCall, ring: '5s' }] },
      steps: [{ after: late, body, wants: gives('CallRecord.AcceptTime', 'CallRecord.CallResult') }],
    },
    {
      id: 'RB-C103',
      sentence: 'Tells calls apart that were cancelled, rejected, met by busy, or interrupted',
      reason: 'CallResult has seven words, and each of them is another story.',
      fix: 'Hand CallResult on as the word it is, or map all seven.',
      seen: { page: 68940 },
      scene: { calls: outcomes.map(toCall) },
      steps: [
        { after: late, body: { CallId: 'cancelled' }, wants: gives('CallRecord.CallResult') },
        { body: { CallId: 'rejected' }, wants: gives('CallRecord.CallResult') },
        { body: { CallId: 'busy' }, wants: gives('CallRecord.CallResult') },
        { body: { CallId: 'interrupted' }, wants: gives('CallRecord.CallResult') },
      ],
    },
    {
      id: 'RB-C104',
      sentence: 'Tells a video call of several in a room',
      reason: record,
      fix: readRecord,
      scene: {
        calls: [
          { ...anEndedCall, to: ['user2', 'user3'], media: 'video', room: 1434, group: '@TGS#1YTTZEAEG', ring: '10s' },
        ],
      },
      steps: [
        {
          after: '30s',
          body,
          wants: gives(
            'CallRecord.MediaType',
            'CallRecord.CallType',
            'CallRecord.CalleeList_Account',
            'CallRecord.RoomId',
            'CallRecord.RoomIdType',
          ),
        },
      ],
    },
    {
      id: 'RB-C105',
      sentence: 'Gives 101050 right after the end, and the record five seconds later',
      reason: 'A record can be read from 5 s after the end on; before that there is none.',
      fix: `${tellNone} Do not remember that there was none.`,
      scene: { calls: [anEndedCall] },
      steps: [
        { after: '6s', body, wants: refuses('RecordNotFound') },
        { after: '10s', body, wants: gives('CallRecord.CallId', 'CallRecord.CallResult') },
      ],
    },
    {
      id: 'RB-C106',
      sentence: 'Gives 101050 for the record of a call that goes on',
      reason: none,
      fix: tellNone,
      scene: { calls: [aCall] },
      steps: [{ after: late, body, wants: refuses('RecordNotFound') }],
    },
    {
      id: 'RB-C107',
      sentence: 'Gives 101050 for the record of a call that never was',
      reason: none,
      fix: tellNone,
      scene: {},
      steps: [{ body: { CallId: 'no-such-call' }, wants: refuses('RecordNotFound') }],
    },
    {
      id: 'RB-C108',
      sentence: 'Reads a record whose id and accounts have any signs',
      reason: 'Body and answer are JSON in UTF-8, and accounts are texts.',
      fix: 'Serialise and parse with a library for JSON, in UTF-8; never put texts together by hand.',
      scene: {
        calls: [
          {
            ...aCall,
            id: oddId,
            from: oddAccounts[0],
            to: oddAccounts.slice(1),
            then: [{ at: '1s', does: 'cancel' }],
          },
        ],
      },
      steps: [
        { after: late, body: { CallId: oddId }, wants: gives('CallRecord.CallId', 'CallRecord.CalleeList_Account') },
      ],
    },
  ],
}
