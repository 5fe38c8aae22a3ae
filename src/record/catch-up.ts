import type { Call, Instant } from '../call/call.ts'
import { type Act, act } from './act.ts'
import type { Look } from './life.ts'

/** Does to a call what makes it look as it was seen: who is new enters, who waited answers, who is gone leaves. */
export function catchUp(before: Act, { members }: Look, at: Instant): Act {
  // So few are no call that is live.
  if (members.size < 2) return before
  let now = before
  const find = (user: string) => now.call.members.find(member => member.user === user)
  const invited = [...members].filter(([user, status]) => status === 'Waiting' && !find(user)).map(([user]) => user)
  if (invited.length > 0) now = act(now, { does: 'invite', users: invited }, at)
  for (const [user, status] of members) {
    const state = find(user)?.state
    if (status === 'Calling' && state !== 'talking') {
      now = act(now, { does: state === 'ringing' ? 'answer' : 'join', user }, at)
    } else if (status === 'Waiting' && state === 'talking' && canLose(now.call)) {
      now = act(leave(now, user, at), { does: 'invite', users: [user] }, at)
    }
  }
  for (const { user } of now.call.members) if (!members.has(user) && canLose(now.call)) now = leave(now, user, at)
  return now
}

/** Whether the call goes on if one leaves. */
const canLose = ({ members }: Call) => members.length > 2

/** Somebody leaves without ending the call; why, nobody tells. */
function leave(now: Act, user: string, at: Instant): Act {
  const { call } = now
  if (call.members.find(member => member.user === user)?.state === 'ringing')
    return act(now, { does: 'reject', user }, at)
  const givesUp = user === call.caller && call.answeredAt === undefined
  return act(now, { does: givesUp ? 'offline' : 'hangup', user }, at)
}
