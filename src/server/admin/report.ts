import * as z from 'zod'
import { type Format, formats } from '../../conformance/report/formats.ts'
import { defineRoute } from './route.ts'

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
  summary: 'How clients keep the contract so far, resets included',
  query: z.strictObject({
    format: z.enum(formats).default('json').meta({ description: 'The journal is what reports are made from.' }),
  }),
  answer: 'Report',
  types: Object.values(types),
  gives: 'The report, in the format that is asked for.',
  handle: async ({ switchboard, request, query: { format } }) => {
    const { judge } = await import('../../conformance/client/judge.ts')
    const { renderers } = await import('../../conformance/report/renderers.ts')
    const journals = [{ journal: switchboard.saveJournal() }]
    const render = await renderers[format]()
    // Lines that reproduce findings are for the emulator that is running, by the address it was asked at.
    const report = judge(journals, { reproduce: { url: new URL(request.url).origin } })
    return new Response(render(report, journals), {
      headers: { 'Content-Type': types[format], 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
    })
  },
})
