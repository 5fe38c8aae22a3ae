import {
  type ActionName,
  actionNames,
  type Call,
  type CallAction,
  type CallEvent,
  type Duration,
  defaultRing,
  type Instant,
  invitationActions,
  type Media,
  type Member,
  type MemberAction,
  type MemberEvent,
  memberActions,
  type Outcome,
  type Room,
  wholeCallActions,
} from './call.ts'

/** What starts a call. */
export interface CallInit {
  readonly id: string
  readonly from: string
  readonly to: readonly string[]
  readonly media: Media
  readonly room?: Room | undefined
  readonly group?: string | undefined
  /** How long the callees ring; 30 s if absent. */
  readonly ring?: Duration | undefined
}

/** A call after an action, and what happened; or why the action is not possible. */
export type Transition = { readonly call: Call; readonly events: readonly CallEvent[] } | Rejection

/** Why an action is not possible, as a code and data; `describeRejection` makes the sentence. */
export type Rejection =
  | { readonly code: 'call-ended' | 'already-answered' | 'no-callee' | 'no-users' | 'call-removed' | 'unknown-call' }
  | { readonly code: 'self-call' | 'duplicate-user' | 'not-in-call' | 'already-in-call'; readonly user: string }
  | { readonly code: 'still-ringing'; readonly user: string; readonly instead: MemberAction }
  | {
      readonly code: 'not-ringing'
      readonly user: string
      readonly action: MemberAction | 'cancel-invite'
      readonly isInCall: boolean
    }
  | { readonly code: 'duplicate-id'; readonly id: string }
  | { readonly code: 'unknown-app'; readonly app: number }

/** Starts a call: the caller is in it, and every callee rings. */
export function start(init: CallInit, now: Instant): Transition {
  const { id, from, to, media, room, group, ring = defaultRing } = init
  if (to.length === 0) return { code: 'no-callee' }
  if (to.includes(from)) return { code: 'self-call', user: from }
  const twice = findDuplicate(to)
  if (twice !== undefined) return { code: 'duplicate-user', user: twice }
  const call: Call = {
    id,
    media,
    room,
    group,
    caller: from,
    ring,
    members: [talking(from), ...to.map(user => ringing(user, now + ring))],
    everyone: [from, ...to],
    startedAt: now,
    answeredAt: undefined,
    ending: undefined,
  }
  return { call, events: [{ at: now, call: id, what: 'started' }] }
}

/** A call after an action. Pure: the same call, action and time give the same transition. */
export function step(call: Call, action: CallAction, now: Instant): Transition {
  if (call.ending) return { code: 'call-ended' }
  switch (action.does) {
    case 'expire':
      return expire(call, now)
    case 'invite':
      return invite(call, action.users, now)
    case 'cancel-invite':
      return cancelInvite(call, action.users, now)
    case 'cancel':
      return call.answeredAt === undefined ? end(call, [], 'cancelled', now) : { code: 'already-answered' }
    case 'interrupt':
      return end(call, [], 'interrupted', now)
    case 'end':
      return end(call, [], call.answeredAt === undefined ? 'cancelled' : 'completed', now)
    default:
      return memberSteps[action.does](call, action.user, now)
  }
}

type MemberStep = (call: Call, user: string, now: Instant) => Transition

const memberSteps: { readonly [Name in MemberAction]: MemberStep } = {
  answer(call, user, now) {
    const rejection = checkRinging(call, user, 'answer')
    if (rejection) return rejection
    const members = call.members.map(member => (member.user === user ? talking(user) : member))
    return enter(call, members, { at: now, call: call.id, what: 'answered', user }, now)
  },
  join(call, user, now) {
    const member = findMember(call, user)
    if (member?.state === 'ringing') return { code: 'still-ringing', user, instead: 'answer' }
    if (member) return { code: 'already-in-call', user }
    return enter(call, [...call.members, talking(user)], { at: now, call: call.id, what: 'joined', user }, now)
  },
  reject: (call, user, now) => checkRinging(call, user, 'reject') ?? leave(call, user, 'rejected', now),
  busy: (call, user, now) => checkRinging(call, user, 'busy') ?? leave(call, user, 'busy', now),
  offline: (call, user, now) => checkMember(call, user) ?? leave(call, user, 'went-offline', now),
  hangup(call, user, now) {
    if (findMember(call, user)?.state === 'ringing') return { code: 'still-ringing', user, instead: 'reject' }
    const rejection = checkMember(call, user)
    if (rejection) return rejection
    // Before anyone answered there is nothing to hang up: a caller who leaves cancels the call.
    if (user === call.caller && call.answeredAt === undefined) return end(call, [], 'cancelled', now)
    return leave(call, user, 'hung-up', now)
  },
}

