import type { Handler } from './handler.ts'

/** end_call: a call ends for everyone in it. */
export const endCall: Handler<'end_call'> = ({ CallId }, view) => {
  const call = view.findCall(CallId)
  if (!call) return { refuse: 'CallNotFound', issue: { code: 'call-not-found', id: CallId } }
  if (call.ending) return { refuse: 'CallNotFound', issue: { code: 'call-has-ended', id: CallId } }
  return { respond: undefined, actions: [{ call: call.id, action: { does: 'end' } }] }
}
