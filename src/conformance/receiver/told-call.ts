import type { CallbackShape } from '../../contracts/callback-request.ts'
import type { CallbackBody } from '../../contracts/callbacks.ts'
import type { Stage } from './probe.ts'

/** A call of two that callbacks tell of. */
export interface ToldCall {
  readonly id: string
  readonly caller: string
  readonly callee: string
  /** When it began, in Unix milliseconds: it is answered a second later, and over two seconds after that. */
  readonly began: number
  /** Which names its start has for the media type. */
  readonly shape: CallbackShape
}

/** A call with an id of its own for every name and moment, so that no receiver has ever heard of it. */
export function createToldCall(
  name: string,
  { began, sha256, shape }: Pick<Stage, 'began' | 'sha256' | 'shape'>,
): ToldCall {
  const id = sha256(`${name} ${began}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
  return { id, caller: 'user1', callee: 'user2', began, shape }
}

const room = { RoomId: 'roomid-1434', RoomIdType: 2 } as const

/** What is told when it begins. */
export const toStartCall = ({
  id,
  caller,
  callee,
  began,
  shape,
}: ToldCall): CallbackBody<'Call.CallbackAfterStartCall'> => ({
  CallbackCommand: 'Call.CallbackAfterStartCall',
  CallInfo: {
    CallId: id,
    CallMediaType: 'Audio',
    ...(shape === 'both' ? { MediaType: 'Audio' } : {}),
    ChatGroupId: '',
    ...room,
  },
  UserList: [
    { User_Account: caller, Status: 'Calling' },
    { User_Account: callee, Status: 'Waiting' },
  ],
  EventTime: began,
})

/** What is told when it is answered. */
export const toMemberChanged = ({
  id,
  caller,
  callee,
  began,
}: ToldCall): CallbackBody<'Call.CallbackAfterMemberChanged'> => ({
  CallbackCommand: 'Call.CallbackAfterMemberChanged',
  CallId: id,
  UserList: [
    { User_Account: caller, Status: 'Calling' },
    { User_Account: callee, Status: 'Calling' },
  ],
  ChangedUserList: [{ User_Account: callee, ActionType: 'Answer' }],
  EventTime: began + 1_000,
})

/** What is told when it is over. */
export const toEndCall = ({ id, caller, callee, began }: ToldCall): CallbackBody<'Call.CallbackAfterEndCall'> => ({
  CallbackCommand: 'Call.CallbackAfterEndCall',
  CallRecord: {
    CallId: id,
    Caller_Account: caller,
    MediaType: 'Audio',
    CallType: 'SingleCall',
    StartTime: Math.floor(began / 1_000),
    EndTime: Math.floor((began + 3_000) / 1_000),
    AcceptTime: Math.floor((began + 1_000) / 1_000),
    CallResult: 'NormalEnd',
    CalleeList_Account: [caller, callee],
    ...room,
  },
  EventTime: began + 3_000,
})
