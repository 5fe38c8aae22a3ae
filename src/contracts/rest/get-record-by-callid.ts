import * as z from 'zod'
import { callId, callRecord, ownLength } from '../fields.ts'
import { defineOperation, toAnswer } from '../operation.ts'

/** get_record_by_callid: the record of one call that has ended. */
export const getRecordByCallid = defineOperation({
  service: 'call_record_http_srv',
  command: 'get_record_by_callid',
  title: 'Read the record of a call',
  description:
    'Returns the record of a call that has ended. A record can be read from five seconds after the end, for 7 days (the 7 days are assumed: the page of get_record_by_filter has them).',
  pages: [68930],
  perSecond: { limit: 200, source: { page: 68930 } },
  body: z.object({ CallId: callId.meta({ 'x-source': [{ page: 68930 }, ownLength] }) }),
  response: z.object({ CallRecord: callRecord }),
  readOnly: true,
  invalid: 'InvalidParameter',
  invalidSource: { assumed: 'the page names no code for a wrong field, and the call engine answers this one' },
  refusals: ['InternalError', 'InvalidParameter', 'RecordNotFound'],
  examples: [
    {
      title: 'A call of several that ended normally',
      source: { page: 68930 },
      body: { CallId: '04c9a0ac-8e38-4a19-be45-349c5ce7911b' },
      answer: toAnswer('Id-da9b3ee8bece466d951a9d93965c3d2c-O-Seq-324151555', {
        CallRecord: {
          CallId: '04c9a0ac-8e38-4a19-be45-349c5ce7911b',
          Caller_Account: 'user1',
          MediaType: 'Audio',
          CallType: 'MultiCall',
          StartTime: 1739868165,
          EndTime: 1740064224,
          AcceptTime: 1739872743,
          CallResult: 'NormalEnd',
          CalleeList_Account: ['user1', 'user5', 'user2'],
          RoomId: 'roomid-1434',
          RoomIdType: 2,
        },
      }),
    },
  ],
  contradictions: [
    {
      subject: 'CallRecord.CallResult',
      statements: [
        { page: 68930, text: 'the table lists six results' },
        { page: 68940, text: 'the table lists the same and Offline' },
      ],
      decision: 'A call that ended because a heartbeat stayed away is Offline in records too: one call, one result.',
    },
  ],
})
