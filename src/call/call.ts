/** A time, in Unix milliseconds. */
export type Instant = number

/** A length of time in milliseconds; `Infinity` for `never`. */
export type Duration = number

/** The media type of a call. */
export type Media = 'audio' | 'video'

/** The media room of a call, and whether its id is a number or text. */
export interface Room {
  readonly id: string
  readonly kind: 'number' | 'text'
}

/** A current participant: talking, or ringing until a time. */
export type Member =
  | { readonly user: string; readonly state: 'talking' }
  | { readonly user: string; readonly state: 'ringing'; readonly until: Instant }

/** How a call ended. */
export type Outcome = 'completed' | 'cancelled' | 'rejected' | 'unanswered' | 'busy' | 'interrupted' | 'offline'

/** A call, live or ended. It never changes; each transition makes the next one. */
export interface Call {
  readonly id: string
  readonly media: Media
  readonly room: Room | undefined
  readonly group: string | undefined
  readonly caller: string
  /** How long a called or invited user rings. */
  readonly ring: Duration
  readonly members: readonly Member[]
  /** Everyone who ever was a member, in the order of entering, the caller first. */
  readonly everyone: readonly string[]
  readonly startedAt: Instant
  /** When it was first answered, or first joined by anyone but the caller. */
  readonly answeredAt: Instant | undefined
  readonly ending: Ending | undefined
}

/** When and how a call ended. */
export interface Ending {
  readonly at: Instant
  readonly outcome: Outcome
  /** The members at the end. */
  readonly left: readonly Member[]
}

/** The ring timeout of the client SDK, and the default here. */
export const defaultRing: Duration = 30_000

/** When the next ringing member stops ringing; undefined if nobody rings, or all ring without end. */
export function findDeadline(call: Call): Instant | undefined {
  if (call.ending) return undefined
  let next = Number.POSITIVE_INFINITY
  for (const member of call.members) if (member.state === 'ringing' && member.until < next) next = member.until
  return next === Number.POSITIVE_INFINITY ? undefined : next
}

/** What one member does. */
export const memberActions = ['answer', 'reject', 'busy', 'hangup', 'offline', 'join'] as const

/** What is done to several users at once. */
export const invitationActions = ['invite', 'cancel-invite'] as const

/** What is done to the call as a whole. */
export const wholeCallActions = ['cancel', 'interrupt', 'end'] as const

/** The name of what one member does. */
export type MemberAction = (typeof memberActions)[number]

/** The name of what is done to several users. */
export type InvitationAction = (typeof invitationActions)[number]

/** The name of what is done to the call as a whole. */
export type WholeCallAction = (typeof wholeCallActions)[number]

/** The name of anything that can be done to a call. */
export type ActionName = MemberAction | InvitationAction | WholeCallAction

/** Every action, those of members first. */
export const actionNames: readonly ActionName[] = [...memberActions, ...invitationActions, ...wholeCallActions]

/** What is done to a call. `expire` comes from the clock: members who have rung too long leave. */
export type CallAction =
  | { readonly does: MemberAction; readonly user: string }
  | { readonly does: InvitationAction; readonly users: readonly string[] }
  | { readonly does: WholeCallAction }
  | { readonly does: 'expire' }

/** What happened to a member. */
export type MemberEvent =
  | 'answered'
  | 'rejected'
  | 'unanswered'
  | 'busy'
  | 'hung-up'
  | 'went-offline'
  | 'joined'
  | 'invited'
  | 'uninvited'

/** Something that happened to a call. */
export type CallEvent =
  | { readonly at: Instant; readonly call: string; readonly what: 'started' }
  | { readonly at: Instant; readonly call: string; readonly what: MemberEvent; readonly user: string }
  | { readonly at: Instant; readonly call: string; readonly what: 'ended'; readonly outcome: Outcome }
