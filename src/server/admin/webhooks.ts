import * as z from 'zod'
import { callbackCommands } from '../../contracts/callbacks.ts'
import { isCallbackOfNow } from '../../control/find.ts'
import { Problem } from '../../control/problem.ts'
import { callbackId, deliveryStates, deliveryStatesText, toDeliveryView } from '../../control/views.ts'
import { type OutgoingCallback, toCallbackNumber } from '../../emulator/callbacks/outgoing-callback.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { formatValue } from '../../text/format.ts'
import { defineRoute } from './route.ts'

export const listWebhooks = defineRoute({
  id: 'listCallbacks',
  tag: 'callbacks',
  method: 'get',
  path: '/webhooks',
  summary: 'The latest callbacks with their attempts, newest last',
  query: z.strictObject({
    command: z.enum(callbackCommands).optional(),
    callId: z.string().optional(),
    app: z.coerce.number().int().optional(),
    state: z.enum(deliveryStates).optional().meta({ description: deliveryStatesText }),
    since: callbackId.optional().meta({ description: 'Only callbacks that came after this one.' }),
    limit: z.coerce.number().int().min(1).max(100_000).default(1_000).meta({ description: 'Only the last so many.' }),
  }),
  answer: 'CallbackList',
  gives: '`count` of all callbacks there ever were, and the `webhooks` that are still kept and asked for.',
  handle: ({ switchboard, query }) => {
    switchboard.now()
    const { callbacks } = switchboard
    const found = callbacks
      .since(query.since === undefined ? 0 : toCallbackNumber(query.since))
      .filter(one => query.command === undefined || one.command === query.command)
      .filter(one => query.callId === undefined || one.call === query.callId)
      .filter(one => query.app === undefined || (one.app === query.app && isCallbackOfNow(switchboard, one)))
      .filter(one => query.state === undefined || one.state === query.state)
    return { count: callbacks.count, webhooks: found.slice(-query.limit).map(toDeliveryView) }
  },
})

export const getWebhook = defineRoute({
  id: 'getCallback',
  tag: 'callbacks',
  method: 'get',
  path: '/webhooks/{id}',
  summary: 'One callback with its attempts',
  answer: 'Callback',
  gives: 'The callback.',
  handle: ({ switchboard, params }) => {
    switchboard.now()
    return toDeliveryView(findDelivery(switchboard, params.id ?? ''))
  },
})

export const redeliverWebhook = defineRoute({
  id: 'redeliverCallback',
  tag: 'callbacks',
  method: 'post',
  path: '/webhooks/{id}/redeliver',
  summary: 'Sends a callback once more, as it was meant: no fault befalls it',
  answer: 'Callback',
  gives: 'The callback, waiting to leave. What comes of it is one more attempt.',
  handle: ({ switchboard, params }) => {
    switchboard.now()
    const delivery = findDelivery(switchboard, params.id ?? '')
    const { id, state, app } = delivery
    if (state === 'waiting' || state === 'sending') {
      throw new Problem('not-possible', `${id} is ${state} still: send it once more when it is delivered or failed.`)
    }
    if (!switchboard.findApp(app)) {
      throw new Problem('not-possible', `Application ${app} has been removed, and nobody else can send ${id}.`)
    }
    if (!isCallbackOfNow(switchboard, delivery)) {
      throw new Problem('not-possible', `Application ${app} has begun anew since ${id}.`)
    }
    switchboard.redeliver(delivery)
    return toDeliveryView(delivery)
  },
})

function findDelivery({ callbacks, findCallback, settings }: Switchboard, id: string): OutgoingCallback {
  const found = callbackId.safeParse(id).success ? findCallback(toCallbackNumber(id)) : undefined
  if (found) return found
  const kept = callbacks.since()
  const [first, last] = [kept[0], kept.at(-1)]
  const known = first && last ? `${first.id} to ${last.id} are kept` : `none is kept`
  throw new Problem(
    'no-such-webhook',
    `There is no callback ${formatValue(id)}: there have been ${callbacks.count}, of which ${known} (the last ${settings.journal}).`,
  )
}
