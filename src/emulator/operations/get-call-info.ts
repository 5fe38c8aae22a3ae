import { formatValue } from '../../text/format.ts'
import type { Handler } from './handler.ts'
import { toMediaType, toRoomFields, toUserList } from './wire.ts'

/** get_call_info: the live state of one call. */
export const getCallInfo: Handler<'get_call_info'> = ({ CallId }, view) => {
  const call = view.findCall(CallId)
  if (!call) return { refuse: 'CallNotFound', because: `There is no call ${formatValue(CallId)}.` }
  if (call.ending) return { refuse: 'CallNotFound', because: `The call ${formatValue(CallId)} has ended.` }
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
