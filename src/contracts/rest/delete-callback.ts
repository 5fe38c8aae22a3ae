import * as z from 'zod'
import { defineOperation } from '../operation.ts'

/** delete_callback: an application's callbacks go nowhere any more. */
export const deleteCallback = defineOperation({
  service: 'call_config',
  command: 'delete_callback',
  title: 'Delete the callback configuration',
  description:
    'Takes the callback configuration of an application away. Where there is none, that is a success too (assumed).',
  pages: [68939],
  perSecond: { limit: 200, source: { page: 68939 } },
  body: z.object({}),
  invalid: 'ConfigInvalidParameter',
  refusals: ['ConfigInternalError', 'ConfigInvalidParameter'],
  examples: [
    {
      title: 'The configuration is taken away',
      source: { assumed: "the shape is documented on page 68939; the id is the sample's of get_callback" },
      body: {},
      answer: {
        ErrorCode: 0,
        ErrorInfo: '',
        ActionStatus: 'OK',
        RequestId: 'Id-1cc8828fd3d84795ac866ced43b15b5c-O-Seq-61309',
      },
    },
  ],
})
