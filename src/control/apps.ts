import { catchUp } from '../emulator/advance.ts'
import { clockForm, parseClockMode } from '../emulator/clock.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Application } from '../emulator/state.ts'
import { explainIssues } from '../scenarios/messages.ts'
import { checkApp } from '../scenarios/validate.ts'
import { durationForm, parseDuration } from '../text/duration.ts'
import { formatValue } from '../text/format.ts'
import { sign } from '../usersig/sign.ts'
import { Problem, toProblem } from './problem.ts'
import { toAppView } from './views.ts'

/** The most applications of one emulator. */
export const mostApps = 10_000

/** How many applications a message names. */
const mostNamed = 10

/** The application with an id, or the default one if none is named. Throws a Problem that names the known ones. */
export function findApp(core: EmulatorCore, id: string | number | undefined): Application {
  if (id === undefined) return core.defaultApp
  const found = /^\d{1,10}$/.test(`${id}`) ? core.findApp(Number(id)) : undefined
  if (found) return found
  const shown = typeof id === 'string' ? formatValue(id) : id
  throw new Problem('no-such-application', `Unknown sdkAppId ${shown}. Known applications: ${listAppIds(core)}.`)
}

/** Throws a Problem if an input that is meant for one application names another. */
export function checkSameApp(app: Application | undefined, named: unknown): void {
  if (!app || named === undefined || named === app.sdkAppId) return
  const message = `Invalid app: expected ${app.sdkAppId} or none, got ${formatValue(named, 40)}.`
  throw toProblem([{ code: 'inconsistent', path: ['app'], message }])
}

/** The ids of the applications as text: the first ones, and how many more there are. */
export function listAppIds(core: Pick<EmulatorCore, 'listApps'>): string {
  const ids = core.listApps().map(({ sdkAppId }) => sdkAppId)
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ''
  return `${ids.slice(0, mostNamed).join(', ')}${more}`
}

/**
 * Creates an application, written as in a scenario, with `clock` and `ttl` beside it; what is left out follows from the seed.
 * Throws a Problem with every mistake.
 */
export function createApp(
  core: EmulatorCore,
  { clock, ttl, ...input }: { readonly [field: string]: unknown },
): Application {
  const checked = checkApp(input)
  if ('issues' in checked) throw toProblem(explainIssues(checked.issues))
  const mode = clock === undefined ? undefined : parseClockMode(`${clock}`)
  if (clock !== undefined && mode === undefined) {
    throw new Problem('not-valid', `Invalid clock: expected ${clockForm}, got ${formatValue(clock, 40)}.`)
  }
  const life = ttl === undefined ? undefined : parseDuration(`${ttl}`)
  if (ttl !== undefined && (life === undefined || life <= 0 || !Number.isFinite(life))) {
    throw new Problem('not-valid', `Invalid ttl: expected ${durationForm}, got ${formatValue(ttl, 40)}.`)
  }
  if (core.appCount >= mostApps) {
    throw new Problem('not-possible', `There are ${mostApps} applications, the maximum. Remove some first.`)
  }
  const created = core.createApp({ ...checked.app, clock: mode })
  if (!created) {
    const { sdkAppId } = checked.app
    throw new Problem(
      'not-possible',
      `Application ${sdkAppId} exists already. Use another id, or none to get a free one.`,
    )
  }
  created.ttl = life
  return created
}

/** Removes an application with everything that belongs to it. Throws a Problem for the last one. */
export function removeApp(core: EmulatorCore, app: Application): void {
  if (core.appCount === 1) {
    throw new Problem(
      'not-possible',
      'The last application cannot be removed. Create another one first, or reset this one.',
    )
  }
  core.removeApp(app)
}

/** A UserSig of an application's first administrator or another account, valid for `expire` seconds from now on its clock. */
export function createUserSig(
  app: Application,
  { identifier, expire }: { identifier?: string | undefined; expire?: number },
) {
  const [administrator = 'administrator'] = app.admins
  const { sdkAppId, secretKey } = app
  const account = identifier ?? administrator
  const time = Math.floor(catchUp(app) / 1000)
  const userSig = sign({ sdkAppId, secretKey, identifier: account, time, ...(expire === undefined ? {} : { expire }) })
  return { sdkAppId, secretKey, identifier: account, userSig, time }
}

/** An application with a UserSig of its first administrator. */
export const toSignedAppView = (core: EmulatorCore, app: Application) => ({
  ...toAppView(app, core.settings),
  userSig: createUserSig(app, {}).userSig,
})
