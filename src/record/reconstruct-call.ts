import { type Call, type CallAction, findDeadline, type Instant } from '../call/call.ts'
import { recordDelay } from '../call/record.ts'
import { start, step } from '../call/transition.ts'
import type { CallObservation, Membership, ObservedRecord } from './observe.ts'

/** A call that can be replayed: its start and its steps, in Unix milliseconds. */
export interface ReconstructedCall {
  readonly observation: CallObservation
  readonly startedAt: Instant
  /** The call after its last step. */
  readonly call: Call
  readonly steps: readonly ReconstructedStep[]
  /** The callees at its start. */
  readonly to: readonly string[]
  /** When it ended, by its steps or by the client; undefined if it was not seen to end. */
  readonly endedAt: Instant | undefined
}

/** An action at a time. */
export interface ReconstructedStep {
  readonly at: Instant
  readonly action: WrittenAction
}

/** An action that a scenario can contain: every one but expiry. */
type WrittenAction = Exclude<CallAction, { readonly does: 'expire' }>

/** A call with the steps so far. It is immutable. */
interface Progress {
  readonly call: Call
  readonly steps: readonly ReconstructedStep[]
}

/**
 * Reconstructs what most likely happened to a call. `began` is the start of the recording. Undefined if too little was
 * observed, and for calls that the client starts itself.
 */
export function reconstructCall(observation: CallObservation, began: Instant): ReconstructedCall | undefined {
  if (observation.isOwn) return undefined
  const startedAt = inferStart(observation, began)
  const participants = startedAt === undefined ? undefined : inferParticipants(observation)
  if (startedAt === undefined || !participants) return undefined
  const endsAt = inferEndTime(observation, startedAt)
  const { from, to, leavesAtOnce } = participants
  const ring = inferRing(observation, startedAt, endsAt)
  const started = start({ id: '', from, to, media: observation.media, ring }, startedAt)
  if ('code' in started) return undefined
  let now: Progress = { call: started.call, steps: [] }
  if (leavesAtOnce) now = act(now, { does: 'offline', user: from }, startedAt)
  now = followMemberships(now, observation, startedAt)
  const isEndedHere = endsAt !== undefined && observation.endedByClient === undefined
  if (isEndedHere) now = inferEnding(now, observation.record?.result, endsAt)
  return { observation, startedAt, ...now, to, endedAt: now.call.ending?.at ?? observation.endedByClient }
}

function followMemberships(before: Progress, observation: CallObservation, startedAt: Instant): Progress {
  const seen = findAnswerTime(observation)
  const answeredAt = seen === undefined ? undefined : Math.max(seen, startedAt)
  let now = before
  for (const membership of observation.memberships) {
    const at = Math.max(membership.at, startedAt)
    if (answeredAt !== undefined && answeredAt <= at) now = inferAnswer(now, observation, answeredAt)
    now = reconcileMembers(passTime(now, at - 1), membership, at)
  }
  return answeredAt === undefined ? now : inferAnswer(now, observation, answeredAt)
}

/** The most steps of a call in a scenario. */
const mostSteps = 1_000

/** Adds a step if the call allows it at that time, after the ring timeouts before it. */
function act(before: Progress, action: WrittenAction, at: Instant): Progress {
  const { call, steps } = passTime(before, at - 1)
  if (steps.length >= mostSteps) return { call, steps }
  const next = step(call, action, at)
  return 'code' in next ? { call, steps } : { call: next.call, steps: [...steps, { at, action }] }
}

/** Applies the ring timeouts up to a time. */
function passTime({ call, steps }: Progress, to: Instant): Progress {
  let current = call
  for (let due = findDeadline(current); due !== undefined && due <= to; due = findDeadline(current)) {
    const next = step(current, { does: 'expire' }, due)
    if ('code' in next) break
    current = next.call
  }
  return { call: current, steps }
}

/** Later than every time. */
const never = Number.POSITIVE_INFINITY

/** A time in a known second, not before `from` if the second allows it, and in no case after `to`. */
function clampTo(second: number, from: Instant, to: Instant): Instant {
  const least = second * 1000
  return Math.min(Math.max(least, Math.min(from, least + 999)), to)
}

