import { type Call, type CallAction, type CallEvent, findDeadline, type Instant } from '../call/call.ts'
import { type Rejection, start, step } from '../call/transition.ts'
import { findNearest } from '../text/suggest.ts'
import type { CallPlan, StepPlan } from './plan.ts'

/** Why a step is not possible at its time, in milliseconds since the start of the call. */
export type StepIssue =
  | {
      readonly code: 'step-after-end'
      readonly at: Instant
      readonly endedAt: Instant
      /** What ended the call: a member's event, or the call as a whole. */
      readonly cause: CallEvent | undefined
      readonly outcome: NonNullable<Call['ending']>['outcome']
      readonly ring: number
      /** How many steps follow. */
      readonly later: number
    }
  | { readonly code: 'step-not-possible'; readonly at: Instant; readonly rejection: Rejection }
  | {
      readonly code: 'user-has-left'
      readonly at: Instant
      readonly user: string
      readonly event: CallEvent
      readonly ring: number
    }
  | { readonly code: 'user-not-yet-in-call'; readonly at: Instant; readonly user: string; readonly enters: Instant }
  | {
      readonly code: 'unknown-user'
      readonly user: string
      readonly members: readonly string[]
      readonly suggestion?: string
    }

/** A step that is not possible: its index in the order of time, the field at fault, and why. */
type ImpossibleStep = StepIssue & { readonly step: number; readonly field: 'at' | 'does' | 'user' | 'users' }

/** A simulated call and its history. */
interface SimulationState {
  readonly call: Call
  readonly history: readonly CallEvent[]
}

/**
 * Simulates a scripted call by itself and returns the steps that are not possible. Members who have rung too long leave in
 * between; at the same time a scripted step comes first. A call that cannot start has no issues here.
 */
export function simulate({ from, to, ring, then }: CallPlan): readonly ImpossibleStep[] {
  if (then.length === 0) return []
  const started = start({ id: '', from, to, media: 'audio', ring }, 0)
  if ('code' in started) return []
  let call = started.call
  const history: CallEvent[] = []
  const issues: ImpossibleStep[] = []

  const apply = (action: CallAction, at: Instant): Rejection | undefined => {
    const next = step(call, action, at)
    if ('code' in next) return next
    call = next.call
    history.push(...next.events)
    return undefined
  }

  // The user that a mistyped name was taken for. Continuing as it was meant keeps one mistake from causing others.
  let guess: string | undefined
  for (const [index, { at, action }] of then.entries()) {
    for (let due = findDeadline(call); due !== undefined && due < at; due = findDeadline(call)) {
      apply({ does: 'expire' }, due)
    }
    const rejection = apply(action, at)
    if (rejection === undefined) continue
    // What follows a guess may only be wrong because of it.
    if (guess !== undefined && (call.ending || ('user' in action && action.user === guess))) continue
    issues.push({ step: index, ...explainStep({ call, history }, { at, action }, rejection, then.slice(index + 1)) })
    // Nothing can follow the end: one issue stands for all the steps after it.
    if (call.ending) break
    if (!('user' in action) || call.everyone.includes(action.user)) continue
    guess = findNearest(action.user, call.everyone)
    if (guess !== undefined) apply({ ...action, user: guess }, at)
  }
  return issues
}

function explainStep(
  { call, history }: SimulationState,
  { at, action }: StepPlan,
  rejection: Rejection,
  later: readonly StepPlan[],
): StepIssue & Pick<ImpossibleStep, 'field'> {
  const { ending, ring, everyone } = call
  if (ending) {
    const cause = history.findLast(event => 'user' in event && event.at === ending.at)
    const { at: endedAt, outcome } = ending
    return { code: 'step-after-end', field: 'at', at, endedAt, cause, outcome, ring, later: later.length }
  }
  const user = 'user' in action ? action.user : undefined
  if (user === undefined || call.members.some(member => member.user === user)) {
    return { code: 'step-not-possible', field: 'users' in action ? 'users' : 'does', at, rejection }
  }
  const event = history.findLast(one => 'user' in one && one.user === user)
  if (everyone.includes(user) && event) return { code: 'user-has-left', field: 'at', at, user, event, ring }
  const entry = later.find(one => enters(one, user))
  if (entry) return { code: 'user-not-yet-in-call', field: 'at', at, user, enters: entry.at }
  const suggestion = findNearest(user, everyone)
  return {
    code: 'unknown-user',
    field: 'user',
    user,
    members: everyone.slice(0, 5),
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

const enters = ({ action }: StepPlan, user: string) =>
  (action.does === 'join' && action.user === user) || (action.does === 'invite' && action.users.includes(user))
