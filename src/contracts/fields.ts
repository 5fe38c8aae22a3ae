import * as z from 'zod'
import type { Source } from './source.ts'

/** What is to be said of an id or an account in a request, beside its page: the bound is ours, longer ones name nothing. */
export const ownLength: Source = { assumed: 'no page bounds its length; 256 characters are ours' }

/** The id of a call, as requests name it, `ownLength` at most. */
export const callId = z.string().min(1).max(256).meta({ description: 'The id of the call.' })

/** An account, as requests name one, `ownLength` at most. */
export const account = z.string().min(1).max(256)

/** What a call carries. */
export const mediaType = z.enum(['Audio', 'Video']).meta({ description: 'What the call carries.' })

/** The media room of a call, in responses and callbacks. */
export const roomFields = {
  RoomId: z.string().meta({ description: 'The media room of the call; empty if there is none.' }),
  RoomIdType: z
    .literal([0, 1, 2])
    .meta({ description: 'How RoomId is meant: 1 a number, 2 a string; 0 where there is no room.' }),
}

/** The chat group of a call. */
export const chatGroupId = z.string().meta({ description: 'The chat group of the call; empty if there is none.' })

/** The members of a call, in responses and callbacks. */
export const userList = z
  .array(
    z.object({
      User_Account: z.string().meta({ description: "A member's account." }),
      Status: z.enum(['Calling', 'Waiting']).meta({ description: 'In the call, or not yet.' }),
    }),
  )
  .meta({ description: 'The members.' })

/** A time in Unix seconds. */
const seconds = (description: string) => z.int().min(0).meta({ description, 'x-unit': 'Unix seconds' })

/** How a call came out. */
export const callResult = z
  .enum(['Cancel', 'Reject', 'NotAnswer', 'NormalEnd', 'CallBusy', 'Interrupt', 'Offline'])
  .meta({
    description:
      'How a call came out. Cancel: given up by the caller; Interrupt: by the network; Offline: a heartbeat stayed away.',
  })

/** Whether a call was one of two. */
export const callType = z.enum(['SingleCall', 'MultiCall']).meta({ description: 'One to one, or several.' })

const record = { page: 68930 } as const
const roomless = { assumed: 'no page shows a record without a room; it says so as get_call_info does' } as const

/** What is kept of a call that has ended: records and the callback after its end carry it (pages 68930, 68931, 68940). */
export const callRecord = z
  .object({
    CallId: z.string().meta({ description: 'The id of the call.' }),
    Caller_Account: z.string().meta({ description: 'Who called.' }),
    MediaType: mediaType,
    CallType: callType.meta({
      'x-source': [record, { assumed: 'no page says which calls are single; here those of two without a chat group' }],
    }),
    StartTime: seconds('When the call began, in Unix seconds.'),
    EndTime: seconds('When it ended, in Unix seconds.'),
    AcceptTime: seconds('When it was first answered, in Unix seconds; 0 if nobody did.').meta({
      'x-unit': 'Unix seconds',
      'x-source': [record, { page: 68940 }],
    }),
    CallResult: callResult.meta({ 'x-source': [record, { page: 68940 }] }),
    CalleeList_Account: z
      .array(z.string())
      .meta({ description: "The call's members, the caller included, as the samples show." }),
    RoomId: roomFields.RoomId.meta({ 'x-source': [record, roomless] }),
    RoomIdType: roomFields.RoomIdType.meta({ 'x-source': [record, roomless] }),
  })
  .meta({ description: 'What is kept of a call that has ended.' })

/** A record as it travels. */
export type CallRecord = z.infer<typeof callRecord>
