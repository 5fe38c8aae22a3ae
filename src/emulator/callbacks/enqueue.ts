import type { CallEvent } from '../../call/call.ts'
import { applyFaults } from '../active-faults.ts'
import type { StoredCall } from '../state.ts'
import { toReason } from './delivery-result.ts'
import type { CallbackSettings } from './outgoing-callback.ts'
import { toCallbackPayloads } from './payloads.ts'

/** Queues the callbacks of one transition of a call, as far as its application has them switched on. */
export function enqueueCallbacks(
  { app, call }: StoredCall,
  { url, commands }: CallbackSettings,
  events: readonly CallEvent[],
): void {
  for (const { command, body } of toCallbackPayloads(call, events, app.outbox.shape)) {
    if (!commands.includes(command)) continue
    const at = body.EventTime
    const mark = { command, app: app.sdkAppId, identifier: undefined, findCall: () => call.id }
    const { effect, delay, faults } = applyFaults(app, 'callback', mark, at)
    const flaw = effect.callback
    app.outbox.post(
      {
        id: `${app.name}-${++app.counts.callbacks}`,
        position: 0,
        epoch: app.epoch,
        at,
        app: app.sdkAppId,
        call: call.id,
        command,
        url,
        body: JSON.stringify(body),
        platform: app.outbox.isHolding ? 'RESTAPI' : 'Unknown',
        faults,
        attempts: [],
        state: flaw === 'drop' ? 'dropped' : 'waiting',
        ...toReason(...(flaw === 'drop' ? [{ code: 'dropped-by-fault' } as const] : [])),
        sendAt: at + delay,
        copies: flaw === 'duplicate' ? 2 : 1,
        retries: app.retries,
        flaw: flaw === 'drop' || flaw === 'duplicate' ? undefined : flaw,
      },
      at,
    )
  }
}
