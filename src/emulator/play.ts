import type { Instant } from '../engine/call.ts'
import type { Note } from '../journal/note.ts'
import { obey, openCall, wake } from './obey.ts'
import type { Due, State } from './state.ts'

/** Plays everything due until a moment, in order, each thing at its own instant. `reach` is told of each instant first. */
export function playUntil(
  state: State,
  to: Instant,
  reach: (instant: Instant) => void,
  tell: (note: Note) => void,
): void {
  for (;;) {
    const next = state.timeline.take(to)
    if (!next) return
    reach(next.at)
    play(state, next.item, next.at, tell)
  }
}

function play(state: State, due: Due, now: Instant, tell: (note: Note) => void): void {
  switch (due.kind) {
    case 'deadline':
      wake(state, due.held, now, tell)
      return
    case 'deed': {
      const slip = obey(state, due.held, due.command, now, tell)
      if (slip)
        tell({ at: now, about: 'skipped', call: due.held.call.id, does: due.command.does, why: slip.impossible })
      return
    }
    case 'open': {
      const { plan } = due
      const app = state.apps.get(plan.app)
      const id = plan.id ?? state.nextCallId()
      const held = app
        ? openCall(state, app, { ...plan, id }, plan.then, now, tell)
        : { impossible: `There is no app ${plan.app}.` }
      if ('impossible' in held) tell({ at: now, about: 'skipped', call: id, does: 'start', why: held.impossible })
    }
  }
}
