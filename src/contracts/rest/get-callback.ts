import * as z from 'zod'
import { callbackSettings } from '../callbacks.ts'
import { defineOperation } from '../operation.ts'

/** get_callback: where an application's callbacks go, and which of them. */
export const getCallback = defineOperation({
  service: 'call_config',
  command: 'get_callback',
  title: 'Read the callback configuration',
  description: 'Tells where the callbacks of an application go, and which.',
  pages: [68937],
  perSecond: { limit: 200, source: { page: 68937 } },
  body: z.object({}),
  response: z.object(callbackSettings),
  readOnly: true,
  invalid: 'ConfigInvalidParameter',
  refusals: ['ConfigInternalError', 'ConfigInvalidParameter', 'CallbackNotSet'],
  examples: [
    {
      title: 'Two callbacks to one address',
      source: { page: 68937 },
      body: {},
      answer: {
        ErrorCode: 0,
        ErrorInfo: '',
        ActionStatus: 'OK',
        RequestId: 'Id-1cc8828fd3d84795ac866ced43b15b5c-O-Seq-61309',
        Response: {
          Url: 'http://www.example.com/callback',
          CallbackCommandList: ['Call.CallbackAfterStartCall', 'Call.CallbackAfterEndCall'],
        },
      },
    },
  ],
})
