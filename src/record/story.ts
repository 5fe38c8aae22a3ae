import type { Instant } from '../call/call.ts'
import { recordDelay } from '../call/record.ts'
import { start } from '../call/transition.ts'
import { type Act, act, pass } from './act.ts'
import { answerFirst, findAnswer } from './answer-first.ts'
import { toCast } from './cast.ts'
import { catchUp } from './catch-up.ts'
import { finish } from './finish.ts'
import type { Life } from './life.ts'
import { never, within } from './within.ts'

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
  const seen = findAnswer(life)
  const answer = seen === undefined ? undefined : Math.max(seen, startedAt)
  let now = before
  for (const look of life.looks) {
    const at = Math.max(look.at, startedAt)
    if (answer !== undefined && answer <= at) now = answerFirst(now, life, answer)
    now = catchUp(pass(now, at - 1), look, at)
  }
  return answer === undefined ? now : answerFirst(now, life, answer)
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
