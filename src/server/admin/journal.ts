import * as z from 'zod'
import { type Format, formats } from '../../conformance/report/model.ts'
import { findApp } from '../../control/apps.ts'
import * as control from '../../control/explain.ts'
import * as journal from '../../control/journal.ts'
import { Problem, toProblemResponse } from '../../control/problem.ts'
import * as requests from '../../control/requests.ts'
import { requestSchema } from '../../control/requests.ts'
import { toExchangeView, toIso } from '../../control/views.ts'
import { awaitSchema } from '../../control/wait-criteria.ts'
import * as waiting from '../../control/wait-for.ts'
import { catchUp } from '../../emulator/advance.ts'
import type { EmulatorCore } from '../../emulator/core.ts'
import type { Exchange } from '../../emulator/exchange.ts'
import { readReportPage } from '../console.ts'
import { defineRoute, filterParameter } from './route.ts'

const count = z.coerce.number().int().min(1)

/** An exchange as the admin API shows it, with its times on the wall clock. */
function toTimedView(core: EmulatorCore, exchange: Exchange) {
  const { receivedAt, sentAt } = core.runLog.findTimes(exchange.position)
  const took = receivedAt === undefined || sentAt === undefined ? undefined : sentAt - receivedAt
  return { ...toExchangeView(exchange, core.mask), receivedAt, took }
}

export const listExchanges = defineRoute({
  id: 'listExchanges',
  tag: 'journal',
  method: 'get',
  path: '/journal',
  perApp: true,
  summary: 'List the latest exchanges, newest last',
  query: z.strictObject({
    command: z.string().optional(),
    errorCode: z.coerce.number().int().optional(),
    callId: z.string().optional(),
    app: z.coerce.number().int().optional().meta({ description: 'Only requests to this application.' }),
    since: z.coerce.number().int().min(0).optional().meta({ description: 'Only exchanges after this position.' }),
    limit: count.max(100_000).default(1_000).meta({ description: 'Only the last ones.' }),
    q: filterParameter('code:!0 since:1m'),
  }),
  answer: 'ExchangeList',
  gives: '`count` of all exchanges since the reset, and the `exchanges` that are kept and match.',
  handle: ({ core, app, query: { limit, ...filter } }) => ({
    count: journal.countExchanges(core, app),
    exchanges: journal
      .findExchanges(core, { ...filter, app: app?.sdkAppId ?? filter.app }, limit)
      .map(one => toTimedView(core, one)),
  }),
})

export const getExchange = defineRoute({
  id: 'getExchange',
  tag: 'journal',
  method: 'get',
  path: '/journal/{id}',
  perApp: true,
  summary: 'Get an exchange by its id or its position',
  answer: 'Exchange',
  gives: 'The exchange.',
  handle: ({ core, app, params }) => toTimedView(core, journal.getExchange(core, params.id ?? '', app)),
})

export const listActions = defineRoute({
  id: 'listActions',
  tag: 'journal',
  method: 'get',
  path: '/actions',
  perApp: true,
  summary: 'List what was done to the emulator besides requests: resets, clocks, faults, calls',
  query: z.strictObject({
    limit: count.max(100_000).default(1_000).meta({ description: 'Only the last ones.' }),
  }),
  answer: 'ActionList',
  gives: 'The latest `actions`, oldest first.',
  handle: ({ core, app, query: { limit } }) => ({
    actions: core.runLog
      .listActions()
      .filter(one => !app || one.app === undefined || one.app === app.sdkAppId)
      .slice(-limit)
      .map(({ at, input, ...action }) => ({ at: toIso(at), ...action, input: input ?? null })),
  }),
})

export const explainExchange = defineRoute({
  id: 'explainExchange',
  tag: 'journal',
  method: 'get',
  path: '/explain/{id}',
  perApp: true,
  summary: 'Explain why a request was answered as it was',
  answer: 'Explanation',
  gives: 'Each check in the order of the service with its outcome, the faults, the call as it was, and what changed.',
  handle: ({ core, app, params }) => control.explainExchange(core, params.id ?? '', app),
})

export const sendRequest = defineRoute({
  id: 'sendRequest',
  tag: 'journal',
  method: 'post',
  path: '/requests',
  perApp: true,
  summary: 'Send a request through the emulator, signed, or an earlier one again, with optional changes',
  input: requestSchema(),
  status: 201,
  answer: 'Sent',
  gives: 'The exchange and its reply. It is in the journal with the scope `admin`, which no rule evaluates.',
  handle: ({ core, app, input }) => {
    const exchange = requests.sendRequest(core, input, app)
    const { status, reply: body, drop } = exchange
    return { exchange: toExchangeView(exchange, core.mask), reply: drop === 'before' ? null : { status, body } }
  },
})

export const clearJournal = defineRoute({
  id: 'clearJournal',
  tag: 'journal',
  method: 'delete',
  path: '/journal',
  summary: 'Clear the journal and the run log, so that the report starts empty; positions continue',
  answer: 'Cleared',
  gives: 'When it was cleared.',
  handle: ({ core }) => {
    core.clearJournal()
    return { cleared: true, now: toIso(catchUp(core.defaultApp)) }
  },
})

export const waitFor = defineRoute({
  id: 'waitFor',
  tag: 'journal',
  method: 'post',
  path: '/await',
  perApp: true,
  summary: 'Wait for requests, callbacks or calls; answers at once if they are there already',
  input: z.record(z.string(), z.unknown()),
  shape: awaitSchema,
  answer: 'Found',
  gives:
    'What was `found`. Status 408 if it has not happened in time: then `found` has what there is, and `near` up to three that came near, each with how it `differs`.',
  handle: async ({ core, control: { closing }, app, input, request }) => {
    try {
      return { found: await waiting.waitFor(core, input, { closing, aborted: request.signal }, app) }
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'not-yet' && closing.aborted)) throw error
      // A kept connection would delay the port that closes.
      const response = toProblemResponse(error, core.mask)
      response.headers.set('Connection', 'close')
      return response
    }
  },
})

const types: { readonly [Name in Format]: string } = {
  text: 'text/plain; charset=utf-8',
  json: 'application/json',
  junit: 'application/xml; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  sarif: 'application/sarif+json',
  har: 'application/har+json',
  journal: 'application/vnd.ringback.journal+json',
}

export const getReport = defineRoute({
  id: 'getReport',
  tag: 'journal',
  method: 'get',
  path: '/report',
  perApp: true,
  summary: 'Get the contract report so far, across resets',
  query: z.strictObject({
    format: z.enum(formats).default('json').meta({ description: 'Reports are made from the journal.' }),
    app: z.coerce.number().int().optional().meta({ description: 'Only requests to this application.' }),
  }),
  answer: 'Report',
  types: Object.values(types),
  gives: 'The report in the requested format.',
  handle: async ({ core, app, request, query }) => {
    const { toClientReport } = await import('../../conformance/client/report.ts')
    const { renderers } = await import('../../conformance/report/renderers.ts')
    const named = query.app === undefined ? undefined : findApp(core, query.app)
    const journals = [{ journal: journal.saveJournal(core, app ?? named) }]
    const render = await renderers[query.format]()
    const look =
      query.format === 'html' ? { page: await readReportPage(), createExplainer: control.createEntryExplainer } : {}
    // The lines that reproduce findings use the address of this request.
    const report = toClientReport(journals, { reproduce: { url: new URL(request.url).origin } })
    return new Response(render(report, journals, look), {
      headers: {
        'Content-Type': types[query.format],
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      },
    })
  },
})
