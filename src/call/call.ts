/** A moment, in Unix milliseconds. */
export type Instant = number

/** A stretch of time in milliseconds; `Infinity` where a scenario says `never`. */
export type Duration = number

/** What a call carries. */
export type Media = 'audio' | 'video'

/** The media room of a call, and whether its id is meant as a number or as text. */
export interface Room {
  readonly id: string
  readonly kind: 'number' | 'text'
}

/** Who takes part now: talking, or ringing until a moment. */
export type Member =
  | { readonly user: string; readonly state: 'talking' }
  | {
      readonly user: string
      readonly state: 'ringing'
      readonly until: Instant
    }

/** How a call came out. */
export type Outcome = 'completed' | 'cancelled' | 'rejected' | 'unanswered' | 'busy' | 'interrupted' | 'offline'

/** A call, live or ended. It is never changed; each step makes the next one. */
export interface Call {
  readonly id: string
  readonly media: Media
  readonly room: Room | undefined
  readonly group: string | undefined
  readonly caller: string
  /** How long whoever is called or invited rings. */
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
  /** Who was still in it. */
  readonly left: readonly Member[]
}

/** The client SDK's own ring timeout, used where nothing else is said. */
export const defaultRing: Duration = 30_000

/** When the next ringing member will have rung long enough; undefined when nobody rings, or all ring for ever. */
export function findDeadline(call: Call): Instant | undefined {
  if (call.ending) return undefined
  let next = Number.POSITIVE_INFINITY
  for (const member of call.members) if (member.state === 'ringing' && member.until < next) next = member.until
  return next === Number.POSITIVE_INFINITY ? undefined : next
}

/** What a member can be seen to do. */
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
  | {
      readonly at: Instant
      readonly call: string
      readonly what: MemberEvent
      readonly user: string
    }
  | {
      readonly at: Instant
      readonly call: string
      readonly what: 'ended'
      readonly outcome: Outcome
    }

/** What one member does to a call. */
export const memberActions = ['answer', 'reject', 'busy', 'hangup', 'offline', 'join'] as const

/** What is done to several members at once. */
export const invitationActions = ['invite', 'cancel-invite'] as const

/** What is done to the call as a whole. */
export const wholeCallActions = ['cancel', 'interrupt', 'end'] as const

/** A verb of one member. */
export type MemberAction = (typeof memberActions)[number]

/** A verb of an invitation. */
export type InvitationAction = (typeof invitationActions)[number]

/** A verb of the whole call. */
export type WholeCallAction = (typeof wholeCallActions)[number]

/** Everything that can be done to a call. */
export type ActionName = MemberAction | InvitationAction | WholeCallAction

/** What is asked of a call. `expire` is asked by time itself: whoever has rung long enough leaves. */
export type CallAction =
  | { readonly does: MemberAction; readonly user: string }
  | { readonly does: InvitationAction; readonly users: readonly string[] }
  | { readonly does: WholeCallAction }
  | { readonly does: 'expire' }
