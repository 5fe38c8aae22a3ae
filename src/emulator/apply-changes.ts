import type { Instant } from '../call/call.ts'
import { describeRejection } from '../call/messages.ts'
import type { Rejection } from '../call/transition.ts'
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
      if ('code' in opened) skip(change.open.id, 'start', opened)
      continue
    }
    if ('callback' in change) {
      app.callback = change.callback
      continue
    }
    const { call, command } = change
    const held = app.calls.get(call)
    const rejection: Rejection | undefined = held ? obey(state, held, command, now, tell) : { code: 'unknown-call' }
    if (rejection) skip(call, command.does, rejection)
  }

  function skip(call: string, does: string, rejection: Rejection): void {
    tell({ at: now, about: 'skipped', call, does, why: describeRejection(rejection) })
  }
}
