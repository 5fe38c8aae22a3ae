import type { Instant } from '../call/call.ts'
import { catchUp } from '../emulator/advance.ts'
import { clockForm, parseClockMode } from '../emulator/clock.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Application } from '../emulator/state.ts'
import { explainIssues } from '../scenarios/messages.ts'
import { checkApp } from '../scenarios/validate.ts'
import { durationForm, parseDuration } from '../text/duration.ts'
import { explain } from '../usersig/explain.ts'
import type { UserSigExplanation } from '../usersig/messages.ts'
import { sign } from '../usersig/sign.ts'
import { toInconsistency } from './messages.ts'
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
  throw toUnknownApp(core, id)
}

/** The time of an application, or of requests that belong to none. */
export const readClock = (core: EmulatorCore, sdkAppId: number | undefined): Instant =>
  ((sdkAppId === undefined ? undefined : core.findApp(sdkAppId)) ?? core.unassigned).clock.now()

/** Throws a Problem if an input that is meant for one application names another. */
export function checkSameApp(app: Application | undefined, named: unknown): void {
  if (!app || named === undefined || named === app.sdkAppId) return
  const { sdkAppId: expected } = app
  throw toProblem([toInconsistency({ kind: 'other-application', path: ['app'], expected, received: named })])
}

/** The problem of an id that no application has. */
export function toUnknownApp(core: EmulatorCore, received: unknown): Problem {
  const known = core
    .listApps()
    .slice(0, mostNamed)
    .map(({ sdkAppId }) => sdkAppId)
  return new Problem({ code: 'unknown-application', received, known, more: core.appCount - known.length })
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
    throw new Problem({ code: 'invalid-value', field: 'clock', expected: clockForm, received: clock })
  }
  const life = ttl === undefined ? undefined : parseDuration(`${ttl}`)
  if (ttl !== undefined && (life === undefined || life <= 0 || !Number.isFinite(life))) {
    throw new Problem({ code: 'invalid-value', field: 'ttl', expected: durationForm, received: ttl })
  }
  if (core.appCount >= mostApps) throw new Problem({ code: 'too-many-applications', most: mostApps })
  const created = core.createApp({ ...checked.app, clock: mode })
  // An id that is left out is a free one.
  if (!created) throw new Problem({ code: 'duplicate-application', sdkAppId: checked.app.sdkAppId ?? 0 })
  created.ttl = life
  return created
}

/** Removes an application with everything that belongs to it. Throws a Problem for the last one. */
export function removeApp(core: EmulatorCore, app: Application): void {
  if (core.appCount === 1) throw new Problem({ code: 'last-application' })
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

/**
 * What a UserSig claims and what is wrong with it, as `ringback explain-sig` reports it. Its signature is checked with the key
 * of the application that is named, or that it claims, if the emulator has it; its lifetime by that application's clock.
 */
export function explainUserSig(
  core: EmulatorCore,
  input: {
    readonly userSig: string
    readonly sdkAppId?: number | undefined
    readonly secretKey?: string | undefined
    readonly identifier?: string | undefined
  },
): UserSigExplanation {
  const { userSig, ...options } = input
  const claimed = options.sdkAppId ?? core.signatures.read(userSig)?.sdkAppId
  const app = claimed === undefined ? undefined : core.findApp(claimed)
  return explain(userSig, {
    ...options,
    secretKey: options.secretKey ?? app?.secretKey,
    now: app ? catchUp(app) : Date.now(),
  })
}

/** An application with a UserSig of its first administrator. */
export const toSignedAppView = (core: EmulatorCore, app: Application) => ({
  ...toAppView(app, core.settings),
  userSig: createUserSig(app, {}).userSig,
})
