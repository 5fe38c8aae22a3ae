import type { Outcome } from '../call/call.ts'
import type { CallbackCommand } from '../contracts/callbacks.ts'
import type { OperationName } from '../contracts/operations.ts'
import type { HandleContext } from '../control/control.ts'
import type { CallbackView, CallView, ExchangeView } from '../control/views.ts'
import { waitFor as wait } from '../control/wait-for.ts'
import type { DeliveryState } from '../emulator/callbacks/outgoing-callback.ts'
import type { DurationText } from '../text/duration.ts'
import { checkKeys } from './check-options.ts'
import { toThrown } from './emulator-error.ts'

/** The request that is waited for; any if nothing is given. */
export interface AwaitedRequest {
  readonly command?: OperationName | undefined
  /** 0 for a success. */
  readonly errorCode?: number | undefined
  readonly callId?: string | undefined
  /** The account that sent it. */
  readonly identifier?: string | undefined
  readonly app?: number | undefined
  /** Only requests after this position in the run log; if absent, requests that were received already count. */
  readonly since?: number | undefined
}

/** The callback that is waited for; one that is delivered, if neither state nor status is given. */
export interface AwaitedWebhook {
  readonly command?: CallbackCommand | undefined
  readonly callId?: string | undefined
  readonly app?: number | undefined
  readonly state?: Exclude<DeliveryState, 'sending'> | undefined
  /** The receiver's HTTP status in the latest attempt. */
  readonly status?: number | undefined
  /** Only callbacks after this one, by its id or position. */
  readonly since?: number | string | undefined
}

/** A call that is, or becomes, as described. */
export interface AwaitedCall {
  readonly id?: string | undefined
  readonly app?: number | undefined
  readonly state?: 'live' | 'ended' | undefined
  readonly outcome?: Outcome | undefined
  /** The caller. */
  readonly from?: string | undefined
  /** A member; without a state, anyone who was ever a member counts. */
  readonly member?: { readonly user: string; readonly state?: 'talking' | 'ringing' | undefined } | undefined
}

/** How many are required, and how long to wait. */
export interface WaitOptions {
  /** One if absent. */
  readonly count?: number | undefined
  /** Real time, as a duration or in milliseconds; 5s if absent. */
  readonly within?: DurationText | number | undefined
  /** Ends the wait when it is aborted. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Waits for requests, callbacks or calls, and returns those that were found; at once if they are there already. Rejects with
 * a NotYetError that says what came near, or with an EmulatorError that has every mistake.
 */
export interface WaitFor {
  (wanted: { readonly request: AwaitedRequest }, options?: WaitOptions): Promise<readonly ExchangeView[]>
  (wanted: { readonly webhook: AwaitedWebhook }, options?: WaitOptions): Promise<readonly CallbackView[]>
  (wanted: { readonly call: AwaitedCall }, options?: WaitOptions): Promise<readonly CallView[]>
}

/** Creates the function that waits, in one application or in all. */
export function createWaitFor({ control, toScope, ready }: HandleContext): WaitFor {
  const never = new AbortController().signal
  const waitFor = async (wanted: object, options: WaitOptions = {}) => {
    await ready()
    const { count, within, signal } = options
    const input = {
      ...wanted,
      ...(count === undefined ? {} : { count }),
      ...(within === undefined ? {} : { within: typeof within === 'number' ? `${within}ms` : within }),
    }
    try {
      checkKeys('the options of a wait', options, ['count', 'within', 'signal'])
      const interruptions = { closing: control.closing, aborted: signal ?? never }
      return structuredClone(await wait(control.core, input, interruptions, toScope()))
    } catch (error) {
      throw toThrown(error)
    }
  }
  // Sound: what is found of a kind has the view of that kind.
  return waitFor as unknown as WaitFor
}
