import * as z from 'zod'
import { isUrl, keysOf } from '../text/data.ts'
import { type CallbackContract, defineCallback } from './callback.ts'
import { callRecord, chatGroupId, mediaType, roomFields, userList } from './fields.ts'

const eventTime = z
  .int()
  .min(0)
  .meta({ description: 'When it happened, in Unix milliseconds.', 'x-unit': 'Unix milliseconds' })

/** Call.CallbackAfterStartCall: a call has begun. */
const afterStartCall = defineCallback({
  command: 'Call.CallbackAfterStartCall',
  title: 'A call has begun',
  description:
    'Sent when a call has started. The page describes calls that a member starts; it is assumed that a call started by a robot causes it too.',
  pages: [68941],
  body: z.object({
    CallbackCommand: z.literal('Call.CallbackAfterStartCall').meta({ description: 'The word of this callback.' }),
    CallInfo: z
      .object({
        CallId: z.string().meta({ description: 'The id of the call.' }),
        CallMediaType: mediaType.meta({ description: 'What the call carries, under the name of the sample.' }),
        MediaType: mediaType.optional().meta({
          description: 'What the call carries, under the name of the table. Absent in the shape of the sample.',
        }),
        ChatGroupId: chatGroupId,
        RoomId: roomFields.RoomId,
        RoomIdType: roomFields.RoomIdType.meta({
          'x-source': [
            { page: 68941 },
            { assumed: 'the sample has 1 without a room; 0 is what get_call_info answers' },
          ],
        }),
      })
      .meta({ description: 'What kind of call it is, and in which room.' }),
    UserList: userList.meta({ description: 'The members: the caller is Calling, everyone called is Waiting.' }),
    EventTime: eventTime,
  }),
  examples: [
    {
      title: "An audio call begins; the sample's, with MediaType beside CallMediaType and the accounts as strings",
      source: { page: 68941 },
      body: {
        CallbackCommand: 'Call.CallbackAfterStartCall',
        CallInfo: {
          CallId: '055662e1-bc8a-469c-a334-1126c8c17d58',
          CallMediaType: 'Audio',
          MediaType: 'Audio',
          ChatGroupId: '',
          RoomId: '',
          RoomIdType: 1,
        },
        UserList: [
          { User_Account: '144115212830834855', Status: 'Calling' },
          { User_Account: '144115212948889925', Status: 'Waiting' },
        ],
        EventTime: 1740464128807,
      },
    },
  ],
  contradictions: [
    {
      subject: 'CallInfo.CallMediaType',
      statements: [
        { page: 68941, text: 'the sample names it CallMediaType' },
        { page: 68941, text: 'the table names it MediaType' },
      ],
      decision:
        'Both are sent with the same value by default, so that a receiver finds it under either name. `--callback-shape sample` sends the name of the sample alone.',
    },
    {
      subject: 'UserList[].User_Account',
      statements: [
        { page: 68941, text: 'the sample has numbers' },
        { page: 68941, text: 'the table says String' },
      ],
      decision:
        "Strings are sent: accounts are strings everywhere else, and the sample's numbers do not fit into a double.",
    },
    {
      subject: 'CallInfo.RoomIdType without a room',
      statements: [
        { page: 68941, text: 'the sample has 1 beside an empty RoomId' },
        { page: 68932, text: 'the sample of get_call_info has 0 beside an empty RoomId' },
      ],
      decision: '0 is sent, as get_call_info answers it: one call, one value.',
    },
  ],
})

/** What a member did, or what was done to one. */
const actionType = z.enum(['Answer', 'Reject', 'NotAnswer', 'Hangup', 'Join', 'Offline', 'Invite', 'Cancel_Invite'])

const page = { page: 69215 } as const

