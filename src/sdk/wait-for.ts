import type { Outcome } from '../call/call.ts'
import type { CallbackCommand } from '../contracts/callbacks.ts'
import type { OperationName } from '../contracts/operations.ts'
import type { CallView, DeliveryView, ExchangeView } from '../control/views.ts'
import { awaitFound } from '../control/wait-for.ts'
import type { DeliveryState } from '../emulator/callbacks/outgoing-callback.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { DurationText } from '../text/duration.ts'
import { checkKeys } from './check-options.ts'
import { toThrown } from './emulator-error.ts'

/** A request that is waited for; whatever comes if nothing is said. */
export interface AwaitedRequest {
  readonly command?: OperationName | undefined
  /** 0 for a success. */
  readonly errorCode?: number | undefined
  readonly callId?: string | undefined
  /** Who asks. */
  readonly identifier?: string | undefined
  readonly app?: number | undefined
  /** Only requests after this one, by its id in the journal; without it, what has come already counts. */
  readonly since?: number | undefined
}

/** A callback that is waited for; one that is delivered, if neither state nor status is said. */
export interface AwaitedWebhook {
  readonly command?: CallbackCommand | undefined
  readonly callId?: string | undefined
  readonly app?: number | undefined
  readonly state?: Exclude<DeliveryState, 'sending'> | undefined
  /** The receiver's HTTP status in the latest attempt. */
  readonly status?: number | undefined
  /** Only callbacks after this one, by its id. */
  readonly since?: number | string | undefined
}

/** A call that is so, or becomes so. */
export interface AwaitedCall {
  readonly id?: string | undefined
  readonly app?: number | undefined
  readonly state?: 'live' | 'ended' | undefined
  readonly outcome?: Outcome | undefined
  /** Who called. */
  readonly from?: string | undefined
  /** Who takes part; without a state, it is enough that they ever did. */
  readonly member?: { readonly user: string; readonly state?: 'talking' | 'ringing' | undefined } | undefined
}

/** How many there must be, and how long to wait for them. */
export interface Patience {
  /** One if absent. */
  readonly count?: number | undefined
  /** Of real time, as a duration or in milliseconds; 5s if absent. */
  readonly within?: DurationText | number | undefined
  /** Ends the wait when it is aborted. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Waits until requests or callbacks have come, or calls are as wanted, and gives those there are then; at once if it is so
 * already. Rejects with a NotYetError that tells what came near, or with an EmulatorError that has every slip.
 */
export interface Await {
  (wanted: { readonly request: AwaitedRequest }, patience?: Patience): Promise<readonly ExchangeView[]>
  (wanted: { readonly webhook: AwaitedWebhook }, patience?: Patience): Promise<readonly DeliveryView[]>
  (wanted: { readonly call: AwaitedCall }, patience?: Patience): Promise<readonly CallView[]>
}

/** The way to wait for what happens on a switchboard; `closing` ends every wait. */
export function createAwait(switchboard: Switchboard, closing: AbortSignal, ready: () => Promise<void>): Await {
  const never = new AbortController().signal
  const wait = async (wanted: object, patience: Patience = {}) => {
    await ready()
    const { count, within, signal } = patience
    const written = {
      ...wanted,
      ...(count === undefined ? {} : { count }),
      ...(within === undefined ? {} : { within: typeof within === 'number' ? `${within}ms` : within }),
    }
    try {
      checkKeys('how long is waited', patience, ['count', 'within', 'signal'])
      return structuredClone(await awaitFound(switchboard, written, { closing, left: signal ?? never }))
    } catch (error) {
      throw toThrown(error)
    }
  }
  // Sound: what is found of a kind is shown as that kind.
  return wait as unknown as Await
}
