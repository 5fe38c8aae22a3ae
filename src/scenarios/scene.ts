import type { Call } from '../call/call.ts'
import type { CallEvent } from '../call/event.ts'

/** A step that is not possible at its moment: which, in the order of time, the part that is at fault, and why. */
export interface Slip {
  readonly turn: number
  readonly key: 'at' | 'does' | 'user' | 'users'
  readonly sentence: string
}

/** How a rehearsed call stands: what it is and what has happened to it. */
export interface Scene {
  readonly call: Call
  readonly history: readonly CallEvent[]
}
