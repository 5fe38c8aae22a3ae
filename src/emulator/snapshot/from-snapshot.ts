import { toFault } from '../../faults/fault.ts'
import type { CallbackSwitches } from '../callbacks/outgoing-callback.ts'
import { type OutgoingCallback, toCallbackNumber } from '../callbacks/outgoing-callback.ts'
import { toEndedCallEntry } from '../ended-calls.ts'
import { createRandom } from '../random.ts'
import { type App, type ArmedFault, addApp, createState, type Due, type HeldCall, type State } from '../state.ts'
import type { SavedApp, SavedDue, SavedFault, Snapshot } from './snapshot.ts'
import { fromSavedCall, fromSavedDelivery } from './snapshot-call.ts'
import { fromSavedPlan } from './snapshot-plan.ts'

/** What a state is made with, besides what was saved. */
export interface Means {
  /** What holds for every application's callbacks, whatever was saved. */
  readonly switches: Partial<CallbackSwitches>
  /** Makes the outbox, whose log goes on after so many callbacks and has those that wait, by their numbers. */
  toOutbox(timeline: State['timeline'], count: number, waiting: ReadonlyMap<number, OutgoingCallback>): State['outbox']
}

/** The state that was saved, made anew. The snapshot must have been checked, and can be used again. */
export function fromSnapshot(snapshot: Snapshot, { switches, toOutbox }: Means): State {
  const { now, beginning, counts, places } = snapshot
  const deliveries = snapshot.callbacks.map(fromSavedDelivery)
  const byNumber = new Map(deliveries.map(delivery => [toCallbackNumber(delivery.id), delivery]))
  const plan = fromSavedPlan(snapshot.plan)
  const state = createState(plan, beginning, timeline => toOutbox(timeline, counts.callbacks, byNumber), places)
  state.appsMade = counts.apps
  state.faultsArmed = counts.faults
  state.faults = snapshot.faults.map(saved => fromSavedFault(saved, plan.seed))
  for (const saved of snapshot.apps) fillApp(state, addApp(state, saved.plan, switches, saved.place), saved)
  state.outbox.resume(deliveries, now)

  for (const due of snapshot.timeline) state.timeline.add(due.at, fromSavedDue(due, state, byNumber))
  return state
}

const fromSavedFault = ({ id, fault, matched, hit, place }: SavedFault, seed: number): ArmedFault => ({
  id,
  fault: toFault(fault),
  count: { matched, hit },
  chance: createRandom(seed, id, place),
})

function fillApp(state: State, app: App, { callback, calls, ended }: SavedApp): void {
  // What had been before it began is kept nowhere any more, so nothing is to be told apart by that.
  app.callback = callback
  for (const call of calls) app.calls.set(call.id, fromSavedCall(call, app))
  app.live = calls.length - ended.length
  const inOrder = ended.flatMap(id => {
    const { call } = findHeld(app, id)
    return call.ending ? [toEndedCallEntry({ ...call, ending: call.ending })] : []
  })
  state.ended += inOrder.length
  for (const one of inOrder) app.ended.add(one)
  // Sorted beforehand, so that each is put at the end; of one start, the first to end stays first.
  for (const one of inOrder.toSorted((some, other) => some.startedAt - other.startedAt)) app.records.add(one)
}

function fromSavedDue(saved: SavedDue, state: State, deliveries: ReadonlyMap<number, OutgoingCallback>): Due {
  switch (saved.due) {
    case 'open': {
      const plan = state.plan.calls[saved.call]
      const app = plan && state.apps.get(plan.app)
      if (!plan || !app) throw new Error(`There is no call ${saved.call} in the plan, or not its application.`)
      return { kind: 'open', plan, app }
    }
    case 'deed':
      return { kind: 'deed', held: findHeld(state.apps.get(saved.app), saved.call), command: saved.command }
    case 'deadline':
      return { kind: 'deadline', held: findHeld(state.apps.get(saved.app), saved.call) }
    case 'callback': {
      const delivery = deliveries.get(toCallbackNumber(saved.callback))
      if (!delivery) throw new Error(`There is no ${saved.callback} that waits.`)
      return { kind: 'callback', delivery }
    }
  }
}

function findHeld(app: App | undefined, id: string): HeldCall {
  const held = app?.calls.get(id)
  if (!held) throw new Error(`There is no call ${id}, or not its application.`)
  return held
}
