import type { Media, Member, MemberEvent, Outcome, Room } from '../../call/call.ts'
import type { Record } from '../../call/record.ts'
import type { CallbackBody } from '../../contracts/callbacks.ts'
import type { CallRecord } from '../../contracts/fields.ts'
import type { ResponseOf } from '../../contracts/operations.ts'

type CallInfo = ResponseOf<'get_call_info'>
type ActionType = CallbackBody<'Call.CallbackAfterMemberChanged'>['ChangedUserList'][number]['ActionType']

/** The engine's words in the wire's; a word without translation does not compile. */
export const toMediaType: {
  readonly [Word in Media]: CallInfo['CallInfo']['MediaType']
} = { audio: 'Audio', video: 'Video' }

/** The wire's words for media in the engine's. */
export const toMedia: { readonly [Word in CallInfo['CallInfo']['MediaType']]: Media } = {
  Audio: 'audio',
  Video: 'video',
}

const toStatus: {
  readonly [Word in Member['state']]: CallInfo['UserList'][number]['Status']
} = { talking: 'Calling', ringing: 'Waiting' }

/** The members, as responses list them. */
export const toUserList = (members: readonly Member[]): CallInfo['UserList'] =>
  members.map(({ user, state }) => ({ User_Account: user, Status: toStatus[state] }))

const roomIdTypes: { readonly [Word in Room['kind']]: 1 | 2 } = { number: 1, text: 2 }

/** A room as the wire's two fields; where there is none the sample shows "" and 0 (page 68932). */
export const toRoomFields = (room: Room | undefined) =>
  room ? { RoomId: room.id, RoomIdType: roomIdTypes[room.kind] } : { RoomId: '', RoomIdType: 0 as const }

/** What happened to a member, as a callback says it. Busy has no word of its own there (assumed: it is a rejection). */
export const toActionType: { readonly [What in MemberEvent]: ActionType } = {
  answered: 'Answer',
  rejected: 'Reject',
  unanswered: 'NotAnswer',
  busy: 'Reject',
  'hung-up': 'Hangup',
  'went-offline': 'Offline',
  joined: 'Join',
  invited: 'Invite',
  uninvited: 'Cancel_Invite',
}

/** How a call came out, as records say it. */
export const toCallResult: { readonly [Word in Outcome]: CallRecord['CallResult'] } = {
  completed: 'NormalEnd',
  cancelled: 'Cancel',
  rejected: 'Reject',
  unanswered: 'NotAnswer',
  busy: 'CallBusy',
  interrupted: 'Interrupt',
  offline: 'Offline',
}

// The table has a line for each word, so its keys are exactly the words.
/** Every way in which a call can come out. */
export const outcomes = Object.keys(toCallResult) as Outcome[]

/** Whether a call was one of two, as records say it. */
export const toCallType: { readonly [Word in Record['type']]: CallRecord['CallType'] } = {
  single: 'SingleCall',
  group: 'MultiCall',
}

/** A time in Unix seconds, as in records. */
export const toSeconds = (instant: number): number => Math.floor(instant / 1000)

/** A record as it travels. The order of the fields is the documented sample's. */
export const toCallRecord = (record: Record): CallRecord => ({
  CallId: record.id,
  Caller_Account: record.caller,
  MediaType: toMediaType[record.media],
  CallType: toCallType[record.type],
  StartTime: toSeconds(record.startedAt),
  EndTime: toSeconds(record.endedAt),
  AcceptTime: record.answeredAt === undefined ? 0 : toSeconds(record.answeredAt),
  CallResult: toCallResult[record.outcome],
  CalleeList_Account: [...record.everyone],
  ...toRoomFields(record.room),
})
