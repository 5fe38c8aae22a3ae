import { catchUp } from '../emulator/advance.ts'
import type { DeliveryState, OutgoingCallback } from '../emulator/callbacks/outgoing-callback.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Application } from '../emulator/state.ts'
import { readClock } from './apps.ts'
import { Problem, toFilter } from './problem.ts'
import { toCallbackView } from './views.ts'

/** Which callbacks are listed; all that are kept if nothing is given. */
export interface CallbackFilter {
  readonly command?: string | undefined
  readonly callId?: string | undefined
  readonly state?: DeliveryState | undefined
  /** Only callbacks after this one: its id, or its position in the log. */
  readonly since?: string | number | undefined
  /** Only callbacks that pass this filter, such as `state:failed attempts:>1`. */
  readonly q?: string | undefined
}

/** The callbacks that are kept and match, the oldest first. Throws a Problem if `q` is invalid. */
export function listCallbacks(
  core: EmulatorCore,
  filter: CallbackFilter,
  app?: Application,
): readonly OutgoingCallback[] {
  const query = filter.q === undefined ? undefined : toFilter(filter.q, 'callbacks')
  const since = filter.since === undefined ? 0 : toPosition(core, `${filter.since}`)
  return core.callbacks
    .since(since)
    .filter(one => !app || one.epoch === app.epoch)
    .filter(one => filter.command === undefined || one.command === filter.command)
    .filter(one => filter.callId === undefined || one.call === filter.callId)
    .filter(one => filter.state === undefined || one.state === filter.state)
    .filter(one => !query || query.matches(toCallbackView(one), readClock(core, one.app)))
}

/** The position of a callback that is given by its id or its position; 0 for an id that is not kept any more. */
export const toPosition = (core: EmulatorCore, since: string): number =>
  /^\d{1,15}$/.test(since) ? Number(since) : (core.callbacks.find(since)?.position ?? 0)

/** A callback by its id or its position. Throws a Problem that says which ones are kept. */
export function getCallback(core: EmulatorCore, id: string, app?: Application): OutgoingCallback {
  const all = core.callbacks.since()
  const matches = (one: OutgoingCallback) => one.id === id || `${one.position}` === id
  // The log may have forgotten one that is not settled.
  const found =
    all.findLast(matches) ??
    core
      .listApps()
      .flatMap(one => one.outbox.list(one.clock.now()))
      .find(matches)
  if (found && (!app || found.epoch === app.epoch)) return found
  const [first, last] = [all[0], all.at(-1)]
  const kept = first && last ? ([first.id, last.id] as const) : undefined
  const total = core.callbacks.count
  throw new Problem({ code: 'unknown-callback', id, kept, capacity: core.settings.journal, total })
}

/** Sends a settled callback again, without faults. Throws a Problem while it is waiting, or if its application has been reset. */
export function redeliver(core: EmulatorCore, callback: OutgoingCallback): void {
  const { id, state, epoch } = callback
  const app = core.findApp(callback.app)
  if (!app) throw new Problem({ code: 'callback-of-removed-application', id, app: callback.app })
  if (app.epoch !== epoch) throw new Problem({ code: 'callback-of-reset-application', id, app: callback.app })
  if (state === 'waiting' || state === 'sending') throw new Problem({ code: 'callback-not-settled', id, state })
  app.outbox.redeliver(callback, catchUp(app))
}
