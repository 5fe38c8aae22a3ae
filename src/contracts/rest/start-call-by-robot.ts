import * as z from 'zod'
import { account, mediaType, ownLength } from '../fields.ts'
import { defineOperation, toAnswer } from '../operation.ts'

/** The longest UserData, in bytes of UTF-8. */
const longestUserData = 1_000

const utf8 = new TextEncoder()

const page = { page: 74505 } as const
const tutorial = { page: 71845 } as const

const text = (description: string) => z.string().optional().meta({ description })

const offlinePushInfo = z
  .object({
    PushFlag: z
      .int()
      .optional()
      .meta({ description: '0 pushes, 1 does not.', 'x-source': [page, { page: 67553 }] }),
    Title: text('The title of the push.'),
    Desc: text('The text of the push.'),
    Ext: text('Data that is passed on to the application.'),
  })
  .meta({ description: 'The push notification for members who are offline. ringback sends none.' })

const roomIdForm = 'a decimal number of at most 10 digits where RoomIdType is 1'

const callInfo = z
  .object({
    MediaType: mediaType,
    RoomId: z
      .string()
      .max(128)
      .optional()
      .meta({
        description: 'The media room; the call has none if it is absent or empty.',
        'x-source': [page, { assumed: 'no page bounds it; 128 characters, and 10 digits of a number, are ours' }],
      }),
    RoomIdType: z
      .literal([1, 2])
      .optional()
      .meta({
        description: 'How RoomId is meant: 1 a number, 2 a string; 2 if absent.',
        'x-source': [page, { assumed: 'both are optional, and no page says what a RoomId without its type is' }],
      }),
  })
  .superRefine(({ RoomId, RoomIdType }, context) => {
    if (RoomIdType !== 1 || !RoomId || /^\d{1,10}$/.test(RoomId)) return
    context.addIssue({ code: 'custom', path: ['RoomId'], message: roomIdForm })
  })
  .meta({ description: 'What kind of call it is, and in which room.' })

const body = z.object({
  Robot_Account: account.meta({
    description: 'The robot that calls. Neither its heartbeat nor whether it is busy is looked at.',
    'x-source': [page, ownLength],
  }),
  CalleeList_Account: z
    .array(account)
    .min(1)
    .max(100)
    .superRefine((callees, context) => {
      const again = callees.findIndex((callee, index) => callees.indexOf(callee) !== index)
      if (again === -1) return
      context.addIssue({ code: 'custom', path: [again], message: 'an account that is not named before' })
    })
    .meta({
      description: 'Who is called.',
      uniqueItems: true,
      'x-source': [
        page,
        { assumed: 'no page says how many may be called, nor whether one may be named twice or be the robot itself' },
      ],
    }),
  Timeout: z
    .int()
    .min(10_000)
    .max(600_000)
    .meta({ description: 'How long the callees ring, in milliseconds.', 'x-unit': 'milliseconds' }),
  UserData: z
    .string()
    .refine(data => data.length <= longestUserData && utf8.encode(data).length <= longestUserData, {
      error: `at most ${longestUserData} bytes of UTF-8`,
    })
    .optional()
    .meta({
      description: `Passed on to the callees; at most ${longestUserData} bytes.`,
      'x-source': [page, { assumed: 'the page says bytes, and not of which encoding' }],
    }),
  CallInfo: callInfo,
  OfflinePushInfo: offlinePushInfo.optional(),
})

const response = z.object({
  CallId: z.string().meta({ description: 'The id of the new call.', 'x-source': [tutorial] }),
  CallResult: z
    .array(
      z.object({
        Callee_Account: z.string().meta({ description: 'Who was called.', 'x-source': [tutorial] }),
        ResultCode: z.int().meta({
          description: '0: the call went out.',
          'x-source': [tutorial, { assumed: 'the sample has 0, and no page says what else there is' }],
        }),
      }),
    )
    .meta({ description: 'The result of the call to each callee.', 'x-source': [tutorial] }),
})

/** start_call_by_robot: the server starts a call in the name of a robot account. */
export const startCallByRobot = defineOperation({
  service: 'call_engine_http_srv',
  command: 'start_call_by_robot',
  title: 'Start a call by a robot',
  description:
    'Starts a call in the name of a robot account: the robot is in it from the start, everyone called rings.',
  pages: [74505, 71845],
  perSecond: { limit: 200, source: page },
  body,
  response,
  invalid: 'InvalidParameter',
  refusals: ['InternalError', 'InvalidParameter', 'CallNotFound'],
  examples: [
    {
      title: 'A video call by a robot',
      source: tutorial,
      body: {
        Robot_Account: 'robot',
        CalleeList_Account: ['jack'],
        Timeout: 300_000,
        UserData: 'userdata-12345687',
        CallInfo: { MediaType: 'Video', RoomId: 'roomid-test', RoomIdType: 2 },
        OfflinePushInfo: {
          PushFlag: 0,
          Title: 'This is the push title',
          Desc: 'This is offline push content',
          Ext: '{"entity":{"key1":"value1","key2":"value2"}}',
        },
      },
      answer: toAnswer('Id-01f93f1a85c34d64a0e4cadb371deef8-O-Seq-997346', {
        CallId: '35fd577d-1d10-4201-a40d-6d7316560986',
        CallResult: [{ Callee_Account: 'jack', ResultCode: 0 }],
      }),
    },
    {
      title: 'An audio call by a robot; the answer has the Response of the other page',
      source: page,
      body: {
        Robot_Account: 'user1',
        CalleeList_Account: ['user5'],
        Timeout: 300_000,
        UserData: 'userdata-12345687',
        CallInfo: { MediaType: 'Audio', RoomIdType: 2, RoomId: 'roomid-1234' },
        OfflinePushInfo: {
          PushFlag: 0,
          Title: 'This is the push title',
          Desc: 'This is the offline push content',
          Ext: 'This is the transmitted content',
        },
      },
      answer: toAnswer('Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769', {
        CallId: '35fd577d-1d10-4201-a40d-6d7316560986',
        CallResult: [{ Callee_Account: 'user5', ResultCode: 0 }],
      }),
    },
  ],
  contradictions: [
    {
      subject: 'Response',
      statements: [
        { page: 74505, text: 'neither sample nor table has a Response' },
        { page: 71845, text: 'the sample has CallId and CallResult in it' },
      ],
      decision: 'It is sent: without CallId nobody could do anything with the call.',
    },
    {
      subject: 'CallInfo.MediaType',
      statements: [
        { page: 74505, text: 'the sample has Audio' },
        { page: 71845, text: 'the table has "video" in lowercase, the sample has Video' },
      ],
      decision: 'Only Audio and Video are taken: values are case-sensitive (page 68926).',
    },
  ],
})
