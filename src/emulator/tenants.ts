import type { Instant } from '../call/call.ts'
import type { AppPlan } from '../scenarios/plan.ts'
import type { CallbackSwitches } from './callbacks/outgoing-callback.ts'
import { isSpent } from './is-spent.ts'
import { type App, addApp, isOfPlan, type State, scheduleCall, toArmed } from './state.ts'

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
  Array.from({ length: 8 }, () => chances.keys.nextWord().toString(16).padStart(8, '0')).join('')

/**
 * Puts one application back to its beginning, which is now: its calls and records are gone, its callback is the scenario's
 * again, its scripted calls begin anew, and so do the faults that are about it alone. Others notice nothing.
 */
export function resetApp(state: State, app: App, switches: Partial<CallbackSwitches>, now: Instant): App {
  const { sdkAppId } = app
  empty(state, sdkAppId, now)
  // In the same place of the list: the first application stays the first.
  const fresh = addApp(state, app.plan, switches)
  sweep(state)
  for (const call of state.plan.calls) if (call.app === sdkAppId) scheduleCall(state, call, now)
  state.faults = state.faults.flatMap(one => {
    if (one.fault.app !== sdkAppId) return one
    return isOfPlan(state, one) ? toArmed(state, one.id, one.fault) : []
  })
  return fresh
}

/** Takes an application away with everything that is its own. */
export function dropApp(state: State, { sdkAppId }: App, now: Instant): void {
  empty(state, sdkAppId, now)
  state.apps.delete(sdkAppId)
  sweep(state)
  state.faults = state.faults.filter(({ fault }) => fault.app !== sdkAppId)
}

/** Whoever holds on to an application that has begun anew since means the one that is there. */
function empty(state: State, sdkAppId: number, now: Instant): void {
  const app = state.apps.get(sdkAppId)
  if (!app) return
  for (const held of app.calls.values()) held.isGone = true
  state.thrownAway += app.calls.size + state.plan.calls.length
  state.ended -= app.ended.size
  state.outbox.abandon(sdkAppId, 'Its application was reset or removed.', now)
}

/** How many calls are thrown away at least before what was due for them is swept out. */
const sweepFrom = 1_024

/** What is due for calls that are gone holds on to them, and where nobody moves the clock it would for ever. */
function sweep(state: State): void {
  if (state.thrownAway < sweepFrom || state.thrownAway * 2 < state.timeline.size) return
  state.timeline.keep(due => !isSpent(state, due))
  state.thrownAway = 0
}
