import type { OperationName } from '../../contracts/operations.ts'
import { deleteCallback } from './delete-callback.ts'
import { endCall } from './end-call.ts'
import { getCallInfo } from './get-call-info.ts'
import { getCallback } from './get-callback.ts'
import { getRecordByCallid } from './get-record-by-callid.ts'
import { getRecordByFilter } from './get-record-by-filter.ts'
import type { Handler } from './handler.ts'
import { setCallback } from './set-callback.ts'
import { startCallByRobot } from './start-call-by-robot.ts'

/** Every command's handler; a contract without one does not compile. */
export const handlers: { readonly [Name in OperationName]: Handler<Name> } = {
  get_call_info: getCallInfo,
  start_call_by_robot: startCallByRobot,
  end_call: endCall,
  get_record_by_callid: getRecordByCallid,
  get_record_by_filter: getRecordByFilter,
  set_callback: setCallback,
  get_callback: getCallback,
  delete_callback: deleteCallback,
}
