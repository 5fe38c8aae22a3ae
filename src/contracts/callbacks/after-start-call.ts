import * as z from 'zod'
import { defineCallback } from '../callback.ts'
import { chatGroupId, mediaType, roomFields, userList } from '../fields.ts'

/** Call.CallbackAfterStartCall: a call has begun. */
export const afterStartCall = defineCallback({
  command: 'Call.CallbackAfterStartCall',
  title: 'A call has begun',
  description:
    'Sent when a call has begun. The page speaks of calls that a member begins; that one begun by a robot is told too is assumed.',
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
    UserList: userList.meta({ description: 'Who takes part: the caller Calling, everyone called Waiting.' }),
    EventTime: z
      .int()
      .min(0)
      .meta({ description: 'When it happened, in Unix milliseconds.', 'x-unit': 'Unix milliseconds' }),
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
