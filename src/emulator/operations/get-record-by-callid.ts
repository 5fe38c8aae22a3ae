import { isOnRecord, recordDelay, toRecord } from '../../call/record.ts'
import type { Handler } from './handler.ts'
import { toCallRecord } from './wire.ts'

/** get_record_by_callid: what is kept of a call that has ended. */
export const getRecordByCallid: Handler<'get_record_by_callid'> = ({ CallId }, view) => {
  const call = view.findCall(CallId)
  if (call && isOnRecord(call, view.now)) return { respond: { CallRecord: toCallRecord(toRecord(call)) } }
  const left = call?.ending ? call.ending.at + recordDelay - view.now : 0
  const why = !call ? 'unknown-call' : !call.ending ? 'not-ended' : left > 0 ? { left } : 'expired'
  return { refuse: 'RecordNotFound', issue: { code: 'no-record', id: CallId, why } }
}
