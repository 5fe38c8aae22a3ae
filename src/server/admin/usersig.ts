import * as z from 'zod'
import { findApp } from '../../control/find.ts'
import { toIso } from '../../control/views.ts'
import { defaultExpire, sign } from '../../usersig/sign.ts'
import { defineRoute } from './route.ts'

export const mintUserSig = defineRoute({
  id: 'createUserSig',
  tag: 'applications',
  method: 'get',
  path: '/usersig',
  showsSecrets: true,
  summary: "Makes a UserSig with an application's key, from now on the emulator's clock",
  query: z.strictObject({
    identifier: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: "The application's first administrator if absent." }),
    sdkAppId: z.coerce.number().int().optional().meta({ description: 'The first application if absent.' }),
    expire: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_153_600_000)
      .default(defaultExpire)
      .meta({ description: 'Seconds it is good for.' }),
  }),
  answer: 'UserSig',
  gives: '`userSig`, whom it is for, and until when it is good.',
  handle: ({ switchboard, query: { identifier, sdkAppId, expire } }) => {
    const app = findApp(switchboard, sdkAppId)
    const time = Math.floor(switchboard.now() / 1000)
    const whom = identifier ?? [...app.admins][0] ?? ''
    const userSig = sign({ sdkAppId: app.sdkAppId, secretKey: app.secretKey, identifier: whom, time, expire })
    return { userSig, sdkAppId: app.sdkAppId, identifier: whom, expire, validUntil: toIso((time + expire) * 1000) }
  },
})
