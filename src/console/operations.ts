import type { CallbackCommand } from '../contracts/callbacks.ts'
import type { Body, OperationName } from '../contracts/operations.ts'
import { keysOf } from '../text/data.ts'

/** A body of each command to start from. */
export const sampleBodies: { readonly [Name in OperationName]: Partial<Body<Name>> } = {
  get_call_info: { CallId: 'my-call' },
  start_call_by_robot: {
    Robot_Account: 'robot',
    CalleeList_Account: ['alice'],
    Timeout: 30_000,
    CallInfo: { MediaType: 'Audio', RoomId: 'room-1', RoomIdType: 2 },
  },
  end_call: { CallId: 'my-call' },
  get_record_by_callid: { CallId: 'my-call' },
  get_record_by_filter: { NumberPerPage: 10, Page: 1 },
  set_callback: { Url: 'http://127.0.0.1:3000/callback', CallbackCommandList: ['Call.CallbackAfterEndCall'] },
  get_callback: {},
  delete_callback: {},
}

// The tables are literals, so their keys are exactly the names.
/** The commands of the service. */
export const operationNames = keysOf(sampleBodies)

/** The commands of callbacks. */
export const callbackNames = keysOf({
  'Call.CallbackAfterStartCall': true,
  'Call.CallbackAfterEndCall': true,
  'Call.CallbackAfterMemberChanged': true,
} satisfies { readonly [Name in CallbackCommand]: true })
