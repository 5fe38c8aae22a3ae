import type { Instant } from '../call/call.ts'
import { findDeadline } from '../call/call.ts'
import { describeRejection } from '../call/messages.ts'
import { applyAction, checkRingTimeout, openCall } from './calls.ts'
import type { Application, DueItem, StoredCall } from './state.ts'

/** The last instant a Date can hold, in Unix milliseconds; no clock passes it. */
export const lastInstant = 8_640_000_000_000_000

/**
 * Performs everything that is due by `until`, in order, each item at its own time. `onInstant` is called with the
 * instant first, `pause` after each item. Returns whether everything was performed.
 */
export function runDue(
  app: Application,
  until: Instant,
  onInstant: (instant: Instant) => void = () => {},
  pause: () => boolean = () => false,
): boolean {
  for (;;) {
    const next = app.timeline.take(until)
    if (!next) return true
    onInstant(next.at)
    perform(app, next.item, next.at)
    if (pause()) return false
  }
}

function perform(app: Application, item: DueItem, now: Instant): void {
  switch (item.kind) {
    case 'ring-timeout':
      if (isStored(item.call)) checkRingTimeout(item.call, now)
      return
    case 'action': {
      if (!isStored(item.call)) return
      const applied = applyAction(item.call, item.action, now)
      if ('code' in applied) skip(app, item.call.call.id, item.action.does, describeRejection(applied), now)
      return
    }
    case 'callback':
      app.outbox.expire(item.callback, now)
      return
    case 'reply':
      item.reply.send()
      return
    case 'open': {
      const id = item.plan.id ?? app.nextCallId()
      const opened = openCall(app, { ...item.plan, id }, item.plan.then, now)
      if ('code' in opened) skip(app, id, 'start', describeRejection(opened), now)
    }
  }
}

/** Reports an action that the call did not allow. */
export function skip(app: Application, call: string, does: string, why: string, now: Instant): void {
  app.emit({ at: now, about: 'skipped', app: app.sdkAppId, call, does, why })
}

/** Performs what is due by now, and returns the time of the application's clock. */
export function catchUp(app: Application): Instant {
  const now = app.clock.now()
  runDue(app, now)
  return now
}

/** Performs everything due by `to`, each item at its own time, and moves the clock there. An earlier instant has no effect. */
export function advanceTo(app: Application, to: Instant): Instant {
  catchUp(app)
  const target = Math.min(to, lastInstant)
  runDue(app, target, app.clock.moveTo)
  app.clock.moveTo(target)
  return app.clock.now()
}

/** When the next item is due, without items that have become pointless. */
export function findNextDue({ timeline }: Application): Instant | undefined {
  for (;;) {
    const next = timeline.peek()
    if (!next || !isStale(next.item)) return next?.at
    timeline.take(next.at)
  }
}

/** Whether an item has no effect any more: its call is no longer kept or rings no more, or its callback is settled. */
export function isStale(item: DueItem): boolean {
  switch (item.kind) {
    case 'ring-timeout':
      return !isStored(item.call) || findDeadline(item.call.call) === undefined
    case 'action':
      return !isStored(item.call)
    case 'callback':
      return item.callback.state !== 'waiting' && item.callback.state !== 'sending'
    case 'reply':
      return item.reply.isSent
    case 'open':
      return false
  }
}

/** Whether a call is still kept: ended calls are evicted at some time. */
const isStored = (stored: StoredCall): boolean => stored.app.calls.get(stored.call.id) === stored
