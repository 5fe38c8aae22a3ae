import * as z from 'zod'
import { defineCallback } from '../callback.ts'
import { userList } from '../fields.ts'

/** What a member did, or what was done to one. */
export const actionType = z.enum([
  'Answer',
  'Reject',
  'NotAnswer',
  'Hangup',
  'Join',
  'Offline',
  'Invite',
  'Cancel_Invite',
])

const page = { page: 69215 } as const

/** Call.CallbackAfterMemberChanged: members of a call have answered, left, joined or been invited. */
export const afterMemberChanged = defineCallback({
  command: 'Call.CallbackAfterMemberChanged',
  title: 'Members of a call have changed',
  description:
    'Sent when a member answers, rejects, does not answer in time, hangs up, joins, goes offline, is invited, or loses its invitation.',
  pages: [69215],
  body: z.object({
    CallbackCommand: z.literal('Call.CallbackAfterMemberChanged').meta({ description: 'The word of this callback.' }),
    CallId: z.string().meta({ description: 'The id of the call.' }),
    UserList: userList.meta({ description: 'Who takes part after the change.' }),
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
    EventTime: z
      .int()
      .min(0)
      .meta({ description: 'When it happened, in Unix milliseconds.', 'x-unit': 'Unix milliseconds' }),
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
      decision: "The sample's words are sent: the table's have spaces and a slip of the pen.",
    },
  ],
})
