import { z } from 'zod'
import { callbackCommands } from '../contracts/callbacks.ts'
import { list, oneOf, text, thing, whole } from './leaf.ts'
import { once } from './once.ts'

/** The SDKAppID of an application. */
export const sdkAppId = once(() => whole('the SDKAppID of an application', 1, 4294967295))

/** An account, of an administrator or of whoever calls. */
export const account = once(() => text('an account', 64))

const callback = () =>
  thing('a callback', {
    url: z
      .url({ protocol: /^https?$/, error: () => 'an address that begins with http:// or https://.' })
      .max(2048)
      .meta({ description: 'Where callbacks are sent.', examples: ['http://127.0.0.1:3000/callback'] }),
    commands: list(oneOf(callbackCommands), 'callbacks', 3).meta({ description: 'Which callbacks are sent.' }),
    token: text('a token', 256).optional().meta({ description: 'Signs each callback, if given.' }),
    retries: whole('a number of retries', 0, 10)
      .optional()
      .meta({ description: 'How often an unanswered callback is sent again.', default: 0 }),
  })

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
  }),
)
