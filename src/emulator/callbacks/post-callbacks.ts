import type { CallEvent } from '../../call/call.ts'
import { applyFaults } from '../mishap.ts'
import type { HeldCall, State } from '../state.ts'
import type { CallbackSettings, OutgoingCallback } from './outgoing-callback.ts'
import { type CallbackPayload, toCallbackPayloads } from './payloads.ts'

/** Posts what one step of a call has to tell, as far as its application wants to be told. */
export function postCallbacks(
  state: State,
  held: HeldCall,
  { url, commands }: CallbackSettings,
  events: readonly CallEvent[],
): void {
  for (const told of toCallbackPayloads(held.call, events, state.outbox.shape)) {
    if (commands.includes(told.command)) post(state, held, url, told)
  }
}

function post(state: State, { app, call }: HeldCall, url: string, { command, body }: CallbackPayload): void {
  const { outbox } = state
  const at = body.EventTime
  const mark = { command, app: app.sdkAppId, identifier: undefined, findCall: () => call.id }
  const { effect, delay, faults } = applyFaults(state, 'callback', mark, at)
  const flaw = effect.callback
  const delivery: OutgoingCallback = {
    id: `callback-${outbox.log.count + 1}`,
    at,
    app: app.sdkAppId,
    call: call.id,
    command,
    url,
    body: JSON.stringify(body),
    platform: outbox.isHolding ? 'RESTAPI' : 'Unknown',
    faults,
    attempts: [],
    state: flaw === 'drop' ? 'dropped' : 'waiting',
    reason: flaw === 'drop' ? 'A fault kept it from leaving.' : undefined,
    leavesAt: at + delay,
    copies: flaw === 'duplicate' ? 2 : 1,
    retries: app.retries,
    flaw: flaw === 'drop' || flaw === 'duplicate' ? undefined : flaw,
  }
  outbox.post(delivery, at)
}
