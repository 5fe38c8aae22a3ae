import type { Switchboard } from '../../emulator/switchboard.ts'
import type { Exchange } from '../../journal/exchange.ts'
import { type Delivery, toCallbackNumber } from '../../webhooks/delivery.ts'

/** Whether a request was to its application as it is now, not to what it was before a reset, or to another of its id. */
export const isRequestOfNow = ({ findApp }: Switchboard, { id, sdkAppId }: Exchange): boolean =>
  sdkAppId === undefined || id > (findApp(sdkAppId)?.began.exchanges ?? 0)

/** Whether a callback is of its application as it is now. */
export const isCallbackOfNow = ({ findApp }: Switchboard, { id, app }: Delivery): boolean =>
  toCallbackNumber(id) > (findApp(app)?.began.callbacks ?? 0)
