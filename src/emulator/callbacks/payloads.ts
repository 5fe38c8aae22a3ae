import type { Call, CallEvent, MemberEvent } from '../../call/call.ts'
import { toRecord } from '../../call/record.ts'
import type { CallbackShape } from '../../contracts/callback.ts'
import type { CallbackBody, CallbackCommand } from '../../contracts/callbacks.ts'
import { toActionType, toCallRecord, toMediaType, toRoomFields, toUserList } from '../operations/wire.ts'

/** A callback as it is to be sent. */
export interface CallbackPayload {
  readonly command: CallbackCommand
  readonly body: CallbackBody
}

/**
 * The events of one step of a call, in the order in which they happened: the start, the members that changed, the end.
 * Members that changed by one cause at one time are in one callback.
 */
export function toCallbackPayloads(
  call: Call,
  events: readonly CallEvent[],
  shape: CallbackShape = 'both',
): readonly CallbackPayload[] {
  const told: CallbackPayload[] = []
  const [first] = events
  if (first?.what === 'started') told.push(tellStart(call, first.at, shape))
  const changes = events.filter(isChange)
  if (changes.length > 0) told.push(tellChange(call, changes))
  if (call.ending && events.some(event => event.what === 'ended')) told.push(tellEnd({ ...call, ending: call.ending }))
  return told
}

type Change = CallEvent & { readonly what: MemberEvent; readonly user: string }

const isChange = (event: CallEvent): event is Change => event.what !== 'started' && event.what !== 'ended'

function tellStart(call: Call, at: number, shape: CallbackShape): CallbackPayload {
  const body: CallbackBody<'Call.CallbackAfterStartCall'> = {
    CallbackCommand: 'Call.CallbackAfterStartCall',
    CallInfo: {
      CallId: call.id,
      CallMediaType: toMediaType[call.media],
      ...(shape === 'both' ? { MediaType: toMediaType[call.media] } : {}),
      ChatGroupId: call.group ?? '',
      ...toRoomFields(call.room),
    },
    UserList: toUserList(call.members),
    EventTime: at,
  }
  return { command: body.CallbackCommand, body: body }
}

function tellChange(call: Call, changes: readonly Change[]): CallbackPayload {
  const body: CallbackBody<'Call.CallbackAfterMemberChanged'> = {
    CallbackCommand: 'Call.CallbackAfterMemberChanged',
    CallId: call.id,
    UserList: toUserList(call.ending?.left ?? call.members),
    ChangedUserList: changes.map(({ user, what }) => ({ User_Account: user, ActionType: toActionType[what] })),
    EventTime: changes[0]?.at ?? 0,
  }
  return { command: body.CallbackCommand, body: body }
}

function tellEnd(call: Parameters<typeof toRecord>[0]): CallbackPayload {
  const body: CallbackBody<'Call.CallbackAfterEndCall'> = {
    CallbackCommand: 'Call.CallbackAfterEndCall',
    CallRecord: toCallRecord(toRecord(call)),
    EventTime: call.ending.at,
  }
  return { command: body.CallbackCommand, body: body }
}
