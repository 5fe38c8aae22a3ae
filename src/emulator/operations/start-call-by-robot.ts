import type { Room } from '../../call/call.ts'
import { start } from '../../call/transition.ts'
import type { Handler } from './handler.ts'
import { toMedia } from './wire.ts'

/** start_call_by_robot: a robot account calls; the called ones ring as long as the request says. */
export const startCallByRobot: Handler<'start_call_by_robot'> = (body, view) => {
  const opening = {
    id: '',
    from: body.Robot_Account,
    to: body.CalleeList_Account,
    media: toMedia[body.CallInfo.MediaType],
    room: toRoom(body.CallInfo),
    ring: body.Timeout,
  }
  // Whether it can be at all is known before an id is spent on it.
  const begun = start(opening, view.now)
  if ('code' in begun) {
    // In the names of this request; other rejections name no field.
    const issue =
      begun.code === 'self-call'
        ? ({ code: 'callee-is-caller', user: begun.user } as const)
        : ({ code: 'call-rejected', rejection: begun } as const)
    return { refuse: 'InvalidParameter', issue }
  }
  const id = view.nextCallId()
  return {
    respond: {
      CallId: id,
      CallResult: body.CalleeList_Account.map(callee => ({ Callee_Account: callee, ResultCode: 0 })),
    },
    actions: [{ open: { ...opening, id } }],
  }
}

function toRoom({
  RoomId,
  RoomIdType = 2,
}: {
  readonly RoomId?: string | undefined
  readonly RoomIdType?: 1 | 2 | undefined
}): Room | undefined {
  return RoomId ? { id: RoomId, kind: RoomIdType === 1 ? 'number' : 'text' } : undefined
}
