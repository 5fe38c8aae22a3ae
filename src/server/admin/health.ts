import packageJson from '../../../package.json' with { type: 'json' }
import { Problem } from '../../control/problem.ts'
import { toIso } from '../../control/views.ts'
import { catchUp } from '../../emulator/advance.ts'
import { defineRoute } from './route.ts'

export const getHealth = defineRoute({
  id: 'getHealth',
  tag: 'emulator',
  method: 'get',
  path: '/health',
  isPublic: true,
  summary: 'Check that the emulator serves',
  answer: 'Health',
  gives: "`status`, `version`, `now` on the first application's clock, and the number of live `calls`.",
  handle: ({ core }) => {
    const now = toIso(catchUp(core.defaultApp))
    const calls = core.listApps().reduce((sum, app) => sum + app.live, 0)
    return { status: 'ok', version: packageJson.version, now, calls }
  },
})

export const reset = defineRoute({
  id: 'reset',
  tag: 'emulator',
  method: 'post',
  path: '/reset',
  summary: 'Reset everything to the beginning of the scenario: applications, calls, faults, clocks, ids',
  answer: 'Health',
  gives: 'The same as `health`.',
  handle: context => {
    context.core.reset()
    return getHealth.handle(context)
  },
})

export const getEnvironment = defineRoute({
  id: 'getEnvironment',
  tag: 'emulator',
  method: 'get',
  path: '/environment',
  showsSecrets: true,
  summary: 'List the variables with which clients find this emulator, as `ringback env` prints them',
  answer: 'Variables',
  gives:
    '`variables`, each with `name` and `value`; whether it `intercepts` clients with a hard-coded host (with `start --https`); and the `joint` that separates it from an existing value, if it is appended.',
  handle: ({ environment }) => {
    if (environment) return { variables: environment() }
    throw new Problem({ code: 'no-environment' })
  },
})

export const getVendorOpenApi = defineRoute({
  id: 'getVendorOpenApi',
  tag: 'emulator',
  method: 'get',
  path: '/vendor.openapi.json',
  showsSecrets: true,
  summary: 'Get the OpenAPI document of the vendor surface',
  answer: 'OpenApi',
  gives: 'An OpenAPI 3.1 document.',
  handle: async () => (await import('../../contracts/openapi/document.ts')).toOpenApi(),
})

export const getOpenApi = defineRoute({
  id: 'getOpenApi',
  tag: 'emulator',
  method: 'get',
  path: '/openapi.json',
  showsSecrets: true,
  summary: 'Get the OpenAPI document of the admin API',
  answer: 'OpenApi',
  gives: 'An OpenAPI 3.1 document.',
  handle: async ({ routes }) => (await import('./openapi.ts')).toControlOpenApi(routes),
})