/** Call.CallbackAfterMemberChanged: members of a call have answered, left, joined or been invited. */
const afterMemberChanged = defineCallback({
  command: 'Call.CallbackAfterMemberChanged',
  title: 'Members of a call have changed',
  description:
    'Sent when a member answers, rejects, does not answer in time, hangs up, joins, goes offline, is invited, or loses its invitation.',
  pages: [69215],
  body: z.object({
    CallbackCommand: z.literal('Call.CallbackAfterMemberChanged').meta({ description: 'The word of this callback.' }),
    CallId: z.string().meta({ description: 'The id of the call.' }),
    UserList: userList.meta({ description: 'The members after the change.' }),
    ChangedUserList: z
      .array(
        z.object({
          User_Account: z.string().meta({ description: 'The account of a member that changed.' }),
          ActionType: actionType.meta({
            description: 'What changed.',
            'x-source': [page, { assumed: 'no word is documented for a busy member; it gets Reject' }],
          }),
        }),
      )
      .min(1)
      .meta({
        description: 'Who changed; several where one cause changed several at the same instant.',
        'x-source': [page, { assumed: 'it is a list, and no page says whether several changes share a callback' }],
      }),
    EventTime: eventTime,
  }),
  examples: [
    {
      title: 'The called one answers',
      source: { page: 69215 },
      body: {
        CallbackCommand: 'Call.CallbackAfterMemberChanged',
        CallId: '055662e1-bc8a-469c-a334-1126c8c17d58',
        UserList: [
          { User_Account: 'user1', Status: 'Calling' },
          { User_Account: 'user2', Status: 'Calling' },
        ],
        ChangedUserList: [{ User_Account: 'user2', ActionType: 'Answer' }],
        EventTime: 1740464128807,
      },
    },
  ],
  contradictions: [
    {
      subject: 'ChangedUserList[].ActionType',
      statements: [
        { page: 69215, text: 'the sample lists Answer, Hangup, Invite, Cancel_Invite' },
        { page: 69215, text: 'the table lists Accept, Hang Up, Invited, Canncel_Invite' },
      ],
      decision: 'The words of the sample are sent: those of the table have spaces and a typing error.',
    },
  ],
})

/** Call.CallbackAfterEndCall: a call has ended. */
const afterEndCall = defineCallback({
  command: 'Call.CallbackAfterEndCall',
  title: 'A call has ended',
  description:
    'Sent when a call has ended: at most one participant is left. Its record can be read from get_record_by_callid five seconds later. The page describes no other way to end; it is assumed that end_call and an interruption cause it too.',
  pages: [68940],
  body: z.object({
    CallbackCommand: z.literal('Call.CallbackAfterEndCall').meta({ description: 'The word of this callback.' }),
    CallRecord: callRecord,
    EventTime: eventTime,
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

/** Every callback by its name on the wire. */
export const callbacks = {
  'Call.CallbackAfterStartCall': afterStartCall,
  'Call.CallbackAfterMemberChanged': afterMemberChanged,
  'Call.CallbackAfterEndCall': afterEndCall,
} as const satisfies { readonly [command: string]: CallbackContract }

/** The name of a callback on the wire. */
export type CallbackCommand = keyof typeof callbacks

/** The body of a callback. */
export type CallbackBody<Name extends CallbackCommand = CallbackCommand> = z.infer<(typeof callbacks)[Name]['body']>

/** The name of every callback, in the order of a call's events. */
export const callbackCommands = keysOf(callbacks)

/** Whether a text is the name of a callback. */
export const isCallbackCommand = (word: string): word is CallbackCommand => Object.hasOwn(callbacks, word)

/** The expected address of a callback, as a noun phrase. */
const urlForm = 'an address without spaces that begins with http:// or https://, such as http://127.0.0.1:3000/callback'

/** An address that callbacks are sent to. It may have a query of its own, as real clients' have. */
export const callbackUrl = z
  .string()
  .max(2_048)
  .refine(url => /^https?:\/\/[^\s/?#]/i.test(url) && isUrl(url) && !/\s/.test(url), { error: urlForm })
