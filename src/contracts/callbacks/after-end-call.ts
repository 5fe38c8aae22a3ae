import * as z from 'zod'
import { defineCallback } from '../callback.ts'
import { callRecord } from '../fields.ts'

/** Call.CallbackAfterEndCall: a call has ended. */
export const afterEndCall = defineCallback({
  command: 'Call.CallbackAfterEndCall',
  title: 'A call has ended',
  description:
    'Sent when a call has ended: at most one participant is left. Its record can be read from get_record_by_callid five seconds later. The page speaks of no other way to end; that one by end_call or by an interruption is told too is assumed.',
  pages: [68940],
  body: z.object({
    CallbackCommand: z.literal('Call.CallbackAfterEndCall').meta({ description: 'The word of this callback.' }),
    CallRecord: callRecord,
    EventTime: z
      .int()
      .min(0)
      .meta({ description: 'When it happened, in Unix milliseconds.', 'x-unit': 'Unix milliseconds' }),
  }),
  examples: [
    {
      title: 'Nobody answered in time',
      source: { page: 68940 },
      body: {
        CallbackCommand: 'Call.CallbackAfterEndCall',
        CallRecord: {
          CallId: '055662e1-bc8a-469c-a334-1126c8c17d58',
          Caller_Account: '10001',
          MediaType: 'Audio',
          CallType: 'SingleCall',
          StartTime: 1741231146,
          EndTime: 1741231296,
          AcceptTime: 0,
          CallResult: 'NotAnswer',
          CalleeList_Account: ['10001', 'user2'],
          RoomId: 'roomid-1434',
          RoomIdType: 2,
        },
        EventTime: 1703589922780,
      },
    },
  ],
  contradictions: [
    {
      subject: 'CallRecord.CalleeList_Account',
      statements: [
        { page: 68940, text: 'the name speaks of those who are called' },
        { page: 68940, text: 'the table speaks of members, and the sample names the caller too' },
      ],
      decision: 'All members are named, the caller first.',
    },
  ],
})
