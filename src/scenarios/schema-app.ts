import * as z from 'zod'
import { callbackUrl } from '../contracts/callback-settings.ts'
import { callbackCommands } from '../contracts/callbacks.ts'
import { explainNearest } from '../text/suggest.ts'
import { adviseNumber, list, oneOf, text, thing, whole } from './leaf.ts'
import { once } from './once.ts'

/** The SDKAppID of an application. */
export const sdkAppId = once(() => whole('the SDKAppID of an application', 1, 4294967295))

/** An account, of an administrator or of whoever calls. */
export const account = once(() => text('an account', 64))

const urlForm =
  'an address without spaces that begins with http:// or https://, such as http://127.0.0.1:3000/callback.'

const callback = () =>
  thing('a callback', {
    url: z
      .string({ error: () => urlForm })
      .refine(came => callbackUrl.safeParse(came).success, { error: () => urlForm })
      .optional()
      .meta({
        description: 'Where callbacks are sent; needs commands. Without both, a client sets them by set_callback.',
        examples: ['http://127.0.0.1:3000/callback'],
        format: 'uri',
      }),
    commands: list(oneOf(callbackCommands), 'callbacks', 3)
      .optional()
      .meta({ description: 'Which callbacks are sent; needs url.' }),
    token: text('a token', 256).optional().meta({ description: 'Signs each callback, if given.' }),
    retries: whole('a number of retries', 0, 10)
      .optional()
      .meta({ description: 'How often an unanswered callback is sent again.', default: 0 }),
  })

const explainRate = ({ input }: { readonly input?: unknown }) =>
  `requests a second, 1 to 1000000, or off.${adviseNumber(input) || (typeof input === 'string' ? explainNearest(input, ['off']) : '')}`

const rateLimit = () =>
  z.union([z.int({ error: explainRate }).min(1).max(1_000_000), z.literal('off')], { error: explainRate })

/** An application as written. */
export const appSchema = once(() =>
  thing('an app', {
    sdkAppId: sdkAppId().meta({ description: 'The SDKAppID that requests name.', examples: [1400000001] }),
    secretKey: text('a secret key', 256).meta({ description: 'The key UserSigs are signed with, used as it stands.' }),
    admins: list(account(), 'accounts', 100).meta({
      description: 'The accounts that may send requests.',
      examples: [['administrator']],
    }),
    callback: callback().optional().meta({ description: 'Whom the application tells of what happens to its calls.' }),
    rateLimit: rateLimit()
      .optional()
      .meta({
        description: "Requests a second for each command of this application; each command's own limit if absent.",
        examples: [50, 'off'],
      }),
  }),
)
