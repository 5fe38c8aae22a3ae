import type { Call } from '../engine/call.ts'
import type { Event } from '../engine/event.ts'
import type { StepPlan } from './plan.ts'

/** A scripted step, with its place in the list as written. */
export interface Cue extends StepPlan {
  readonly index: number
}

/** A step that is not possible at its moment: which, the part of it that is at fault, and why. */
export interface Slip {
  readonly index: number
  readonly key: 'at' | 'does' | 'user' | 'users'
  readonly sentence: string
}

/** How a rehearsed call stands: what it is and what has happened to it. */
export interface Scene {
  readonly call: Call
  readonly history: readonly Event[]
}
