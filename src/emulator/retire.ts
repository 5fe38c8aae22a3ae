import type { Instant } from '../call/call.ts'
import { type EndedCall, recordLife } from '../call/record.ts'
import { toEndedCallEntry } from './ended-calls.ts'
import type { App, HeldCall, State } from './state.ts'

/** How many ended calls are remembered at most, so that memory stays bounded however long a run plays. */
export const endedKept = 100_000

/** A call has ended: it is remembered as such, and the oldest ones are forgotten where there are too many or too old ones. */
export function retire(state: State, held: HeldCall, call: EndedCall, now: Instant): void {
  const { app } = held
  app.live--
  keepEnded(state, app, call)
  for (;;) {
    const oldest = app.ended.peek()
    if (!oldest || now - oldest.endedAt <= recordLife) break
    forgetOldest(state, app)
  }
  if (state.ended > endedKept) forgetOldest(state, findFullest(state))
}

/** Puts a call that has ended where ended calls are looked for. */
function keepEnded(state: State, app: App, call: EndedCall): void {
  const ended = toEndedCallEntry(call)
  app.ended.add(ended)
  app.records.add(ended)
  state.ended++
}

function forgetOldest(state: State, app: App): void {
  const oldest = app.ended.take()
  if (!oldest) return
  state.ended--
  const { id } = oldest.call
  const held = app.calls.get(id)
  if (held) held.isGone = true
  app.calls.delete(id)
  app.records.forget(oldest)
}

/** Whoever has most gives: no application loses its records to another's calls. */
function findFullest(state: State): App {
  let fullest: App | undefined
  for (const app of state.apps.values()) if (!fullest || app.ended.size > fullest.ended.size) fullest = app
  if (!fullest) throw new Error('A call has ended in no application.')
  return fullest
}
