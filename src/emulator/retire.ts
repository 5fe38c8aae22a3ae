import type { Instant } from '../engine/call.ts'
import { recordLife } from '../engine/record.ts'
import type { App, HeldCall, State } from './state.ts'

/** How many ended calls are remembered at most, so that memory stays bounded however long a run plays. */
export const endedKept = 100_000

/** A call has ended: it is remembered as such, and the oldest ones are forgotten where there are too many or too old ones. */
export function retire(state: State, held: HeldCall, now: Instant): void {
  const { app } = held
  app.live--
  keepEnded(state, held)
  for (;;) {
    const oldest = app.ended.peek()
    if (!oldest?.call.ending || now - oldest.call.ending.at <= recordLife) break
    forgetOldest(state, app)
  }
  if (state.ended > endedKept) forgetOldest(state, findFullest(state))
}

/** Puts a call that has ended where ended calls are looked for. */
export function keepEnded(state: State, held: HeldCall): void {
  held.app.ended.add(held)
  held.app.records.add(held)
  state.ended++
}

function forgetOldest(state: State, app: App): void {
  const oldest = app.ended.take()
  if (!oldest) return
  state.ended--
  // A call that was thrown away with its application's others may have a namesake by now.
  if (app.calls.get(oldest.call.id) === oldest) app.calls.delete(oldest.call.id)
  oldest.isGone = true
  app.records.forget()
}

/** Whoever has most gives: no application loses its records to another's calls. */
function findFullest(state: State): App {
  const [first, ...others] = state.apps.values()
  if (!first) throw new Error('A call has ended in no application.')
  return others.reduce((most, app) => (app.ended.size > most.ended.size ? app : most), first)
}
