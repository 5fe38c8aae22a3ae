import type { Instant } from '../call/call.ts'
import type { Reply } from '../emulator/reply.ts'
import type { Played } from '../emulator/switchboard.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import type { Guard } from './guard.ts'

/** What the way in needs of its surroundings. */
export interface Entrance extends Guard {
  /** Waits until an answer that a fault holds back may leave. */
  hold(reply: Reply): Promise<void>
  /** Aborted when the emulator closes: streams end, and what is held back leaves. */
  readonly closing: AbortSignal
  /** Plays everything due until a moment, which is told when its turn comes; callbacks leave on the way. */
  advance(to: () => Instant): Promise<Played>
  /** Begins another scenario, its crowds expanded. */
  load(plan: ScenarioPlan): Promise<void>
  /** The variables that clients find this emulator by, where whoever serves knows them. */
  environment?: (() => readonly Variable[]) | undefined
  /** Sees each answer of the vendor's surface before it leaves, and how many milliseconds it took. */
  onReply?: ((reply: Reply, milliseconds: number) => void) | undefined
}

/** A variable of a client's environment. */
export interface Variable {
  readonly name: string
  readonly value: string
  /** Whether it only serves to send a client here that has the service's host hard-coded. */
  readonly intercepts: boolean
  /** What stands between it and what a client has there already, where it is added to that; absent where it takes its place. */
  readonly joint?: string | undefined
}

/** Where the control surface lives; everything else is the vendor's. */
export const controlPrefix = '/_ringback'

/** Whether a request's target is the control surface's. */
export const isControl = (target: string): boolean =>
  target.startsWith(controlPrefix) &&
  (target.length === controlPrefix.length || '/?'.includes(target.charAt(controlPrefix.length)))
