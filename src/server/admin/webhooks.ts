import * as z from 'zod'
import { callbackCommands, callbackUrl } from '../../contracts/callbacks.ts'
import { findApp } from '../../control/apps.ts'
import * as callbacks from '../../control/callbacks.ts'
import { explainControlIssue } from '../../control/messages.ts'
import { callbackId, deliveryStatesText, toCallbackView } from '../../control/views.ts'
import { mostDeliveries } from '../../emulator/callbacks/outbox.ts'
import { deliveryStates } from '../../emulator/callbacks/outgoing-callback.ts'
import { isShallow } from '../../text/data.ts'
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

const times = z
  .int()
  .min(1)
  .max(mostDeliveries)
  .optional()
  .meta({ description: 'How many times, one after the other; once if absent.' })

const change = z.strictObject({
  url: callbackUrl.optional().meta({ description: 'Where it is sent instead.' }),
  body: z
    .record(z.string(), z.unknown())
    .refine(body => isShallow(body), { error: 'an object of at most 64 levels' })
    .optional()
    .meta({ description: 'Merged into the original body (RFC 7396): null removes a field.' }),
  token: z
    .string()
    .min(1)
    .max(256)
    .nullable()
    .optional()
    .meta({ description: 'What it is signed with instead; null sends it unsigned.' }),
})

export const redeliverCallback = defineRoute({
  id: 'redeliverCallback',
  tag: 'callbacks',
  method: 'post',
  path: '/webhooks/{id}/redeliver',
  perApp: true,
  summary: 'Send a callback again, signed afresh, with optional changes, without faults',
  input: z.strictObject({
    change: change.optional().meta({ description: 'What is sent instead; the callback itself stays.' }),
    times,
  }),
  answer: 'Callback',
  gives: 'The callback, waiting to be sent. Each result is one more attempt; its `sent` is a changed body.',
  handle: ({ core, app, params, input }) => {
    const callback = callbacks.getCallback(core, params.id ?? '', app)
    callbacks.redeliver(core, callback, input)
    return toCallbackView(callback)
  },
})

export const redeliverCallbacks = defineRoute({
  id: 'redeliverCallbacks',
  tag: 'callbacks',
  method: 'post',
  path: '/webhooks/redeliver',
  perApp: true,
  summary: `Send all callbacks again from one or from a time on, without faults; at most ${mostDeliveries} deliveries at once`,
  input: z.strictObject({
    from: z
      .union([z.int().min(0), callbackId, z.iso.datetime({ offset: true })], {
        error: () => 'the id of a callback, such as 88888888-7, its position, or a time such as 2026-01-15T09:30:00Z',
      })
      .meta({ description: 'The first one, by its id or its position, or the time of the first one.' }),
    command: z.enum(callbackCommands).optional(),
    times,
  }),
  answer: 'Redelivered',
  gives:
    'The number of `deliveries`, the `webhooks` that are sent again, and those that were `skipped`, because they are not settled or their application was reset.',
  handle: ({ core, app, input }) => {
    const { deliveries, callbacks: sent, skipped } = callbacks.redeliverAll(core, input, app)
    return {
      deliveries,
      webhooks: sent.map(toCallbackView),
      skipped: skipped.map(({ callback: { id }, issue }) => ({
        id,
        code: issue.code,
        reason: explainControlIssue(issue).message,
      })),
    }
  },
})
