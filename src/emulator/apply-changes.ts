import type { Instant } from '../call/call.ts'
import type { EmulatorEvent } from './event.ts'
import { obey, openCall } from './obey.ts'
import type { Action } from './operations/handler.ts'
import type { App, State } from './state.ts'

/** Does to an application what a command wants, in order; what is not possible is told of and left out. */
export function applyChanges(
  state: State,
  app: App,
  changes: readonly Action[],
  now: Instant,
  tell: (note: EmulatorEvent) => void,
): void {
  for (const change of changes) {
    if ('open' in change) {
      const opened = openCall(state, app, change.open, [], now, tell)
      if ('impossible' in opened) skip(change.open.id, 'start', opened.impossible)
      continue
    }
    if ('callback' in change) {
      app.callback = change.callback
      continue
    }
    const { call, command } = change
    const held = app.calls.get(call)
    const slip = held ? obey(state, held, command, now, tell) : { impossible: 'There is no such call.' }
    if (slip) skip(call, command.does, slip.impossible)
  }

  function skip(call: string, does: string, why: string): void {
    tell({ at: now, about: 'skipped', call, does, why })
  }
}
