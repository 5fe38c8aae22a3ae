import type { Call, Instant } from '../call/call.ts'
import { type Act, act, pass, type Written } from './act.ts'
import type { LifeRecord } from './life.ts'

type Result = LifeRecord['result']

/** Ends a call so that its record says what was seen, as far as that can be; somehow, if it cannot. */
export function finish(before: Act, result: Result, at: Instant): Act {
  const due = pass(before, at)
  if (due.call.ending) return due
  const ended = toEnd(before.call, result).reduce((now, command) => act(now, command, at), before)
  return ended.call.ending ? ended : act(before, { does: 'end' }, at)
}

/** What is done, one after another until the call has ended, so that it comes out so. */
function toEnd(call: Call, result: Result): readonly Written[] {
  const others = call.members.filter(({ user }) => user !== call.caller)
  const ringing = others.filter(({ state }) => state === 'ringing').map(({ user }) => user)
  switch (result) {
    case 'Interrupt':
      return [{ does: 'interrupt' }]
    case 'Offline':
      return others.map(({ user }) => ({ does: 'offline', user }))
    case 'Reject':
      return ringing.map(user => ({ does: 'reject', user }))
    case 'CallBusy':
      return ringing.map(user => ({ does: 'busy', user }))
    default:
      return call.answeredAt === undefined ? [{ does: 'cancel' }] : toGoodbye(call)
  }
}

/** Of two who talk one hangs up; who it was, nobody tells. More than two are not taken apart one by one. */
function toGoodbye({ members, caller }: Call): readonly Written[] {
  const talking = members.filter(({ state }) => state === 'talking').map(({ user }) => user)
  const [first] = talking.includes(caller) ? [caller] : talking
  return members.length === 2 && talking.length === 2 && first !== undefined ? [{ does: 'hangup', user: first }] : []
}