function inferStart(observation: CallObservation, began: Instant): Instant | undefined {
  const { record, memberships, absentAt, endedByClient } = observation
  const seen = memberships[0]?.at ?? endedByClient
  if (!record) return seen
  // A call that began in the same second as the recording needs no time before it.
  const earliest = began < (record.start + 1) * 1000 ? began : 0
  if (seen !== undefined) {
    const absentBefore = absentAt.findLast(at => at < seen)
    return clampTo(record.start, Math.max(earliest, absentBefore === undefined ? 0 : absentBefore + 1), seen)
  }
  // The call was never seen, so it fits between two times at which it did not exist.
  const least = Math.max(earliest, record.start * 1000)
  const others = absentAt.filter(at => at >= least && at < record.start * 1000 + 999).map(at => at + 1)
  const fits = (from: Instant) => (absentAt.find(at => at >= from) ?? never) >= record.end * 1000
  return [least, ...others].find(fits) ?? least
}

/** When a call ended, unless the client ended it; undefined if it was not seen to end. */
function inferEndTime(observation: CallObservation, startedAt: Instant): Instant | undefined {
  const { record, memberships, absentAt, noRecordUntil, recordFrom } = observation
  const alive = memberships.at(-1)?.until
  const since = alive === undefined ? startedAt : alive + 1
  if (!record) return absentAt.find(at => at >= since)
  // Reports of absence before that are ignored.
  const absentFrom = absentAt.find(at => at >= Math.max(since, record.end * 1000))
  const from = [alive ?? 0, noRecordUntil === undefined ? 0 : noRecordUntil - recordDelay]
  const to = [absentFrom ?? never, recordFrom === undefined ? never : recordFrom - recordDelay]
  return Math.max(startedAt, clampTo(record.end, Math.max(...from) + 1, Math.min(...to)))
}

/** The ring timeout: infinite unless nobody answered in time. */
function inferRing({ record, endedByClient }: CallObservation, startedAt: Instant, endsAt: Instant | undefined) {
  const isTimedOut = record?.result === 'NotAnswer' && record.accept === 0 && endedByClient === undefined
  return isTimedOut && endsAt !== undefined ? Math.max(1, endsAt - startedAt) : Number.POSITIVE_INFINITY
}

/** When a call was first answered, from its record and its members; undefined if that is unknown. */
function findAnswerTime({ record, memberships }: CallObservation): Instant | undefined {
  if (!record || record.accept === 0) return undefined
  const { accept } = record
  const answered = memberships.findIndex(membership => listTalking(membership, record.everyone[0]).length > 0)
  if (answered !== -1) return clampTo(accept, sinceBefore(memberships, answered), memberships[answered]?.at ?? never)
  // The member who answered was never seen talking: gone at the first observation with somebody missing,
  const end = (accept + 1) * 1000
  const parted = memberships.findIndex(
    ({ at }, index) =>
      at >= accept * 1000 && sinceBefore(memberships, index) < end && isAnyMissing(memberships, index, record),
  )
  if (parted !== -1) return clampTo(accept, sinceBefore(memberships, parted), memberships[parted]?.at ?? never)
  // or there was no later observation.
  const last = memberships.findLast(({ at }) => at < end)
  return clampTo(accept, last ? last.until + 1 : 0, never)
}

const sinceBefore = (memberships: readonly Membership[], index: number): Instant =>
  (memberships[index - 1]?.until ?? -1) + 1

const listTalking = ({ members }: Membership, caller: string | undefined): readonly string[] =>
  [...members].filter(([user, status]) => status === 'Calling' && user !== caller).map(([user]) => user)

function isAnyMissing(memberships: readonly Membership[], index: number, { everyone }: ObservedRecord): boolean {
  const before = memberships[index - 1]
  if (before) return [...before.members.keys()].some(user => !memberships[index]?.members.has(user))
  return everyone.some(user => !memberships.some(({ members }) => members.has(user)))
}

/**
 * Lets a member be the first to answer, unless one has: one who is seen talking next, else one who was present and is
 * gone by then, else the first who rings. If the members did not change meanwhile, somebody joined for a short time.
 */
function inferAnswer(now: Progress, { record, memberships }: CallObservation, at: Instant): Progress {
  const { call } = now
  if (call.answeredAt !== undefined) return now
  const isMember = (user: string) => call.members.some(member => member.user === user)
  const current = memberships.find(membership => membership.at < at && at <= membership.until)
  if (current) {
    const passing = record?.everyone.find(user => !current.members.has(user) && !isMember(user))
    if (passing === undefined) return now
    return act(act(now, { does: 'join', user: passing }, at), { does: 'hangup', user: passing }, at)
  }
  const ringing = call.members.filter(({ state }) => state === 'ringing').map(({ user }) => user)
  const next = memberships.find(membership => membership.at >= at)
  const talking = next ? listTalking(next, call.caller) : []
  const joining = talking.find(user => !isMember(user))
  const answering =
    ringing.find(user => talking.includes(user)) ??
    (joining === undefined ? (ringing.find(user => next && !next.members.has(user)) ?? ringing[0]) : undefined)
  if (answering !== undefined) return act(now, { does: 'answer', user: answering }, at)
  return joining === undefined ? now : act(now, { does: 'join', user: joining }, at)
}

