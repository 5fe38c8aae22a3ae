import {
  type Call,
  type CallAction,
  type CallEvent,
  type Duration,
  defaultRing,
  type Instant,
  type Media,
  type Member,
  type MemberAction,
  type MemberEvent,
  type Outcome,
  type Room,
} from './call.ts'

/** What it takes to start a call. */
export interface CallInit {
  readonly id: string
  readonly from: string
  readonly to: readonly string[]
  readonly media: Media
  readonly room?: Room | undefined
  readonly group?: string | undefined
  /** How long the called ones ring; 30 s if not said. */
  readonly ring?: Duration | undefined
}

/** What a call became, and what happened on the way; or why nothing could happen. */
export type Transition = { readonly call: Call; readonly events: readonly CallEvent[] } | Rejection

/** Why a command makes no sense for a call as it stands, as a sentence. */
export interface Rejection {
  readonly impossible: string
}

/** A call begins: the caller is in it, everyone called rings. Nobody may be named twice. */
export function start(opening: CallInit, now: Instant): Transition {
  const { id, from, to, media, room, group, ring = defaultRing } = opening
  if (to.length === 0) return { impossible: 'A call needs somebody to be called.' }
  if (to.includes(from)) return { impossible: `"${from}" cannot call itself.` }
  const twice = to.find((user, index) => to.indexOf(user) !== index)
  if (twice !== undefined) return { impossible: `"${twice}" is called twice.` }
  const call: Call = {
    id,
    media,
    room,
    group,
    caller: from,
    ring,
    members: [
      { user: from, state: 'talking' },
      ...to.map(user => ({ user, state: 'ringing' as const, until: now + ring })),
    ],
    everyone: [from, ...to],
    startedAt: now,
    answeredAt: undefined,
    ending: undefined,
  }
  return { call, events: [{ at: now, call: id, what: 'started' }] }
}

/**
 * What a call becomes when something is asked of it, and what happened. Pure: the same call, command and moment give the
 * same step. A command that makes no sense for the call as it stands changes nothing and says why.
 */
export function step(call: Call, command: CallAction, now: Instant): Transition {
  if (call.ending) return { impossible: 'The call has ended.' }
  switch (command.does) {
    case 'expire':
      return expire(call, now)
    case 'invite':
      return invite(call, command.users, now)
    case 'cancel-invite':
      return cancelInvite(call, command.users, now)
    case 'cancel':
      if (call.answeredAt !== undefined) return { impossible: 'Somebody has answered already: use hangup or end.' }
      return settle(call, [], 'cancelled', now)
    case 'interrupt':
      return settle(call, [], 'interrupted', now)
    case 'end':
      return settle(call, [], call.answeredAt === undefined ? 'cancelled' : 'completed', now)
    default:
      return memberSteps[command.does](call, command.user, now)
  }
}

type MemberStep = (call: Call, user: string, now: Instant) => Transition

const memberSteps: { readonly [Name in MemberAction]: MemberStep } = {
  answer(call, user, now) {
    const slip = unlessRinging(call, user, 'answer')
    if (slip) return slip
    const members = call.members.map(member => (member.user === user ? talking(user) : member))
    return enter(call, members, { at: now, call: call.id, what: 'answered', user }, now)
  },
  join(call, user, now) {
    const member = findMember(call, user)
    if (member)
      return { impossible: `"${user}" ${member.state === 'ringing' ? 'is ringing: use answer' : 'is in the call'}.` }
    return enter(call, [...call.members, talking(user)], { at: now, call: call.id, what: 'joined', user }, now)
  },
  reject: (call, user, now) => unlessRinging(call, user, 'reject') ?? leave(call, user, 'rejected', now),
  busy: (call, user, now) => unlessRinging(call, user, 'be busy') ?? leave(call, user, 'busy', now),
  offline: (call, user, now) => unlessMember(call, user) ?? leave(call, user, 'went-offline', now),
  hangup(call, user, now) {
    if (findMember(call, user)?.state === 'ringing') return { impossible: `"${user}" is still ringing: use reject.` }
    const slip = unlessMember(call, user)
    if (slip) return slip
    // Before anyone answered there is nothing to hang up: a caller who leaves has given up the call for all.
    if (user === call.caller && call.answeredAt === undefined) return settle(call, [], 'cancelled', now)
    return leave(call, user, 'hung-up', now)
  },
}

