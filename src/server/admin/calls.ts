import * as z from 'zod'
import { invitationActions, memberActions, wholeCallActions } from '../../call/call.ts'
import { doToHeld, getHeld, listHeld, openHeld, toCommand } from '../../control/calls.ts'
import { toCallView } from '../../control/views.ts'
import { newCallSchema as openingSchema } from '../../scenarios/schema.ts'
import { defineRoute } from './route.ts'

const account = z.string().min(1).max(64)
const app = z.coerce
  .number()
  .int()
  .optional()
  .meta({ description: "An application's id; the first one that fits if absent." })

export const listCalls = defineRoute({
  id: 'listCalls',
  tag: 'calls',
  method: 'get',
  path: '/calls',
  summary: 'Live and ended calls, in the order in which they began',
  query: z.strictObject({
    app,
    state: z.enum(['live', 'ended']).optional(),
    limit: z.coerce.number().int().min(1).max(100_000).default(1_000).meta({ description: 'Only the last so many.' }),
  }),
  answer: 'CallList',
  gives: '`count` of all that fit, and the last of them as `calls`.',
  handle: ({ switchboard, query }) => {
    const calls = listHeld(switchboard, query)
    return { count: calls.length, calls: calls.slice(-query.limit).map(toCallView) }
  },
})

export const openCall = defineRoute({
  id: 'startCall',
  tag: 'calls',
  method: 'post',
  path: '/calls',
  summary: 'Begins a call, written as in a scenario: the caller is in it, everyone called rings',
  input: z.record(z.string(), z.unknown()),
  shape: openingSchema,
  status: 201,
  answer: 'Call',
  gives: 'The call. A refusal has every slip in `problems`.',
  handle: ({ switchboard, input }) => toCallView(openHeld(switchboard, input)),
})

export const getCall = defineRoute({
  id: 'getCall',
  tag: 'calls',
  method: 'get',
  path: '/calls/{id}',
  summary: 'One call, live or ended, with everything that happened to it',
  query: z.strictObject({ app }),
  answer: 'Call',
  gives: 'The call.',
  handle: ({ switchboard, params, query }) => toCallView(getHeld(switchboard, params.id ?? '', query.app)),
})

export const doToCall = defineRoute({
  id: 'actOnCall',
  tag: 'calls',
  method: 'post',
  path: '/calls/{id}/{verb}',
  summary: `Does something to a call: ${[...memberActions, ...invitationActions, ...wholeCallActions].join(', ')}`,
  input: z.strictObject({
    user: account.optional().meta({ description: `Who does it: for ${memberActions.join(', ')}.` }),
    users: z
      .array(account)
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: `Who is meant: for ${invitationActions.join(', ')}.` }),
  }),
  query: z.strictObject({ app }),
  answer: 'Call',
  gives: 'The call as it is then.',
  handle: ({ switchboard, params, input, query }) => {
    const held = getHeld(switchboard, params.id ?? '', query.app)
    doToHeld(switchboard, held, toCommand(params.verb ?? '', input))
    return toCallView(held)
  },
})