/** Changes a call's members to those observed: new ones enter, waiting ones answer, missing ones leave. */
function reconcileMembers(before: Progress, { members }: Membership, at: Instant): Progress {
  // A live call has at least two members.
  if (members.size < 2) return before
  let now = before
  const find = (user: string) => now.call.members.find(member => member.user === user)
  const invited = [...members].filter(([user, status]) => status === 'Waiting' && !find(user)).map(([user]) => user)
  if (invited.length > 0) now = act(now, { does: 'invite', users: invited }, at)
  for (const [user, status] of members) {
    const state = find(user)?.state
    if (status === 'Calling' && state !== 'talking') {
      now = act(now, { does: state === 'ringing' ? 'answer' : 'join', user }, at)
    } else if (status === 'Waiting' && state === 'talking' && continuesWithout(now.call)) {
      now = act(leave(now, user, at), { does: 'invite', users: [user] }, at)
    }
  }
  for (const { user } of now.call.members) {
    if (!members.has(user) && continuesWithout(now.call)) now = leave(now, user, at)
  }
  return now
}

/** Whether the call continues if one member leaves. */
const continuesWithout = ({ members }: Call) => members.length > 2

/** Lets a member leave without ending the call; the reason is unknown. */
function leave(now: Progress, user: string, at: Instant): Progress {
  const { call } = now
  if (call.members.find(member => member.user === user)?.state === 'ringing')
    return act(now, { does: 'reject', user }, at)
  const givesUp = user === call.caller && call.answeredAt === undefined
  return act(now, { does: givesUp ? 'offline' : 'hangup', user }, at)
}

type Result = ObservedRecord['result']

/** Ends a call with the recorded result if possible, and in any case. */
function inferEnding(before: Progress, result: Result, at: Instant): Progress {
  const due = passTime(before, at)
  if (due.call.ending) return due
  const ended = toEndingActions(before.call, result).reduce((now, action) => act(now, action, at), before)
  return ended.call.ending ? ended : act(before, { does: 'end' }, at)
}

/** The actions that end a call with a result. */
function toEndingActions(call: Call, result: Result): readonly WrittenAction[] {
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
      return call.answeredAt === undefined ? [{ does: 'cancel' }] : toHangup(call)
  }
}

/** Of two members who talk one hangs up, the caller if present. Larger calls are not taken apart one by one. */
function toHangup({ members, caller }: Call): readonly WrittenAction[] {
  const talking = members.filter(({ state }) => state === 'talking').map(({ user }) => user)
  const [first] = talking.includes(caller) ? [caller] : talking
  return members.length === 2 && talking.length === 2 && first !== undefined ? [{ does: 'hangup', user: first }] : []
}

/** The members of a call at its start. */
interface Participants {
  readonly from: string
  readonly to: readonly string[]
  /** Whether the caller is invented and leaves at once: the call was seen with only waiting members. */
  readonly leavesAtOnce: boolean
}

/** The most callees of a call. */
const mostCalled = 100

/** Infers who calls whom from everything observed of a call; undefined if fewer than two members are known. */
function inferParticipants(call: CallObservation): Participants | undefined {
  const { record, memberships, endedByClient } = call
  const full = memberships.filter(({ members }) => members.size >= 2)
  const [first, ...later] = full
  // The client ended a call whose members are unknown, so it must exist.
  if (!record && !first && endedByClient === undefined) return undefined
  if (!record && !first) return { from: invent(call, 'caller'), to: [invent(call, 'callee')], leavesAtOnce: false }
  const initial = first ? [...first.members.keys()] : []
  const late = new Set(later.flatMap(({ members }) => [...members.keys()]).filter(user => !initial.includes(user)))
  const talking = first && [...first.members].find(([, status]) => status === 'Calling')?.[0]
  const from = record?.everyone[0] ?? talking
  // Later members join by a step of their own; those of the record who were never seen had left before.
  const everyone = new Set([...(record?.everyone ?? []), ...initial].filter(user => !late.has(user)))
  if (from !== undefined) everyone.delete(from)
  const to = [...everyone].slice(0, mostCalled)
  if (from === undefined) return { from: invent(call, 'caller'), to, leavesAtOnce: true }
  return to.length === 0 ? undefined : { from, to, leavesAtOnce: false }
}

/** An account of one call only; no real account has such a name. */
const invent = ({ app, id }: CallObservation, role: 'caller' | 'callee') => `\u0000${app}/${id} ${role}`
