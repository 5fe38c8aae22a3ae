import type { Instant } from '../../call/call.ts'
import type { CallPlan } from '../../scenarios/plan.ts'
import type { ClockMode } from '../clock.ts'
import { isSpent } from '../is-spent.ts'
import type { App, ArmedFault, Due, State } from '../state.ts'
import type { SavedApp, SavedDue, SavedFault, Snapshot, Whole } from './snapshot.ts'
import { toSavedCall, toSavedDelivery } from './snapshot-call.ts'
import { toSavedAppPlan, toSavedCallback, toSavedCommand, toSavedPlan } from './snapshot-plan.ts'

/** What a snapshot takes from beside the state. Everything due by `now` must have been played. */
export interface Beside {
  readonly now: Instant
  readonly clock: ClockMode
  /** How many requests were ever answered. */
  readonly exchanges: number
}

/** A state as a document. The state stays as it is and shares nothing with it that ever changes. */
export function toSnapshot(state: State, { now, clock, exchanges }: Beside): Snapshot {
  const { plan, beginning, appsMade, faultsArmed, outbox, chances } = state
  const places = new Map(plan.calls.map((call, index) => [call, index]))
  const timeline = state.timeline.list().filter(({ item }) => !isSpent(state, item))
  return {
    ringback: 'snapshot',
    version: 1,
    now,
    clock,
    beginning,
    counts: { apps: appsMade, faults: faultsArmed, exchanges, callbacks: outbox.log.count },
    places: { requests: chances.requests.state, randoms: chances.randoms.state, keys: chances.keys.state },
    plan: toSavedPlan(plan),
    apps: [...state.apps.values()].map(toSavedApp),
    faults: state.faults.map(toSavedFault),
    timeline: timeline.map(({ at, item }) => toSavedDue(at, item, places)),
    callbacks: outbox.list(now).map(toSavedDelivery),
  }
}

function toSavedApp({ plan, callback, chance, calls, ended }: App): SavedApp {
  return {
    plan: toSavedAppPlan(plan),
    callback: callback && toSavedCallback(callback),
    place: chance.state,
    calls: Array.from(calls.values(), toSavedCall),
    ended: ended.list().map(({ call }) => call.id),
  } satisfies Whole<SavedApp>
}

const toSavedFault = ({ id, fault, count: tally, chance }: ArmedFault): Whole<SavedFault> => ({
  id,
  fault: fault.source,
  matched: tally.matched,
  hit: tally.hit,
  place: chance.state,
})

function toSavedDue(at: Instant, due: Due, places: ReadonlyMap<CallPlan, number>): SavedDue {
  switch (due.kind) {
    case 'open': {
      const call = places.get(due.plan)
      if (call === undefined) throw new Error('A call is due that is not in the plan.')
      return { at, due: due.kind, call }
    }
    case 'deed': {
      const { app, call } = due.held
      return { at, due: due.kind, app: app.sdkAppId, call: call.id, command: toSavedCommand(due.command) }
    }
    case 'deadline':
      return { at, due: due.kind, app: due.held.app.sdkAppId, call: due.held.call.id }
    case 'callback':
      return { at, due: due.kind, callback: due.delivery.id }
  }
}
