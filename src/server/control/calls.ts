import { z } from 'zod'
import type { HeldCall } from '../../emulator/state.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { type Command, callDeeds, type Deed, invitationDeeds, memberDeeds } from '../../engine/command.ts'
import { checkOpening } from '../../scenarios/check.ts'
import { openingSchema } from '../../scenarios/schema-call.ts'
import { quote } from '../../words/quote.ts'
import { explainNearest } from '../../words/suggest.ts'
import { findApp } from './find-app.ts'
import { Problem, toProblem } from './problem.ts'
import { defineRoute } from './route.ts'
import { toCallView } from './views.ts'

const account = z.string().min(1).max(64)
const app = z.coerce
  .number()
  .int()
  .optional()
  .meta({ description: "An application's id; the first one that fits if absent." })

export const listCalls = defineRoute({
  method: 'get',
  path: '/calls',
  summary: 'Live and ended calls, in the order in which they began',
  query: z.strictObject({
    app,
    state: z.enum(['live', 'ended']).optional(),
    limit: z.coerce.number().int().min(1).max(100_000).default(1_000).meta({ description: 'Only the last so many.' }),
  }),
  gives: '`count` of all that fit, and the last of them as `calls`.',
  handle: ({ switchboard, query }) => {
    switchboard.now()
    const calls = switchboard
      .listCalls()
      .filter(held => query.app === undefined || held.app.sdkAppId === query.app)
      .filter(({ call }) => query.state === undefined || (call.ending ? 'ended' : 'live') === query.state)
    return { count: calls.length, calls: calls.slice(-query.limit).map(toCallView) }
  },
})

export const openCall = defineRoute({
  method: 'post',
  path: '/calls',
  summary: 'Begins a call, written as in a scenario: the caller is in it, everyone called rings',
  input: z.record(z.string(), z.unknown()),
  shape: openingSchema,
  status: 201,
  gives: 'The call. A refusal has every slip in `problems`.',
  handle: ({ switchboard, input }) => {
    const checked = checkOpening({ media: 'audio', ...input })
    if ('problems' in checked) throw toProblem(checked.problems)
    const { app: wanted, ...opening } = checked.opening
    const { sdkAppId } = findApp(switchboard, wanted)
    const opened = switchboard.openCall(sdkAppId, opening)
    if ('impossible' in opened) throw new Problem('not-possible', opened.impossible)
    return toCallView(opened)
  },
})

export const getCall = defineRoute({
  method: 'get',
  path: '/calls/{id}',
  summary: 'One call, live or ended, with everything that happened to it',
  query: z.strictObject({ app }),
  gives: 'The call.',
  handle: ({ switchboard, params, query }) => {
    switchboard.now()
    return toCallView(findCall(switchboard, params.id ?? '', query.app))
  },
})

export const doToCall = defineRoute({
  method: 'post',
  path: '/calls/{id}/{verb}',
  summary: `Does something to a call: ${[...memberDeeds, ...invitationDeeds, ...callDeeds].join(', ')}`,
  input: z.strictObject({
    user: account.optional().meta({ description: `Who does it: for ${memberDeeds.join(', ')}.` }),
    users: z
      .array(account)
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: `Who is meant: for ${invitationDeeds.join(', ')}.` }),
  }),
  query: z.strictObject({ app }),
  gives: 'The call as it is then.',
  handle: ({ switchboard, params, input, query }) => {
    const held = findCall(switchboard, params.id ?? '', query.app)
    const done = switchboard.obey(held, toCommand(params.verb ?? '', input))
    if ('impossible' in done) throw new Problem('not-possible', done.impossible)
    return toCallView(held)
  },
})

function findCall(switchboard: Switchboard, id: string, sdkAppId: number | undefined): HeldCall {
  const held = switchboard.findCall(id, sdkAppId)
  if (held) return held
  const near = explainNearest(
    id,
    switchboard
      .listCalls()
      .slice(-1_000)
      .map(({ call }) => call.id),
  )
  throw new Problem('no-such-call', `There is no call ${quote(id)}.${near}`)
}

function toCommand(
  verb: string,
  { user, users }: { readonly user?: string | undefined; readonly users?: string[] | undefined },
): Command {
  if (isOneOf(memberDeeds, verb)) {
    const who = user ?? (users?.length === 1 ? users[0] : undefined)
    if (who === undefined) throw new Problem('not-valid', `${verb} is done by one member: want {"user":"…"}.`)
    return { does: verb, user: who }
  }
  if (isOneOf(invitationDeeds, verb)) {
    const whom = users ?? (user === undefined ? undefined : [user])
    if (!whom) throw new Problem('not-valid', `${verb} is about members: want {"users":["…"]}.`)
    return { does: verb, users: whom }
  }
  if (isOneOf(callDeeds, verb)) return { does: verb }
  const verbs: readonly Deed[] = [...memberDeeds, ...invitationDeeds, ...callDeeds]
  throw new Problem(
    'no-such-path',
    `${quote(verb)} is not something that is done to a call.${explainNearest(verb, verbs)} There are ${verbs.join(', ')}.`,
  )
}

const isOneOf = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  (words as readonly string[]).includes(word)
