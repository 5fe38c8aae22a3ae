import type { CallAction, CallEvent } from '../call/call.ts'
import { type Call, findDeadline, type Instant } from '../call/call.ts'
import { type CallInit, type Rejection, start, step } from '../call/transition.ts'
import type { StepPlan } from '../scenarios/plan.ts'
import { postCallbacks } from './callbacks/post-callbacks.ts'
import type { EmulatorCallEvent } from './event.ts'
import { retire } from './retire.ts'
import type { App, Due, HeldCall, State } from './state.ts'

/** Told of everything that happens to calls. */
export type Tell = (note: EmulatorCallEvent) => void

/** How many of a call's latest events are remembered. */
const eventsKept = 1_000

/** Opens a call in an application, with what shall then happen to it by script, or says why it cannot be. */
export function openCall(
  state: State,
  app: App,
  opening: CallInit,
  script: readonly StepPlan[],
  now: Instant,
  tell: Tell,
): HeldCall | Rejection {
  if (app.calls.has(opening.id)) return { code: 'duplicate-id', id: opening.id }
  const begun = start(opening, now)
  if ('code' in begun) return begun
  const held: HeldCall = { app, call: begun.call, events: [], wakesAt: undefined, isGone: false }
  app.calls.set(opening.id, held)
  app.live++
  // Before any ring's end is known to the timeline: of one instant, the author's word comes first.
  for (const { at, action } of script) state.timeline.add(now + at, { kind: 'deed', held, command: action })
  keep(state, held, begun.call, begun.events, tell)
  return held
}

/** Does something to a held call: the call becomes what the engine says, or stays as it is with the reason given back. */
export function obey(
  state: State,
  held: HeldCall,
  command: CallAction,
  now: Instant,
  tell: Tell,
): Rejection | undefined {
  // Whoever asks may hold on to a call of before a reset.
  if (state.apps.get(held.app.sdkAppId) !== held.app) return { code: 'call-removed' }
  const next = step(held.call, command, now)
  if ('code' in next) return next
  keep(state, held, next.call, next.events, tell)
  const { ending } = next.call
  if (ending) retire(state, held, { ...next.call, ending }, now)
  return undefined
}

function keep(state: State, held: HeldCall, call: Call, events: readonly CallEvent[], tell: Tell): void {
  held.call = call
  schedule(state, held)
  for (const event of events) {
    if (held.events.length === eventsKept) held.events.shift()
    held.events.push(event)
    tell({ about: 'call', app: held.app.sdkAppId, ...event })
  }
  if (held.app.callback) postCallbacks(state, held, held.app.callback, events)
}

/** The timeline is told of a deadline once; one that has moved meanwhile is looked at again when the old one is due. */
function schedule(state: State, held: HeldCall): void {
  const deadline = findDeadline(held.call)
  if (deadline === undefined || (held.wakesAt !== undefined && held.wakesAt <= deadline)) return
  held.wakesAt = deadline
  const due: Due = { kind: 'deadline', held }
  state.timeline.add(deadline, due)
}

/** A ring that may be over: whoever has rung long enough leaves. */
export function wake(state: State, held: HeldCall, now: Instant, tell: Tell): void {
  held.wakesAt = undefined
  const deadline = findDeadline(held.call)
  if (deadline !== undefined && deadline <= now) obey(state, held, { does: 'expire' }, now, tell)
  else schedule(state, held)
}
