import { formatValue } from '../../text/format.ts'
import type { Handler } from './handler.ts'

/** end_call: a call ends for everyone in it. */
export const endCall: Handler<'end_call'> = ({ CallId }, view) => {
  const call = view.findCall(CallId)
  if (!call) return { refuse: 'CallNotFound', because: `There is no call ${formatValue(CallId)}.` }
  if (call.ending) return { refuse: 'CallNotFound', because: `The call ${formatValue(CallId)} has ended.` }
  return { respond: undefined, actions: [{ call: call.id, action: { does: 'end' } }] }
}
