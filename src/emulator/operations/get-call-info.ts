import type { Handler } from './handler.ts'
import { toMediaType, toRoomFields, toUserList } from './wire.ts'

/** get_call_info: the live state of one call. */
export const getCallInfo: Handler<'get_call_info'> = ({ CallId }, view) => {
  const call = view.findCall(CallId)
  if (!call) return { refuse: 'CallNotFound', issue: { code: 'call-not-found', id: CallId } }
  if (call.ending) return { refuse: 'CallNotFound', issue: { code: 'call-has-ended', id: CallId } }
  return {
    respond: {
      CallInfo: {
        CallId: call.id,
        MediaType: toMediaType[call.media],
        ChatGroupId: call.group ?? '',
        ...toRoomFields(call.room),
      },
      UserList: toUserList(call.members),
    },
  }
}
