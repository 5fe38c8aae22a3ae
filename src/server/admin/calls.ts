import * as z from 'zod'
import { invitationActions, memberActions, wholeCallActions } from '../../call/call.ts'
import { findApp } from '../../control/apps.ts'
import * as calls from '../../control/calls.ts'
import { toCallView } from '../../control/views.ts'
import type { EmulatorCore } from '../../emulator/core.ts'
import type { Application } from '../../emulator/state.ts'
import { newCallSchema } from '../../scenarios/schema.ts'
import { defineRoute, filterParameter } from './route.ts'

const account = z.string().min(1).max(64)
const appParameter = z.coerce
  .number()
  .int()
  .optional()
  .meta({ description: "An application's id; the first one with such a call if absent." })

const toApp = (core: EmulatorCore, app: Application | undefined, named: number | undefined) =>
  app ?? (named === undefined ? undefined : findApp(core, named))

export const listCalls = defineRoute({
  id: 'listCalls',
  tag: 'calls',
  method: 'get',
  path: '/calls',
  perApp: true,
  summary: 'List live and ended calls in the order of their start',
  query: z.strictObject({
    app: appParameter,
    state: z.enum(['live', 'ended']).optional(),
    limit: z.coerce.number().int().min(1).max(100_000).default(1_000).meta({ description: 'Only the last ones.' }),
    q: filterParameter('state:ended outcome:!completed'),
  }),
  answer: 'CallList',
  gives: '`count` of all that match, and the last ones as `calls`.',
  handle: ({ core, app, query }) => {
    const found = calls.listCalls(core, { ...query, app: app?.sdkAppId ?? query.app })
    return { count: found.length, calls: found.slice(-query.limit).map(toCallView) }
  },
})

export const startCall = defineRoute({
  id: 'startCall',
  tag: 'calls',
  method: 'post',
  path: '/calls',
  perApp: true,
  summary: 'Start a call, written as in a scenario: the caller is in it, everyone called rings',
  input: z.record(z.string(), z.unknown()),
  shape: newCallSchema,
  status: 201,
  answer: 'Call',
  gives: 'The call. A refusal has every mistake in `problems`.',
  handle: ({ core, app, input }) => toCallView(calls.openCall(core, input, app)),
})

export const getCall = defineRoute({
  id: 'getCall',
  tag: 'calls',
  method: 'get',
  path: '/calls/{id}',
  perApp: true,
  summary: 'Get a call, live or ended, with its events',
  query: z.strictObject({ app: appParameter }),
  answer: 'Call',
  gives: 'The call.',
  handle: ({ core, app, params, query }) =>
    toCallView(calls.getCall(core, params.id ?? '', toApp(core, app, query.app))),
})

export const actOnCall = defineRoute({
  id: 'actOnCall',
  tag: 'calls',
  method: 'post',
  path: '/calls/{id}/{verb}',
  perApp: true,
  summary: `Act on a call: ${[...memberActions, ...invitationActions, ...wholeCallActions].join(', ')}`,
  input: z.strictObject({
    user: account.optional().meta({ description: `The member that acts: for ${memberActions.join(', ')}.` }),
    users: z
      .array(account)
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: `The members it is about: for ${invitationActions.join(', ')}.` }),
  }),
  query: z.strictObject({ app: appParameter }),
  answer: 'Call',
  gives: 'The call after the action.',
  handle: ({ core, app, params, input, query }) => {
    const call = calls.getCall(core, params.id ?? '', toApp(core, app, query.app))
    calls.actOnCall(call, calls.toCallAction(params.verb ?? '', input))
    return toCallView(call)
  },
})
