import * as z from 'zod'
import * as apps from '../../control/apps.ts'
import { toAppView, toIso } from '../../control/views.ts'
import { clockForm } from '../../emulator/clock.ts'
import type { EmulatorCore } from '../../emulator/core.ts'
import type { Application } from '../../emulator/state.ts'
import { newAppSchema } from '../../scenarios/schema.ts'
import { durationForm } from '../../text/duration.ts'
import { defaultExpire } from '../../usersig/sign.ts'
import { defineRoute } from './route.ts'

const one = '/apps/{sdkAppId}'

/** The application of a path with an SDKAppID. */
function toApp(core: EmulatorCore, app: Application | undefined): Application {
  if (app) return app
  throw apps.toUnknownApp(core, undefined)
}

export const listApps = defineRoute({
  id: 'listApps',
  tag: 'applications',
  method: 'get',
  path: '/apps',
  showsSecrets: true,
  summary: 'List the applications in the order of creation',
  query: z.strictObject({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(apps.mostApps)
      .default(1_000)
      .meta({ description: 'Only the last ones.' }),
  }),
  answer: 'AppList',
  gives: '`count` of all, and the last ones as `apps`, each with its key and the number of its calls.',
  handle: ({ core, query }) => ({
    count: core.appCount,
    apps: core
      .listApps()
      .slice(-query.limit)
      .map(app => ({ ...toAppView(app, core.settings), epoch: app.epoch })),
  }),
})

export const createApp = defineRoute({
  id: 'createApp',
  tag: 'applications',
  method: 'post',
  path: '/apps',
  showsSecrets: true,
  summary: 'Create an application, written as in a scenario; what is left out follows from the seed',
  input: z.record(z.string(), z.unknown()),
  shape: () =>
    newAppSchema().extend({
      clock: z
        .string()
        .optional()
        .meta({ description: clockForm, examples: ['manual'] }),
      ttl: z
        .string()
        .optional()
        .meta({ description: `Remove it after this long without a request: ${durationForm}.`, examples: ['10m'] }),
    }),
  status: 201,
  answer: 'App',
  gives: 'The application, with a UserSig of its first administrator. A refusal has every mistake in `problems`.',
  handle: ({ core, input }) => apps.toSignedAppView(core, apps.createApp(core, input)),
})

export const getApp = defineRoute({
  id: 'getApp',
  tag: 'applications',
  method: 'get',
  path: one,
  showsSecrets: true,
  summary: 'Get an application',
  answer: 'App',
  gives: 'The application, with a UserSig of its first administrator.',
  handle: ({ core, app }) => apps.toSignedAppView(core, toApp(core, app)),
})

export const resetApp = defineRoute({
  id: 'resetApp',
  tag: 'applications',
  method: 'post',
  path: `${one}/reset`,
  showsSecrets: true,
  summary: 'Reset an application to its beginning; the others are not affected',
  answer: 'App',
  gives: 'The application.',
  handle: ({ core, app }) => apps.toSignedAppView(core, core.resetApp(toApp(core, app))),
})

export const removeApp = defineRoute({
  id: 'removeApp',
  tag: 'applications',
  method: 'delete',
  path: one,
  showsSecrets: true,
  summary: 'Remove an application with everything that belongs to it',
  answer: 'Removed',
  gives: 'The id of the `removed` application.',
  handle: ({ core, app }) => {
    const { sdkAppId } = toApp(core, app)
    apps.removeApp(core, toApp(core, app))
    return { removed: sdkAppId }
  },
})

export const createUserSig = defineRoute({
  id: 'createUserSig',
  tag: 'applications',
  method: 'get',
  path: '/usersig',
  showsSecrets: true,
  summary: "Create a UserSig with an application's key, valid from now on its clock",
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
      .meta({ description: 'Validity in seconds.' }),
  }),
  answer: 'UserSig',
  gives: '`userSig`, the account it is for, and until when it is valid.',
  handle: ({ core, query: { identifier, sdkAppId, expire } }) => {
    const { time, userSig, ...signed } = apps.createUserSig(apps.findApp(core, sdkAppId), { identifier, expire })
    return {
      userSig,
      sdkAppId: signed.sdkAppId,
      identifier: signed.identifier,
      expire,
      validUntil: toIso((time + expire) * 1000),
    }
  },
})

export const explainUserSig = defineRoute({
  id: 'explainUserSig',
  tag: 'applications',
  method: 'post',
  path: '/usersig/explain',
  showsSecrets: true,
  summary: 'Explain what a UserSig claims and what is wrong with it, as `ringback explain-sig` does',
  input: z.strictObject({
    userSig: z.string(),
    sdkAppId: z.int().optional().meta({ description: 'The application it is used for; as it claims if absent.' }),
    secretKey: z
      .string()
      .optional()
      .meta({ description: "The application's key; that of the application in this emulator if absent." }),
    identifier: z.string().optional().meta({ description: 'The account that uses it; not checked if absent.' }),
  }),
  answer: 'UserSigExplanation',
  gives: 'Its `claims`, all `findings` with their fix, whether it is `ok` and whether it would be `accepted`.',
  handle: ({ core, input }) => apps.explainUserSig(core, input),
})
