import type { Instant } from '../engine/call.ts'
import { recordDelay } from '../engine/record.ts'
import { start } from '../engine/start.ts'
import { type Act, act, pass, type Written } from './act.ts'
import { toCast } from './cast.ts'
import { catchUp } from './catch-up.ts'
import { finish } from './finish.ts'
import type { Life } from './life.ts'

/** A call as it can be played: what happened to it, and when, in Unix milliseconds. */
export interface Story {
  readonly life: Life
  readonly startedAt: Instant
  /** Who calls, who is called, and everything done afterwards. */
  readonly act: Act
  /** Who was called at the beginning. */
  readonly to: readonly string[]
  /** When it ended, by itself or by the client's own doing; undefined as long as it was seen to last. */
  readonly endedAt: Instant | undefined
}

/**
 * What most likely happened to a call, by all that was seen of it. `began` is when the recording did. Undefined where too
 * little was seen for a call, and for calls that the client starts itself.
 */
export function toStory(life: Life, began: Instant): Story | undefined {
  if (life.isOwn) return undefined
  const startedAt = findStart(life, began)
  const cast = startedAt === undefined ? undefined : toCast(life)
  if (startedAt === undefined || !cast) return undefined
  const endsAt = findEnd(life, startedAt)
  const { from, to, leavesAtOnce } = cast
  const ring = toRing(life, startedAt, endsAt)
  const begun = start({ id: '', from, to, media: life.media, ring }, startedAt)
  if ('impossible' in begun) return undefined
  let now: Act = { call: begun.call, done: [] }
  if (leavesAtOnce) now = act(now, { does: 'offline', user: from }, startedAt)
  now = live(now, life, startedAt)
  if (endsAt !== undefined && life.endedByClient === undefined) now = finish(now, life.record?.result, endsAt)
  return { life, startedAt, act: now, to, endedAt: now.call.ending?.at ?? life.endedByClient }
}

function live(before: Act, life: Life, startedAt: Instant): Act {
  const accept = findAccept(life, startedAt)
  let now = before
  let isAccepted = false
  const answerFirst = () => {
    if (accept === undefined || isAccepted) return
    isAccepted = true
    const command = findAnswer(now, life, accept)
    if (command) now = act(now, command, accept)
  }
  for (const look of life.looks) {
    const at = Math.max(look.at, startedAt)
    if (accept !== undefined && accept <= at) answerFirst()
    now = catchUp(pass(now, at - 1), look, at)
  }
  answerFirst()
  return now
}

/**
 * Who was the first to come in, and how: whoever is seen to be in the call next, or else was there and is gone by then, or
 * else the first who rings.
 */
function findAnswer({ call }: Act, { looks }: Life, at: Instant): Written | undefined {
  if (call.answeredAt !== undefined) return undefined
  const ringing = call.members.filter(({ state }) => state === 'ringing').map(({ user }) => user)
  const seen = looks.find(look => look.until >= at)?.members ?? new Map<string, string>()
  const inIt = [...seen].filter(([user, status]) => status === 'Calling' && user !== call.caller).map(([user]) => user)
  const [joining] = inIt.filter(user => !call.members.some(member => member.user === user))
  const user = ringing.find(one => inIt.includes(one)) ?? joining ?? ringing.find(one => !seen.has(one)) ?? ringing[0]
  return user === undefined ? undefined : { does: user === joining ? 'join' : 'answer', user }
}

/** A moment of a known second, not before one thing was seen, and not after another: of what was seen the last counts most. */
function within(second: number, from: Instant, to: Instant): Instant {
  const least = second * 1000
  return Math.min(Math.max(least, Math.min(from, least + 999)), to)
}

function findStart(life: Life, began: Instant): Instant | undefined {
  const { record, looks, gone, endedByClient } = life
  const seen = looks[0]?.at ?? endedByClient
  if (!record) return seen
  // A call that began in the second in which the recording did needs no time before it.
  const dawn = began < (record.start + 1) * 1000 ? began : 0
  if (seen !== undefined) {
    const goneBefore = gone.findLast(at => at < seen)
    return within(record.start, Math.max(dawn, goneBefore === undefined ? 0 : goneBefore + 1), seen)
  }
  // It was there, and nobody saw it: then it fits between two moments at which it was not.
  const least = Math.max(dawn, record.start * 1000)
  const others = gone.filter(at => at >= least && at < record.start * 1000 + 999).map(at => at + 1)
  const fits = (from: Instant) => (gone.find(at => at >= from) ?? never) >= record.end * 1000
  return [least, ...others].find(fits) ?? least
}

const never = Number.POSITIVE_INFINITY

function findAccept(life: Life, startedAt: Instant): Instant | undefined {
  const { record, looks } = life
  if (!record || record.accept === 0) return undefined
  const callers = record.everyone.slice(0, 1)
  const answered = looks.find(({ members }) =>
    [...members].some(([user, status]) => status === 'Calling' && !callers.includes(user)),
  )
  const before = answered && looks.findLast(({ until }) => until < answered.at)
  return Math.max(startedAt, within(record.accept, before ? before.until + 1 : 0, answered?.at ?? never))
}

/** When a call ended, unless the client did it; undefined if nothing tells. */
function findEnd(life: Life, startedAt: Instant): Instant | undefined {
  const { record, looks, gone, noRecordUntil, recordFrom } = life
  const alive = looks.at(-1)?.until
  const since = alive === undefined ? startedAt : alive + 1
  if (!record) return gone.find(at => at >= since)
  // Whoever said before that it was gone was mistaken.
  const goneFrom = gone.find(at => at >= Math.max(since, record.end * 1000))
  const from = [alive ?? 0, noRecordUntil === undefined ? 0 : noRecordUntil - recordDelay]
  const to = [goneFrom ?? never, recordFrom === undefined ? never : recordFrom - recordDelay]
  return Math.max(startedAt, within(record.end, Math.max(...from) + 1, Math.min(...to)))
}

/** For ever, unless nobody answered in time: what is not known to have an end has none. */
function toRing({ record, endedByClient }: Life, startedAt: Instant, endsAt: Instant | undefined): number {
  const isTimedOut = record?.result === 'NotAnswer' && record.accept === 0 && endedByClient === undefined
  return isTimedOut && endsAt !== undefined ? Math.max(1, endsAt - startedAt) : Number.POSITIVE_INFINITY
}
