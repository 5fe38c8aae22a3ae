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
