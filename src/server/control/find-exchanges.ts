import type { Switchboard } from '../../emulator/switchboard.ts'
import type { Exchange } from '../../journal/exchange.ts'
import { isRequestOfNow } from './of-now.ts'

/** Which exchanges are wanted; all that are kept if nothing is said. */
export interface ExchangeFilter {
  readonly command?: string | undefined
  /** 0 for a success. */
  readonly errorCode?: number | undefined
  readonly callId?: string | undefined
  /** Only requests for this application. */
  readonly app?: number | undefined
  /** Only exchanges with a higher id. */
  readonly since?: number | undefined
}

/** The exchanges that are still kept and wanted, the oldest first. */
export const findExchanges = (switchboard: Switchboard, wanted: ExchangeFilter): readonly Exchange[] =>
  switchboard.journal
    .since(wanted.since)
    .filter(one => wanted.command === undefined || one.command === wanted.command)
    .filter(one => wanted.errorCode === undefined || one.errorCode === wanted.errorCode)
    .filter(one => wanted.callId === undefined || one.callId === wanted.callId)
    .filter(one => wanted.app === undefined || (one.sdkAppId === wanted.app && isRequestOfNow(switchboard, one)))
