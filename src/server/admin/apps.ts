import * as z from 'zod'
import { findApp } from '../../control/find.ts'
import { Problem, toProblem } from '../../control/problem.ts'
import { toAppView } from '../../control/views.ts'
import type { App } from '../../emulator/state.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { explainIssues } from '../../scenarios/messages.ts'
import { newAppSchema } from '../../scenarios/schema.ts'
import { checkApp } from '../../scenarios/validate.ts'
import { sign } from '../../usersig/sign.ts'
import { defineRoute } from './route.ts'

/** How many applications there can be. */
const mostApps = 10_000

export const listApps = defineRoute({
  id: 'listApps',
  tag: 'applications',
  method: 'get',
  path: '/apps',
  showsSecrets: true,
  summary: 'The applications there are, in the order in which they were made',
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(mostApps).default(1_000).meta({ description: 'Only the last so many.' }),
  }),
  answer: 'AppList',
  gives: '`count` of all, and the last of them as `apps`, each with its key and how many calls it has.',
  handle: ({ switchboard, query }) => {
    switchboard.now()
    const apps = switchboard.listApps()
    return { count: apps.length, apps: apps.slice(-query.limit).map(app => toAppView(app, switchboard.settings)) }
  },
})

export const makeApp = defineRoute({
  id: 'createApp',
  tag: 'applications',
  method: 'post',
  path: '/apps',
  showsSecrets: true,
  summary: 'Makes an application, written as in a scenario; whatever is left out is made up from the seed',
  input: z.record(z.string(), z.unknown()),
  shape: newAppSchema,
  status: 201,
  answer: 'App',
  gives: 'The application, and a UserSig of its first administrator. A refusal has every slip in `problems`.',
  handle: ({ switchboard, input }) => {
    const checked = checkApp(input)
    if ('issues' in checked) throw toProblem(explainIssues(checked.issues))
    if (switchboard.listApps().length >= mostApps) {
      throw new Problem('not-possible', `There are ${mostApps} applications, the most there can be: remove some first.`)
    }
    const made = switchboard.makeApp(checked.app)
    if (made) return toSignedView(made, switchboard)
    const { sdkAppId } = checked.app
    throw new Problem(
      'not-possible',
      `There is an application ${sdkAppId} already: want another id, or none, and one is made up.`,
    )
  },
})

export const getApp = defineRoute({
  id: 'getApp',
  tag: 'applications',
  method: 'get',
  path: '/apps/{id}',
  showsSecrets: true,
  summary: 'One application',
  answer: 'App',
  gives: 'The application, and a UserSig of its first administrator.',
  handle: ({ switchboard, params }) => {
    switchboard.now()
    return toSignedView(findApp(switchboard, params.id ?? ''), switchboard)
  },
})

export const resetApp = defineRoute({
  id: 'resetApp',
  tag: 'applications',
  method: 'post',
  path: '/apps/{id}/reset',
  showsSecrets: true,
  summary: 'Puts one application back to its beginning, which is now; the others notice nothing',
  answer: 'App',
  gives: 'The application.',
  handle: ({ switchboard, params }) => {
    const app = switchboard.resetApp(findApp(switchboard, params.id ?? ''))
    return toSignedView(app, switchboard)
  },
})

export const removeApp = defineRoute({
  id: 'removeApp',
  tag: 'applications',
  method: 'delete',
  path: '/apps/{id}',
  showsSecrets: true,
  summary: 'Removes an application with everything that is its own',
  answer: 'Removed',
  gives: 'Which was `removed`.',
  handle: ({ switchboard, params }) => {
    const app = findApp(switchboard, params.id ?? '')
    if (switchboard.listApps().length === 1) {
      const why = 'There is no other application, and one there must be: make another first, or reset this one.'
      throw new Problem('not-possible', why)
    }
    switchboard.dropApp(app)
    return { removed: app.sdkAppId }
  },
})

function toSignedView(app: App, switchboard: Switchboard) {
  const [identifier = ''] = app.admins
  const time = Math.floor(switchboard.now() / 1000)
  const { sdkAppId, secretKey } = app
  return { ...toAppView(app, switchboard.settings), userSig: sign({ sdkAppId, secretKey, identifier, time }) }
}
