import * as z from 'zod'
import { callId, ownLength } from '../fields.ts'
import { defineOperation, toAnswer } from '../operation.ts'

/** end_call: the server ends a call. */
export const endCall = defineOperation({
  service: 'call_engine_http_srv',
  command: 'end_call',
  title: 'End a call',
  description: 'Ends a running call for everyone in it. Its record can be read five seconds later.',
  pages: [74506],
  perSecond: { limit: 200, source: { page: 74506 } },
  body: z.object({ CallId: callId.meta({ 'x-source': [{ page: 74506 }, ownLength] }) }),
  invalid: 'InvalidParameter',
  refusals: ['InternalError', 'InvalidParameter', 'CallNotFound'],
  examples: [
    {
      title: 'A call is ended',
      source: { page: 74506 },
      body: { CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' },
      answer: toAnswer('Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769'),
    },
  ],
})
