import { z } from 'zod'
import { callbackCommands } from './callbacks.ts'

/** Where callbacks may go, to finish the sentence "want …". */
const urlForm = 'an address that begins with http:// or https://'

/** An address that callbacks are sent to. It may have a query of its own, as real clients' have. */
export const callbackUrl = z
  .string()
  .max(2_048)
  .refine(url => /^https?:\/\/[^\s/?#]/i.test(url) && URL.canParse(url) && !/\s/.test(url), { error: urlForm })

/** What set_callback takes and get_callback gives: one address, and which callbacks go there. */
export const callbackSettings = {
  Url: callbackUrl.meta({ description: 'Where callbacks are sent; http or https, with a query of its own if wanted.' }),
  CallbackCommandList: z.array(z.enum(callbackCommands)).min(1).max(100).meta({
    description: 'Which callbacks are sent.',
  }),
}
