import type { Instant } from '../call/call.ts'
import { describeRejection } from '../call/messages.ts'
import type { EmulatorEvent } from './event.ts'
import { obey, openCall, wake } from './obey.ts'
import type { Due, State } from './state.ts'

/**
 * Plays everything due until a moment, in order, each thing at its own instant. `reach` is told of each instant first;
 * `pause` is asked after each thing whether to stop there. Tells whether all has been played.
 */
export function playUntil(
  state: State,
  to: Instant,
  reach: (instant: Instant) => void,
  tell: (note: EmulatorEvent) => void,
  pause = () => false,
): boolean {
  for (;;) {
    const next = state.timeline.take(to)
    if (!next) return true
    reach(next.at)
    play(state, next.item, next.at, tell)
    if (pause()) return false
  }
}

function play(state: State, due: Due, now: Instant, tell: (note: EmulatorEvent) => void): void {
  switch (due.kind) {
    case 'deadline':
      if (!due.held.isGone) wake(state, due.held, now, tell)
      return
    case 'deed': {
      if (due.held.isGone) return
      const slip = obey(state, due.held, due.command, now, tell)
      if (slip)
        tell({
          at: now,
          about: 'skipped',
          call: due.held.call.id,
          does: due.command.does,
          why: describeRejection(slip),
        })
      return
    }
    case 'callback':
      state.outbox.wake(due.delivery, now)
      return
    case 'open': {
      const { plan, app } = due
      // An application that was thrown away, or another one of its id, has no part in the script.
      if (state.apps.get(plan.app) !== app) return
      const id = plan.id ?? app.nextCallId()
      const held = openCall(state, app, { ...plan, id }, plan.then, now, tell)
      if ('code' in held) tell({ at: now, about: 'skipped', call: id, does: 'start', why: describeRejection(held) })
    }
  }
}
