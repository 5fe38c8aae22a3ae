import type { Instant } from '../call/call.ts'
import { type Act, act } from './act.ts'
import type { Life, LifeRecord, Look } from './life.ts'
import { never, within } from './within.ts'

/** When a call was first answered, by its record and as it was looked at; undefined if nothing tells. */
export function findAnswer({ record, looks }: Life): Instant | undefined {
  if (!record || record.accept === 0) return undefined
  const { accept } = record
  const answered = looks.findIndex(look => findTalking(look, record.everyone[0]).length > 0)
  if (answered !== -1) return within(accept, sinceBefore(looks, answered), looks[answered]?.at ?? never)
  // Nobody was seen who had answered. He was gone at the next look, and there is one at which somebody is missing;
  const end = (accept + 1) * 1000
  const parted = looks.findIndex(
    (look, index) =>
      look.at >= accept * 1000 && sinceBefore(looks, index) < end && isAnyMissing(look, index, looks, record),
  )
  if (parted !== -1) return within(accept, sinceBefore(looks, parted), looks[parted]?.at ?? never)
  // or there was no look any more.
  const last = looks.findLast(({ at }) => at < end)
  return within(accept, last ? last.until + 1 : 0, never)
}

const sinceBefore = (looks: readonly Look[], index: number): Instant => (looks[index - 1]?.until ?? -1) + 1

const findTalking = ({ members }: Look, caller: string | undefined): readonly string[] =>
  [...members].filter(([user, status]) => status === 'Calling' && user !== caller).map(([user]) => user)

function isAnyMissing({ members }: Look, index: number, looks: readonly Look[], { everyone }: LifeRecord): boolean {
  const before = looks[index - 1]
  if (before) return [...before.members.keys()].some(user => !members.has(user))
  return everyone.some(user => !looks.some(look => look.members.has(user)))
}

/**
 * Lets somebody be the first to come in, unless somebody has: whoever is seen to be in the call next, or else was there and
 * is gone by then, or else the first who rings. Where nothing changed meanwhile, somebody was there for a moment.
 */
export function answerFirst(now: Act, { record, looks }: Life, at: Instant): Act {
  const { call } = now
  if (call.answeredAt !== undefined) return now
  const isMember = (user: string) => call.members.some(member => member.user === user)
  const within = looks.find(look => look.at < at && at <= look.until)
  if (within) {
    const passing = record?.everyone.find(user => !within.members.has(user) && !isMember(user))
    if (passing === undefined) return now
    return act(act(now, { does: 'join', user: passing }, at), { does: 'hangup', user: passing }, at)
  }
  const ringing = call.members.filter(({ state }) => state === 'ringing').map(({ user }) => user)
  const next = looks.find(look => look.at >= at)
  const talking = next ? findTalking(next, call.caller) : []
  const joining = talking.find(user => !isMember(user))
  const answering =
    ringing.find(user => talking.includes(user)) ??
    (joining === undefined ? (ringing.find(user => next && !next.members.has(user)) ?? ringing[0]) : undefined)
  if (answering !== undefined) return act(now, { does: 'answer', user: answering }, at)
  return joining === undefined ? now : act(now, { does: 'join', user: joining }, at)
}