function expire(call: Call, now: Instant): Transition {
  const late = call.members.filter(member => member.state === 'ringing' && member.until <= now)
  return leaveEach(
    call,
    late.map(({ user }) => user),
    'unanswered',
    now,
  )
}

function invite(call: Call, users: readonly string[], now: Instant): Transition {
  if (users.length === 0) return { code: 'no-users' }
  for (const [index, user] of users.entries()) {
    if (findMember(call, user)) return { code: 'already-in-call', user }
    if (users.indexOf(user) !== index) return { code: 'duplicate-user', user }
  }
  const invited = users.map(user => ringing(user, now + call.ring))
  return {
    call: { ...call, members: [...call.members, ...invited], everyone: addUsers(call.everyone, users) },
    events: users.map(user => ({ at: now, call: call.id, what: 'invited', user })),
  }
}

function cancelInvite(call: Call, users: readonly string[], now: Instant): Transition {
  if (users.length === 0) return { code: 'no-users' }
  for (const [index, user] of users.entries()) {
    if (users.indexOf(user) !== index) return { code: 'duplicate-user', user }
    const rejection = checkRinging(call, user, 'cancel-invite')
    if (rejection) return rejection
  }
  return leaveEach(call, users, 'uninvited', now)
}

/** The outcome of a call that nobody has answered, by the departure that ends it. */
const outcomes = {
  rejected: 'rejected',
  unanswered: 'unanswered',
  busy: 'busy',
  uninvited: 'cancelled',
  'hung-up': 'cancelled',
  'went-offline': 'offline',
} as const satisfies { readonly [What in MemberEvent]?: Outcome }

/** Ends the call when one participant is left. */
function leave(call: Call, user: string, what: keyof typeof outcomes, now: Instant) {
  const members = call.members.filter(member => member.user !== user)
  const next = { ...call, members }
  const left: CallEvent = { at: now, call: call.id, what, user }
  if (members.length > 1) return { call: next, events: [left] }
  const isNormal = call.answeredAt !== undefined && what !== 'went-offline'
  return end(next, [left], isNormal ? 'completed' : outcomes[what], now)
}

function leaveEach(call: Call, users: readonly string[], what: keyof typeof outcomes, now: Instant): Transition {
  let current = call
  const events: CallEvent[] = []
  for (const user of users) {
    if (current.ending) break
    const next = leave(current, user, what, now)
    current = next.call
    events.push(...next.events)
  }
  return { call: current, events }
}

function enter(call: Call, members: readonly Member[], event: CallEvent & { user: string }, now: Instant): Transition {
  const everyone = addUsers(call.everyone, [event.user])
  // A caller who comes back is the one who calls, so nobody has answered by that.
  const isBack = event.what === 'joined' && event.user === call.caller
  const answeredAt = call.answeredAt ?? (isBack ? undefined : now)
  return { call: { ...call, members, everyone, answeredAt }, events: [event] }
}

function end(call: Call, before: readonly CallEvent[], outcome: Outcome, now: Instant) {
  const ended: CallEvent = { at: now, call: call.id, what: 'ended', outcome }
  const ending = { at: now, outcome, left: call.members }
  return { call: { ...call, members: [], ending }, events: [...before, ended] }
}

const talking = (user: string): Member => ({ user, state: 'talking' })
const ringing = (user: string, until: Instant): Member => ({ user, state: 'ringing', until })
const findMember = (call: Call, user: string) => call.members.find(member => member.user === user)
const findDuplicate = (users: readonly string[]) => users.find((user, index) => users.indexOf(user) !== index)

/** Everyone of a list and then the users it lacks: a rejoining member is not listed twice. */
const addUsers = (everyone: readonly string[], users: readonly string[]): readonly string[] => [
  ...everyone,
  ...users.filter(user => !everyone.includes(user)),
]

const checkMember = (call: Call, user: string): Rejection | undefined =>
  findMember(call, user) ? undefined : { code: 'not-in-call', user }

function checkRinging(call: Call, user: string, action: MemberAction | 'cancel-invite'): Rejection | undefined {
  const member = findMember(call, user)
  return member?.state === 'ringing' ? undefined : { code: 'not-ringing', user, action, isInCall: member !== undefined }
}

/** The actions that are possible for a call: those of each member, and those of the call as a whole. */
export function findAllowedActions(call: Call, now: Instant) {
  const isAllowed = (action: CallAction) => 'call' in step(call, action, now)
  return {
    members: call.members.map(({ user, state }) => ({
      user,
      state,
      actions: actionNames.filter(
        does =>
          (isIn(memberActions, does) && isAllowed({ does, user })) ||
          (isIn(invitationActions, does) && isAllowed({ does, users: [user] })),
      ),
    })),
    call: wholeCallActions.filter(does => isAllowed({ does })),
  }
}

const isIn = <Name extends ActionName>(names: readonly Name[], name: ActionName): name is Name =>
  names.some(one => one === name)
