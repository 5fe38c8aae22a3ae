import { quote } from '../../words/quote.ts'
import type { Handler } from '../handler.ts'

/** end_call: a call ends for everyone in it. */
export const endCall: Handler<'end_call'> = ({ CallId }, view) => {
  const call = view.findCall(CallId)
  if (!call) return { refuse: 'CallNotFound', because: `There is no call ${quote(CallId)}.` }
  if (call.ending) return { refuse: 'CallNotFound', because: `The call ${quote(CallId)} has ended.` }
  return { respond: undefined, changes: [{ call: call.id, command: { does: 'end' } }] }
}
