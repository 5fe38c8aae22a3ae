import * as z from 'zod'
import { findExchanges } from '../../control/find.ts'
import { Problem } from '../../control/problem.ts'
import { toExchangeView, toIso } from '../../control/views.ts'
import { cut } from '../../text/format.ts'
import { defineRoute } from './route.ts'

const count = z.coerce.number().int().min(1)

export const listJournal = defineRoute({
  id: 'listExchanges',
  tag: 'journal',
  method: 'get',
  path: '/journal',
  summary: 'The latest exchanges, newest last',
  query: z.strictObject({
    command: z.string().optional(),
    errorCode: z.coerce.number().int().optional(),
    callId: z.string().optional(),
    app: z.coerce.number().int().optional().meta({ description: 'Only requests for this application.' }),
    since: z.coerce.number().int().min(0).optional().meta({ description: 'Only exchanges with a higher id.' }),
    limit: count.max(100_000).default(1_000).meta({ description: 'Only the last so many.' }),
  }),
  answer: 'ExchangeList',
  gives: '`count` of all exchanges there ever were, and the `exchanges` that are still kept and asked for.',
  handle: ({ switchboard, query }) => {
    const found = findExchanges(switchboard, query)
    return {
      count: switchboard.journal.count,
      exchanges: found.slice(-query.limit).map(one => toExchangeView(one, switchboard.mask)),
    }
  },
})

export const getExchange = defineRoute({
  id: 'getExchange',
  tag: 'journal',
  method: 'get',
  path: '/journal/{id}',
  summary: 'One exchange',
  answer: 'Exchange',
  gives: 'The exchange.',
  handle: ({ switchboard, params }) => {
    const exchange = switchboard.journal.find(Number(params.id))
    if (exchange) return toExchangeView(exchange, switchboard.mask)
    const { count } = switchboard.journal
    const kept = `there have been ${count}, the last ${switchboard.settings.journal} are kept`
    throw new Problem('no-such-exchange', `No exchange ${cut(params.id ?? '')}: ${kept}.`)
  },
})

export const clearJournal = defineRoute({
  id: 'clearJournal',
  tag: 'journal',
  method: 'delete',
  path: '/journal',
  summary: 'Forgets all exchanges; their numbers go on',
  answer: 'Cleared',
  gives: 'When it was cleared.',
  handle: ({ switchboard }) => {
    switchboard.clearJournal()
    return { cleared: true, now: toIso(switchboard.now()) }
  },
})
