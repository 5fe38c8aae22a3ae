import * as z from 'zod'
import { callbackCommands } from '../../contracts/callbacks.ts'
import { findApp } from '../../control/apps.ts'
import * as callbacks from '../../control/callbacks.ts'
import { callbackId, deliveryStates, deliveryStatesText, toCallbackView } from '../../control/views.ts'
import { defineRoute, filterParameter } from './route.ts'

export const listCallbacks = defineRoute({
  id: 'listCallbacks',
  tag: 'callbacks',
  method: 'get',
  path: '/webhooks',
  perApp: true,
  summary: 'List the latest callbacks with their attempts, newest last',
  query: z.strictObject({
    command: z.enum(callbackCommands).optional(),
    callId: z.string().optional(),
    app: z.coerce.number().int().optional(),
    state: z.enum(deliveryStates).optional().meta({ description: deliveryStatesText }),
    since: callbackId.optional().meta({ description: 'Only callbacks after this one.' }),
    limit: z.coerce.number().int().min(1).max(100_000).default(1_000).meta({ description: 'Only the last ones.' }),
    q: filterParameter('state:failed attempts:>1'),
  }),
  answer: 'CallbackList',
  gives: '`count` of all callbacks since the reset, and the `webhooks` that are kept and match.',
  handle: ({ core, app, query: { limit, app: named, ...filter } }) => {
    const own = app ?? (named === undefined ? undefined : findApp(core, named))
    const found = callbacks.listCallbacks(core, filter, own)
    return {
      count: own ? own.counts.callbacks : core.callbacks.count,
      webhooks: found.slice(-limit).map(toCallbackView),
    }
  },
})

export const getCallback = defineRoute({
  id: 'getCallback',
  tag: 'callbacks',
  method: 'get',
  path: '/webhooks/{id}',
  perApp: true,
  summary: 'Get a callback with its attempts, by its id or its position',
  answer: 'Callback',
  gives: 'The callback.',
  handle: ({ core, app, params }) => toCallbackView(callbacks.getCallback(core, params.id ?? '', app)),
})

export const redeliverCallback = defineRoute({
  id: 'redeliverCallback',
  tag: 'callbacks',
  method: 'post',
  path: '/webhooks/{id}/redeliver',
  perApp: true,
  summary: 'Send a callback again, without faults',
  answer: 'Callback',
  gives: 'The callback, waiting to be sent. Its result is one more attempt.',
  handle: ({ core, app, params }) => {
    const callback = callbacks.getCallback(core, params.id ?? '', app)
    callbacks.redeliver(core, callback)
    return toCallbackView(callback)
  },
})
