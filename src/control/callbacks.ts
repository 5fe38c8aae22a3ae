import { catchUp } from '../emulator/advance.ts'
import { mostDeliveries } from '../emulator/callbacks/outbox.ts'
import type { DeliveryState, OutgoingCallback } from '../emulator/callbacks/outgoing-callback.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Application } from '../emulator/state.ts'
import { mergeJson, parseJson } from '../text/data.ts'
import { maskSecret } from '../text/redact.ts'
import { readClock } from './apps.ts'
import type { ControlIssue } from './messages.ts'
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

/** How a callback is sent again: once and as it was, if nothing is given. */
export interface RedeliveryInput {
  readonly times?: number | undefined
  /** Another URL or token (null: unsigned), and a merge patch of the body: null removes a field. */
  readonly change?:
    | {
        readonly url?: string | undefined
        readonly token?: string | null | undefined
        readonly body?: object | undefined
      }
    | undefined
}

/** Sends a settled callback again, signed afresh, without faults. Throws a Problem while it is waiting, or if its application has been reset. */
export function redeliver(core: EmulatorCore, callback: OutgoingCallback, input: RedeliveryInput = {}): void {
  const issue = findRedeliveryIssue(core, callback)
  if (issue) throw new Problem(issue)
  send(core, callback, input)
}

/** Callbacks that were sent again, and those that could not be. */
export interface Redelivered {
  /** How many times a callback is sent. */
  readonly deliveries: number
  readonly callbacks: readonly OutgoingCallback[]
  readonly skipped: readonly { readonly callback: OutgoingCallback; readonly issue: ControlIssue }[]
}

/**
 * Sends all callbacks again that are settled and match, the first of them given by its id, its position or its time in ISO
 * 8601. Throws a Problem, and sends nothing, if these would be too many deliveries.
 */
export function redeliverAll(
  core: EmulatorCore,
  {
    from,
    command,
    times = 1,
  }: { readonly from: string | number; readonly command?: string | undefined } & Pick<RedeliveryInput, 'times'>,
  app?: Application,
): Redelivered {
  const isTime = typeof from === 'string' && from.includes(':')
  const first = isTime ? 1 : toFirstPosition(core, from, app)
  const found = listCallbacks(core, { command, since: first - 1 }, app)
    .filter(({ at }) => !isTime || at >= Date.parse(from))
    .map(callback => ({ callback, issue: findRedeliveryIssue(core, callback) }))
  const callbacks = found.flatMap(({ callback, issue }) => (issue ? [] : [callback]))
  const deliveries = callbacks.length * times
  if (deliveries > mostDeliveries) {
    throw new Problem({ code: 'too-many-deliveries', callbacks: callbacks.length, times, most: mostDeliveries })
  }
  for (const callback of callbacks) send(core, callback, { times })
  return {
    deliveries,
    callbacks,
    skipped: found.flatMap(({ callback, issue }) => (issue ? [{ callback, issue }] : [])),
  }
}

const toFirstPosition = (core: EmulatorCore, from: string | number, app: Application | undefined): number =>
  typeof from === 'number' || /^\d+$/.test(from) ? Math.max(1, Number(from)) : getCallback(core, from, app).position

/** Why a callback cannot be sent again. */
function findRedeliveryIssue(
  core: EmulatorCore,
  { id, state, epoch, app }: OutgoingCallback,
): ControlIssue | undefined {
  const owner = core.findApp(app)
  if (!owner) return { code: 'callback-of-removed-application', id, app }
  if (owner.epoch !== epoch) return { code: 'callback-of-reset-application', id, app }
  return state === 'waiting' || state === 'sending' ? { code: 'callback-not-settled', id, state } : undefined
}

function send(core: EmulatorCore, callback: OutgoingCallback, { times, change }: RedeliveryInput): void {
  const app = core.findApp(callback.app)
  if (!app) return
  const { url, token, body } = change ?? {}
  const now = catchUp(app)
  app.usedAt = Date.now()
  app.note('redeliver', {
    callback: callback.id,
    times,
    change: change && { ...change, token: token ? maskSecret(token) : token },
  })
  app.outbox.redeliver(callback, now, {
    times,
    change: change && {
      url,
      token,
      body: body && JSON.stringify(mergeJson(parseJson(callback.body), body)),
    },
  })
}
