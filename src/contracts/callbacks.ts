import * as z from 'zod'
import { isUrl, keysOf } from '../text/data.ts'
import type { Callback } from './callback.ts'
import { afterEndCall } from './callbacks/after-end-call.ts'
import { afterMemberChanged } from './callbacks/after-member-changed.ts'
import { afterStartCall } from './callbacks/after-start-call.ts'

/** Every callback by its name on the wire. */
export const callbacks = {
  'Call.CallbackAfterStartCall': afterStartCall,
  'Call.CallbackAfterMemberChanged': afterMemberChanged,
  'Call.CallbackAfterEndCall': afterEndCall,
} as const satisfies { readonly [command: string]: Callback }

/** The name of a callback on the wire. */
export type CallbackCommand = keyof typeof callbacks

/** The body of a callback. */
export type CallbackBody<Name extends CallbackCommand = CallbackCommand> = z.infer<(typeof callbacks)[Name]['body']>

/** The name of every callback, in the order of a call's events. */
export const callbackCommands = keysOf(callbacks)

/** Whether a text is the name of a callback. */
export const isCallbackCommand = (word: string): word is CallbackCommand => Object.hasOwn(callbacks, word)

/** The expected address of a callback, as a noun phrase. */
const urlForm = 'an address without spaces that begins with http:// or https://, such as http://127.0.0.1:3000/callback'

/** An address that callbacks are sent to. It may have a query of its own, as real clients' have. */
export const callbackUrl = z
  .string()
  .max(2_048)
  .refine(url => /^https?:\/\/[^\s/?#]/i.test(url) && isUrl(url) && !/\s/.test(url), { error: urlForm })

const page = { page: 68938 } as const

/** What set_callback takes and get_callback gives: one address, and which callbacks go there. */
export const callbackSettings = {
  Url: callbackUrl.meta({
    description: 'Where callbacks are sent; http or https, with a query of its own if wanted.',
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
