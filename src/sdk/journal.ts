import type { OperationName } from '../contracts/operations.ts'
import { type ExchangeFilter, findExchanges } from '../control/find.ts'
import { type ExchangeView, toExchangeView } from '../control/views.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { Mask } from '../text/redact.ts'
import { checkCommand, checkKeys } from './check-options.ts'
import { attempt } from './emulator-error.ts'

/** Which exchanges are wanted; all that are kept if nothing is said. */
export interface ExchangeQuery extends ExchangeFilter {
  readonly command?: OperationName | undefined
}

/** The requests that came, and what they were answered. */
export interface JournalHandle {
  /** How many there ever were since the last reset. */
  readonly count: number
  /** Those that are still kept and wanted, the oldest first. */
  list(wanted?: ExchangeQuery): readonly ExchangeView[]
  /** The latest of them. */
  last(wanted?: ExchangeQuery): ExchangeView | undefined
  /** Forgets all of them, also for the report; their numbers go on. */
  clear(): void
}

// The table is a literal, so its keys are exactly those of a query.
const keys = Object.keys({
  command: true,
  errorCode: true,
  callId: true,
  app: true,
  since: true,
} satisfies Record<keyof ExchangeQuery, true>)

/** The journal of a switchboard. */
export function createJournal(switchboard: Switchboard): JournalHandle {
  const find = (wanted: ExchangeQuery) => {
    checkKeys('a filter of the journal', wanted, keys)
    if (wanted.command !== undefined) checkCommand(wanted.command)
    return findExchanges(switchboard, wanted)
  }
  return {
    get count() {
      return switchboard.journal.count
    },
    list: function list(wanted = {}) {
      return attempt(() => find(wanted), list).map(one => toCopy(one, switchboard.mask))
    },
    last: function last(wanted = {}) {
      const exchange = attempt(() => find(wanted), last).at(-1)
      return exchange && toCopy(exchange, switchboard.mask)
    },
    clear: switchboard.clearJournal,
  }
}

/** A copy that shares nothing with the journal. */
const toCopy = (exchange: Exchange, mask: Mask): ExchangeView => structuredClone(toExchangeView(exchange, mask))
