import * as z from 'zod'
import { callbackCommands, callbackUrl } from '../callbacks.ts'
import { defineOperation, toAnswer } from '../operation.ts'

const page = { page: 68938 } as const

/** What set_callback takes and get_callback gives: one address, and which callbacks go there. */
const callbackSettings = {
  Url: callbackUrl.meta({
    description: 'Where callbacks are sent; http or https, optionally with a query.',
    format: 'uri',
    'x-source': [
      page,
      { observed: 'addresses in use have a query of their own' },
      { assumed: 'no page bounds its length; 2048 characters are ours' },
    ],
  }),
  CallbackCommandList: z
    .array(z.enum(callbackCommands))
    .min(1)
    .max(100)
    .meta({
      description: 'Which callbacks are sent.',
      'x-source': [page, { assumed: 'no page says how many; that a list is not empty, and has at most 100, is ours' }],
    }),
}

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
      answer: toAnswer('Id-8c9858f01e954611ae2d4c1b1ed7d583-O-Seq-52720'),
    },
  ],
})

/** get_callback: where an application's callbacks go, and which of them. */
export const getCallback = defineOperation({
  service: 'call_config',
  command: 'get_callback',
  title: 'Read the callback configuration',
  description: 'Returns where the callbacks of an application are sent, and which.',
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
      answer: toAnswer('Id-1cc8828fd3d84795ac866ced43b15b5c-O-Seq-61309', {
        Url: 'http://www.example.com/callback',
        CallbackCommandList: ['Call.CallbackAfterStartCall', 'Call.CallbackAfterEndCall'],
      }),
    },
  ],
})

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
      answer: toAnswer('Id-1cc8828fd3d84795ac866ced43b15b5c-O-Seq-61309'),
    },
  ],
})
