import { type OutgoingCallback, toCallbackNumber } from '../emulator/callbacks/outgoing-callback.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { App } from '../emulator/state.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { formatValue } from '../text/format.ts'
import { Problem } from './problem.ts'

/** How many applications a sentence names. */
const named = 10

/** The application with an id, or the first where none is named; throws a Problem that names those there are. */
export function findApp(switchboard: Switchboard, id: string | number | undefined): App {
  const found = id === undefined ? switchboard.listApps()[0] : findNumber(switchboard, `${id}`)
  if (found) return found
  throw new Problem(
    'no-such-application',
    `There is no application ${typeof id === 'string' ? formatValue(id) : id}: there are ${explainApps(switchboard)}.`,
  )
}

const findNumber = (switchboard: Switchboard, id: string) =>
  /^\d{1,10}$/.test(id) ? switchboard.findApp(Number(id)) : undefined

/** The ids there are, in words: the first of them, and how many more. */
export function explainApps(switchboard: Pick<Switchboard, 'listApps'>): string {
  const ids = switchboard.listApps().map(({ sdkAppId }) => sdkAppId)
  const more = ids.length > named ? ` and ${ids.length - named} more` : ''
  return `${ids.slice(0, named).join(', ')}${more}`
}

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

/** Whether a request was to its application as it is now, not to what it was before a reset, or to another of its id. */
export const isRequestOfNow = ({ findApp }: Switchboard, { id, sdkAppId }: Exchange): boolean =>
  sdkAppId === undefined || id > (findApp(sdkAppId)?.began.exchanges ?? 0)

/** Whether a callback is of its application as it is now. */
export const isCallbackOfNow = ({ findApp }: Switchboard, { id, app }: OutgoingCallback): boolean =>
  toCallbackNumber(id) > (findApp(app)?.began.callbacks ?? 0)
