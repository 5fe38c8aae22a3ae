import { z } from 'zod'

/** The id of a call, as requests name it. The bound is ours: longer ids name no call. */
export const callId = z.string().min(1).max(256).meta({ description: 'The id of the call.' })

/** An account, as requests name one. The bound is ours. */
export const account = z.string().min(1).max(256)

/** What a call carries. */
export const mediaType = z.enum(['Audio', 'Video']).meta({ description: 'What the call carries.' })

/** The media room of a call, as answers and callbacks tell it. */
export const roomFields = {
  RoomId: z.string().meta({ description: 'The media room of the call; empty if there is none.' }),
  RoomIdType: z.literal([0, 1, 2]).meta({
    description: 'How RoomId is meant: 1 a number, 2 a string; 0 where there is no room, as the sample shows.',
  }),
}

/** The chat group of a call. */
export const chatGroupId = z.string().meta({ description: 'The chat group of the call; empty if there is none.' })

/** Who takes part, as answers and callbacks tell it. */
export const userList = z.array(
  z.object({
    User_Account: z.string().meta({ description: "A member's account." }),
    Status: z.enum(['Calling', 'Waiting']).meta({ description: 'In the call, or not yet.' }),
  }),
)

/** A moment in Unix seconds. */
const seconds = (description: string) => z.int().min(0).meta({ description })

/** How a call came out. */
export const callResult = z.enum(['Cancel', 'Reject', 'NotAnswer', 'NormalEnd', 'CallBusy', 'Interrupt', 'Offline'])

/** Whether a call was one of two. */
export const callType = z.enum(['SingleCall', 'MultiCall'])

/** What is kept of a call that has ended: records and the callback after its end carry it (pages 68930, 68940). */
export const callRecord = z.object({
  CallId: z.string().meta({ description: 'The id of the call.' }),
  Caller_Account: z.string().meta({ description: 'Who called.' }),
  MediaType: mediaType,
  CallType: callType.meta({
    description: 'One to one, or several.',
    'x-seen': [
      { assumed: 'a call of two without a chat group counts as single; the page does not say which calls do' },
    ],
  }),
  StartTime: seconds('When the call began, in Unix seconds.'),
  EndTime: seconds('When it ended, in Unix seconds.'),
  AcceptTime: seconds('When it was first answered, in Unix seconds; 0 if nobody did, as a sample shows.'),
  CallResult: callResult.meta({
    description:
      'How it came out: given up by the caller before an answer, rejected, not answered in time, ended normally, busy, broken off by the network, or ended because a heartbeat stayed away.',
  }),
  CalleeList_Account: z
    .array(z.string())
    .meta({ description: "The call's members, the caller included, as the samples show." }),
  ...roomFields,
})

/** A record as it travels. */
export type CallRecord = z.infer<typeof callRecord>
