import * as z from 'zod'
import { callRecord, callResult, callType } from '../fields.ts'
import { defineOperation, toAnswer } from '../operation.ts'

const page = { page: 68931 } as const
const ofTheStart = { assumed: 'no page says which of the times of a call is meant; here it is its start' } as const

const optional = {
  StartTime: z
    .int()
    .min(0)
    .optional()
    .meta({
      description: 'Only calls that began then or later, in Unix seconds. At least, and if absent, 7 days ago.',
      'x-unit': 'Unix seconds',
      'x-source': [page, ofTheStart],
    }),
  EndTime: z
    .int()
    .min(0)
    .optional()
    .meta({
      description: 'Only calls that began then or earlier, in Unix seconds; now if absent.',
      'x-unit': 'Unix seconds',
      'x-source': [page, ofTheStart],
    }),
  CallResult: callResult.optional().meta({ description: 'Only calls that came out so; all if absent.' }),
  CallType: callType.optional().meta({ description: 'Only calls of this type; all if absent.' }),
  NumberPerPage: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .meta({
      description: 'How many records a page has; 10 if absent.',
      'x-unit': 'records',
      'x-source': [page, { assumed: 'the page gives the default and no bounds; 1 to 1000 are ours' }],
    }),
  Page: z
    .int()
    .min(1)
    .optional()
    .meta({
      description: 'Which page, from 1 on; 1 if absent.',
      'x-source': [page, { assumed: 'the page gives the default alone; that pages begin with 1 follows from it' }],
    }),
}

/** get_record_by_filter: records of the last seven days, by page. */
export const getRecordByFilter = defineOperation({
  service: 'call_record_http_srv',
  command: 'get_record_by_filter',
  title: 'Read records by a filter',
  description:
    'Lists the records of the last 7 days that fit, page by page. A record is listed from five seconds after the end on.',
  pages: [68931],
  perSecond: { limit: 200, source: page },
  body: z.object(optional),
  response: z.object({
    TotalNum: z.int().min(0).meta({ description: 'How many records fit, on all pages.', 'x-unit': 'records' }),
    Page: z
      .int()
      .min(0)
      .meta({
        description: 'The page that was asked for; 0 where there is nothing on it.',
        'x-source': [page, { assumed: 'the page says that there is data where Page is above 0, and no more' }],
      }),
    CallRecordList: z.array(callRecord).meta({
      description: 'The records, by StartTime, the oldest first.',
      'x-source': [page, { assumed: 'no page names the order; the sample is in this one' }],
    }),
  }),
  readOnly: true,
  invalid: 'InvalidParameter',
  invalidSource: { assumed: 'the page names no code for a wrong field, and the call engine answers this one' },
  refusals: ['InternalError', 'InvalidParameter', 'RecordNotFound'],
  examples: [
    {
      title: 'The second page of calls of two that ended normally',
      source: page,
      body: {
        StartTime: 0,
        EndTime: 1740531683,
        CallResult: 'NormalEnd',
        CallType: 'SingleCall',
        NumberPerPage: 2,
        Page: 2,
      },
      answer: toAnswer('Id-d3d6aa216dcc4cf4a4eee19c4942e740-O-Seq-2556133', {
        TotalNum: 141,
        Page: 2,
        CallRecordList: [
          {
            CallId: '04c9a0ac-8e38-4a19-be45-349c5ce7911b',
            Caller_Account: '147',
            MediaType: 'Audio',
            CallType: 'SingleCall',
            StartTime: 1739960242,
            EndTime: 1739960245,
            AcceptTime: 1739960244,
            CallResult: 'NormalEnd',
            CalleeList_Account: ['147', '369'],
            RoomId: 'roomid-1434',
            RoomIdType: 2,
          },
          {
            CallId: '055662e1-bc8a-469c-a334-1126c8c17d58',
            Caller_Account: '3423',
            MediaType: 'Video',
            CallType: 'SingleCall',
            StartTime: 1739960500,
            EndTime: 1739960507,
            AcceptTime: 1739960503,
            CallResult: 'NormalEnd',
            CalleeList_Account: ['3423', '3243'],
            RoomId: 'roomid-1434',
            RoomIdType: 2,
          },
        ],
      }),
    },
  ],
  contradictions: [
    {
      subject: 'CallResult and CallType of the request',
      statements: [
        { page: 68931, text: 'the sample has both' },
        { page: 68931, text: 'the table of fields has neither' },
      ],
      decision: 'Both are taken, with the words that records have.',
    },
    {
      subject: 'CallRecordList[].CallResult and CallRecordList[].RoomIdType',
      statements: [
        { page: 68931, text: 'the table says Integer and String' },
        { page: 68931, text: 'the sample has a string and an integer' },
      ],
      decision: "The sample's: they are so on page 68930 too.",
    },
  ],
})
