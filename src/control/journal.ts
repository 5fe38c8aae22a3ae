import type { EmulatorCore } from '../emulator/core.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { Journal } from '../emulator/journal.ts'
import type { Application } from '../emulator/state.ts'
import { maskAll } from '../text/redact.ts'
import { readClock } from './apps.ts'
import { listCallbacks } from './callbacks.ts'
import { listCalls } from './calls.ts'
import type { Filter } from './filter.ts'
import { Problem, toFilter } from './problem.ts'
import { toCallbackView, toCallView } from './views.ts'

/** Which exchanges are listed; all that are kept if nothing is given. */
export interface ExchangeFilter {
  readonly command?: string | undefined
  /** 0 for a success. */
  readonly errorCode?: number | undefined
  readonly callId?: string | undefined
  /** Only requests to this application. */
  readonly app?: number | undefined
  /** Only exchanges after this position in the run log. */
  readonly since?: number | undefined
  /** Only exchanges that pass this filter, such as `code:!0 since:1m`. */
  readonly q?: string | undefined
}

/** Whether an exchange belongs to the current run: after the last reset, and of the application as it is now if one is given. */
export const isCurrent = (core: EmulatorCore, { position, epoch }: Exchange, app: Application | undefined): boolean =>
  position > core.journalStart && (!app || epoch === app.epoch)

/** The latest exchanges that are kept and match, the oldest first; at most `limit`. Throws a Problem if `q` is invalid. */
export function findExchanges(
  core: EmulatorCore,
  filter: ExchangeFilter,
  limit = Number.POSITIVE_INFINITY,
): readonly Exchange[] {
  const app = filter.app === undefined ? undefined : core.findApp(filter.app)
  if (filter.app !== undefined && !app) return []
  const query = filter.q === undefined ? undefined : toFilter(filter.q, 'requests')
  const { command = findValue(query, 'command'), errorCode = findCode(query), callId } = filter
  return core.runLog.query({
    after: Math.max(core.journalStart, filter.since ?? 0),
    isEpoch: epoch => !app || epoch === app.epoch,
    command,
    errorCode,
    test: one =>
      (callId === undefined || one.callId === callId) &&
      // Not masked, which takes time: a filter does not look at the UserSig of a target.
      (!query || query.matches(one, readClock(core, one.sdkAppId))),
    limit,
  })
}

/** The value of a key that every match has. The run log compares commands and codes without reading whole exchanges. */
const findValue = (query: Filter<'requests'> | undefined, key: string): string | undefined =>
  query?.terms.find(term => term.key === key && !term.negated && term.values.length === 1)?.values[0]

function findCode(query: Filter<'requests'> | undefined): number | undefined {
  const value = findValue(query, 'code')
  return value === undefined || value === 'none' ? undefined : Number(value)
}

/** An exchange by its id or its position. Throws a Problem that says which ones are kept. */
export function getExchange(core: EmulatorCore, id: string, app?: Application): Exchange {
  const { exchanges } = core.runLog
  const found = /^\d{1,15}$/.test(id)
    ? exchanges.find(Number(id))
    : core.runLog.query({ after: core.journalStart, test: exchange => exchange.id === id, limit: 1 })[0]
  if (found && isCurrent(core, found, app)) return found
  const { journal: capacity } = core.settings
  const first = Math.max(core.journalStart, exchanges.count - capacity) + 1
  const kept = first <= exchanges.count ? ([first, exchanges.count] as const) : undefined
  throw new Problem({ code: 'unknown-exchange', id, kept, capacity })
}

/** How many exchanges there have been since the last reset, in all or in one application. */
export const countExchanges = (core: EmulatorCore, app?: Application): number =>
  app ? app.counts.exchanges : core.runLog.exchanges.count - core.journalStart

/**
 * What clients did, in all or in one application, across resets, with the calls and callbacks that are kept: one document
 * without secrets. It has at most as many calls as exchanges are kept, the latest ones.
 */
export function saveJournal(core: EmulatorCore, app?: Application): Journal {
  const { journal: most } = core.settings
  const calls = most === 0 ? [] : listCalls(core, { app: app?.sdkAppId }).slice(-most)
  return {
    ...core.toJournal(app),
    calls: maskAll(calls.map(toCallView), core.mask),
    callbacks: maskAll(listCallbacks(core, {}, app).map(toCallbackView), core.mask),
  }
}