function expire(call: Call, now: Instant): Transition {
  let current = call
  const events: CallEvent[] = []
  for (const member of call.members) {
    if (member.state !== 'ringing' || member.until > now) continue
    const next = leave(current, member.user, 'unanswered', now)
    current = next.call
    events.push(...next.events)
    if (current.ending) break
  }
  return { call: current, events }
}

function invite(call: Call, users: readonly string[], now: Instant): Transition {
  if (users.length === 0) return { impossible: 'Nobody is named to be invited.' }
  const twice = users.find((user, index) => users.indexOf(user) !== index || findMember(call, user))
  if (twice !== undefined) return { impossible: `"${twice}" is in the call, or is named twice.` }
  const invited = users.map(user => ({ user, state: 'ringing' as const, until: now + call.ring }))
  return {
    call: { ...call, members: [...call.members, ...invited], everyone: remember(call.everyone, users) },
    events: users.map(user => ({ at: now, call: call.id, what: 'invited', user })),
  }
}

function cancelInvite(call: Call, users: readonly string[], now: Instant): Transition {
  if (users.length === 0) return { impossible: 'Nobody is named whose invitation is withdrawn.' }
  for (const [index, user] of users.entries()) {
    if (users.indexOf(user) !== index) return { impossible: `"${user}" is named twice.` }
    const slip = unlessRinging(call, user, 'lose an invitation')
    if (slip) return slip
  }
  let current = call
  const events: CallEvent[] = []
  for (const user of users) {
    if (current.ending) break
    const next = leave(current, user, 'uninvited', now)
    current = next.call
    events.push(...next.events)
  }
  return { call: current, events }
}

/** How a call comes out if nobody ever answered and this departure ends it. */
const outcomes = {
  rejected: 'rejected',
  unanswered: 'unanswered',
  busy: 'busy',
  uninvited: 'cancelled',
  'hung-up': 'cancelled',
  'went-offline': 'offline',
} as const satisfies { readonly [What in MemberEvent]?: Outcome }

function leave(call: Call, user: string, what: keyof typeof outcomes, now: Instant) {
  const members = call.members.filter(member => member.user !== user)
  const next = { ...call, members }
  const left: CallEvent = { at: now, call: call.id, what, user }
  if (members.length > 1) return { call: next, events: [left] }
  const normal = call.answeredAt !== undefined && what !== 'went-offline'
  return settle(next, [left], normal ? 'completed' : outcomes[what], now)
}

function enter(call: Call, members: readonly Member[], event: CallEvent & { user: string }, now: Instant): Transition {
  const everyone = remember(call.everyone, [event.user])
  // A caller who comes back has called all along: nobody has answered by that.
  const isBack = event.what === 'joined' && event.user === call.caller
  const answeredAt = call.answeredAt ?? (isBack ? undefined : now)
  return { call: { ...call, members, everyone, answeredAt }, events: [event] }
}

function settle(call: Call, before: readonly CallEvent[], outcome: Outcome, now: Instant) {
  const ended: CallEvent = { at: now, call: call.id, what: 'ended', outcome }
  const ending = { at: now, outcome, left: call.members }
  return { call: { ...call, members: [], ending }, events: [...before, ended] }
}

const talking = (user: string): Member => ({ user, state: 'talking' })
const findMember = (call: Call, user: string) => call.members.find(member => member.user === user)
const unlessMember = (call: Call, user: string) =>
  findMember(call, user) ? undefined : { impossible: `"${user}" is not in the call.` }

function unlessRinging(call: Call, user: string, deed: string) {
  if (findMember(call, user)?.state === 'ringing') return undefined
  const why = findMember(call, user) ? 'is in the call already' : 'is not in the call'
  return { impossible: `"${user}" cannot ${deed}: ${user} ${why}.` }
}

const remember = (everyone: readonly string[], users: readonly string[]): readonly string[] => [
  ...everyone,
  ...users.filter(user => !everyone.includes(user)),
]
