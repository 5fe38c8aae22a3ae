import { isOnRecord, recordDelay, toRecord } from '../../call/record.ts'
import { formatValue } from '../../text/format.ts'
import type { Handler, HandlerView } from './handler.ts'
import { toCallRecord } from './wire.ts'

/** get_record_by_callid: what is kept of a call that has ended. */
export const getRecordByCallid: Handler<'get_record_by_callid'> = ({ CallId }, view) => {
  const call = view.findCall(CallId)
  if (call && isOnRecord(call, view.now)) return { respond: { CallRecord: toCallRecord(toRecord(call)) } }
  return {
    refuse: 'RecordNotFound',
    because: `There is no record of ${formatValue(CallId)}: ${explain(CallId, view)}.`,
  }
}

function explain(id: string, { findCall, now }: HandlerView): string {
  const call = findCall(id)
  if (!call) return 'there is no such call'
  if (!call.ending) return 'the call has not ended'
  const left = call.ending.at + recordDelay - now
  return left > 0
    ? `it can be read ${recordDelay / 1000} s after the call's end, in ${left} ms`
    : 'it was kept for 7 days'
}
