import * as z from 'zod'
import { callbackSettings } from '../callbacks.ts'
import { defineOperation } from '../operation.ts'

/** set_callback: where an application's callbacks go, and which of them. */
export const setCallback = defineOperation({
  service: 'call_config',
  command: 'set_callback',
  title: 'Set the callback configuration',
  description:
    'Sets where the callbacks of an application go, and which. An application has one configuration: this replaces it.',
  pages: [68938],
  perSecond: { limit: 200, source: { page: 68938 } },
  body: z.object(callbackSettings),
  invalid: 'ConfigInvalidParameter',
  refusals: ['ConfigInternalError', 'ConfigInvalidParameter'],
  examples: [
    {
      title: 'All three callbacks to one address',
      source: { page: 68938 },
      body: {
        Url: 'http://www.example.com/callback',
        CallbackCommandList: [
          'Call.CallbackAfterStartCall',
          'Call.CallbackAfterEndCall',
          'Call.CallbackAfterMemberChanged',
        ],
      },
      answer: {
        ErrorCode: 0,
        ErrorInfo: '',
        ActionStatus: 'OK',
        RequestId: 'Id-8c9858f01e954611ae2d4c1b1ed7d583-O-Seq-52720',
      },
    },
  ],
})
