import { type Call, type Duration, defaultRing, type Instant, type Media, type Room } from './call.ts'
import type { CallEvent } from './event.ts'

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
