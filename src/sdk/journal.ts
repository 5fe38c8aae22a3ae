import type { OperationName } from '../contracts/operations.ts'
import type { HandleContext } from '../control/control.ts'
import { countExchanges, type ExchangeFilter, findExchanges } from '../control/journal.ts'
import { type ExchangeView, toExchangeView } from '../control/views.ts'
import type { Exchange } from '../emulator/exchange.ts'
import { checkCommand, checkKeys } from './check-options.ts'
import { attempt } from './emulator-error.ts'

/** Which exchanges are listed; all that are kept if nothing is given. */
export interface ExchangeQuery extends ExchangeFilter {
  readonly command?: OperationName | undefined
}

/** The requests that were received, with their replies. */
export interface JournalHandle {
  /** How many there have been since the last reset. */
  readonly count: number
  /** Those that are kept and match, the oldest first. */
  list(filter?: ExchangeQuery): readonly ExchangeView[]
  /** The latest of them. */
  last(filter?: ExchangeQuery): ExchangeView | undefined
  /** Clears the run log of the whole emulator, so that reports start empty; positions continue. */
  clear(): void
}

// The table is a literal, so its keys are exactly those of a query.
const keys = Object.keys({
  command: true,
  errorCode: true,
  callId: true,
  app: true,
  since: true,
  q: true,
} satisfies Record<keyof ExchangeQuery, true>)

/** Creates the handle of a journal. */
export function createJournal({ control: { core }, toScope }: HandleContext): JournalHandle {
  const find = (filter: ExchangeQuery, limit?: number) => {
    checkKeys('a filter of the journal', filter, keys)
    if (filter.command !== undefined) checkCommand(filter.command)
    return findExchanges(core, { ...filter, app: toScope()?.sdkAppId ?? filter.app }, limit)
  }
  /** A copy that shares nothing with the run log. */
  const toCopy = (exchange: Exchange): ExchangeView => structuredClone(toExchangeView(exchange, core.mask))
  return {
    get count() {
      return countExchanges(core, toScope())
    },
    list: function list(filter = {}) {
      return attempt(() => find(filter), list).map(toCopy)
    },
    last: function last(filter = {}) {
      const [exchange] = attempt(() => find(filter, 1), last)
      return exchange && toCopy(exchange)
    },
    clear: () => core.clearJournal(),
  }
}
