import * as z from 'zod'
import { callId, chatGroupId, mediaType, ownLength, roomFields, userList } from '../fields.ts'
import { defineOperation, toAnswer } from '../operation.ts'

const response = z.object({
  CallInfo: z
    .object({
      CallId: z.string().meta({ description: 'The id of the call.' }),
      MediaType: mediaType,
      ChatGroupId: chatGroupId,
      ...roomFields,
    })
    .meta({ description: 'What kind of call it is, and in which room.' }),
  UserList: userList.meta({ description: 'The current members. UserList is next to CallInfo, not inside it.' }),
})

/** get_call_info: the live state of one call. */
export const getCallInfo = defineOperation({
  service: 'call_engine_http_srv',
  command: 'get_call_info',
  title: "Get a call's live state",
  description: 'Returns an ongoing call and its members. A call that has ended is not found.',
  pages: [68932],
  perSecond: { limit: 200, source: { page: 68932 } },
  body: z.object({ CallId: callId.meta({ 'x-source': [{ page: 68932 }, ownLength] }) }),
  response,
  readOnly: true,
  invalid: 'InvalidParameter',
  refusals: ['InternalError', 'InvalidParameter', 'CallNotFound'],
  examples: [
    {
      title: 'A call that one member has not answered yet',
      source: { page: 68932 },
      body: { CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' },
      answer: toAnswer('Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769', {
        CallInfo: {
          CallId: '055662e1-bc8a-469c-a334-1126c8c17d58',
          MediaType: 'Audio',
          ChatGroupId: '',
          RoomId: '',
          RoomIdType: 0,
        },
        UserList: [
          { User_Account: 'user1', Status: 'Calling' },
          { User_Account: 'user2', Status: 'Waiting' },
        ],
      }),
    },
  ],
})
