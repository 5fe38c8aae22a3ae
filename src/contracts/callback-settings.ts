import * as z from 'zod'
import { isUrl } from '../text/data.ts'
import { callbackCommands } from './callbacks.ts'

/** Where callbacks may go, to finish the sentence "want …". */
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
    'x-seen': [
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
      'x-seen': [page, { assumed: 'no page says how many; that a list is not empty, and has at most 100, is ours' }],
    }),
}
