import type { CallAction, CallEvent } from '../call/call.ts'
import { type Call, findDeadline, type Instant } from '../call/call.ts'
import { type EndedCall, recordLife } from '../call/record.ts'
import { type CallInit, type Rejection, start, step } from '../call/transition.ts'
import type { StepPlan } from '../scenarios/plan.ts'
import { enqueueCallbacks } from './callbacks/enqueue.ts'
import { toEndedCallEntry } from './ended-calls.ts'
import type { EmulatorCallEvent } from './event.ts'
import type { Application, StoredCall } from './state.ts'

/** How many of a call's latest events are kept. */
const eventsKept = 1_000

/** How many ended calls an application keeps. */
export const endedKept = 100_000

/** What an action on a call caused. */
export interface Applied {
  readonly call: StoredCall
  readonly events: readonly EmulatorCallEvent[]
}

/** Starts a call and schedules its script, or returns why it cannot start. */
export function openCall(
  app: Application,
  init: CallInit,
  script: readonly StepPlan[],
  now: Instant,
): Applied | Rejection {
  if (app.calls.has(init.id)) return { code: 'duplicate-id', id: init.id }
  const started = start(init, now)
  if ('code' in started) return started
  const stored: StoredCall = { app, call: started.call, events: [], checksRingAt: undefined }
  app.calls.set(init.id, stored)
  app.live++
  // Before the ring timeout is scheduled: at the same instant the script comes first.
  for (const { at, action } of script) app.timeline.add(now + at, { kind: 'action', call: stored, action })
  return { call: stored, events: record(stored, started.call, started.events) }
}

/** Performs an action on a call, or returns why it is not possible; the call then stays as it is. */
export function applyAction(stored: StoredCall, action: CallAction, now: Instant): Applied | Rejection {
  const { app } = stored
  if (app.isClosed) return { code: 'call-removed' }
  const next = step(stored.call, action, now)
  if ('code' in next) return next
  const events = record(stored, next.call, next.events)
  const { ending } = next.call
  if (ending) keepEnded(app, { ...next.call, ending }, now)
  return { call: stored, events }
}

/** Ends the ringing of members whose ring timeout has passed, or schedules the next look at it. */
export function checkRingTimeout(stored: StoredCall, now: Instant): void {
  stored.checksRingAt = undefined
  const deadline = findDeadline(stored.call)
  if (deadline !== undefined && deadline <= now) applyAction(stored, { does: 'expire' }, now)
  else scheduleRingTimeout(stored)
}

function record(stored: StoredCall, call: Call, events: readonly CallEvent[]): readonly EmulatorCallEvent[] {
  const { app } = stored
  stored.call = call
  scheduleRingTimeout(stored)
  const emitted = events.map(event => ({ about: 'call', app: app.sdkAppId, ...event }) as const)
  for (const [index, event] of events.entries()) {
    if (stored.events.length === eventsKept) stored.events.shift()
    stored.events.push(event)
    const one = emitted[index]
    if (one) app.emit(one, { call: stored })
  }
  if (app.callback) enqueueCallbacks(stored, app.callback, events)
  return emitted
}

/** Schedules one look at the earliest ring timeout; if it moves to a later time meanwhile, the look schedules the next one. */
function scheduleRingTimeout(stored: StoredCall): void {
  const deadline = findDeadline(stored.call)
  if (deadline === undefined || (stored.checksRingAt !== undefined && stored.checksRingAt <= deadline)) return
  stored.checksRingAt = deadline
  stored.app.timeline.add(deadline, { kind: 'ring-timeout', call: stored })
}

/** Adds an ended call to the records, and evicts the oldest ones if they are too many or older than the service keeps them. */
function keepEnded(app: Application, call: EndedCall, now: Instant): void {
  app.live--
  const entry = toEndedCallEntry(call)
  app.ended.add(entry)
  app.records.add(entry)
  for (;;) {
    const oldest = app.ended.peek()
    if (!oldest || (app.ended.size <= endedKept && now - oldest.endedAt <= recordLife)) return
    app.ended.take()
    app.calls.delete(oldest.call.id)
    app.records.forget(oldest)
  }
}
