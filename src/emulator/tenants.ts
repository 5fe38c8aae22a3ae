import type { Instant } from '../engine/call.ts'
import type { AppPlan } from '../scenarios/plan.ts'
import type { CallbackSwitches } from '../webhooks/settings.ts'
import { type App, addApp, type State, scheduleCall } from './state.ts'

/** What an application is made from; whatever is left out is made up from the seed. */
export type AppOpening = Partial<AppPlan>

/** The first id of an application that is made at run time. */
const firstMade = 1_700_000_000

/** Makes an application that has not been there yet. Undefined if there is one of that id. */
export function makeApp(state: State, opening: AppOpening, switches: Partial<CallbackSwitches>): App | undefined {
  const sdkAppId = opening.sdkAppId ?? findFreeId(state)
  if (state.apps.has(sdkAppId)) return undefined
  const plan: AppPlan = {
    ...opening,
    sdkAppId,
    secretKey: opening.secretKey ?? makeKey(state),
    admins: opening.admins ?? ['administrator'],
  }
  return addApp(state, plan, switches)
}

function findFreeId(state: State): number {
  for (;;) {
    const sdkAppId = firstMade + ++state.appsMade
    if (!state.apps.has(sdkAppId)) return sdkAppId
  }
}

const makeKey = ({ chances }: State) =>
  Array.from({ length: 8 }, () => chances.keys.word().toString(16).padStart(8, '0')).join('')

/**
 * Puts one application back to its beginning, which is now: its calls and records are gone, its callback is the scenario's
 * again, its scripted calls begin anew. Others notice nothing.
 */
export function resetApp(state: State, app: App, switches: Partial<CallbackSwitches>, now: Instant): App {
  dropApp(state, app)
  const fresh = addApp(state, app.plan, switches)
  for (const call of state.plan.calls) if (call.app === app.sdkAppId) scheduleCall(state, call, now)
  return fresh
}

/** Takes an application away with everything that is its own. */
export function dropApp(state: State, app: App): void {
  for (const held of app.calls.values()) held.isGone = true
  state.ended -= app.ended.size
  state.apps.delete(app.sdkAppId)
}
