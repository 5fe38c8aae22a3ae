import { ApiError, ofApp, request } from './api.ts'
import { loadClock } from './live.ts'
import { appId, canAct, notify } from './store.ts'

// Every action calls the admin API; what it changes comes back with the event stream.

/** Runs an action and reports its failure as a notice. Does nothing while actions are not possible. */
export async function act<Result>(action: () => Promise<Result>, done?: string): Promise<Result | undefined> {
  if (!canAct.value) return undefined
  try {
    const result = await action()
    if (done !== undefined) notify(done)
    return result
  } catch (error) {
    notify(error instanceof ApiError ? error.message : 'The emulator could not be reached.', 'failed')
    return undefined
  }
}

/** Moves the clock of an application, or of every application if none is given. */
export const advance = (ahead: { readonly by: string } | { readonly to: string }, app = appId.value) =>
  act(async () => {
    await request('Advance', `${ofApp(app)}clock/advance`, { body: ahead })
    await loadClock()
  })

/** Sets the mode of the clock of an application, or of every application if none is given. */
export const setClockMode = (mode: string, app = appId.value) =>
  act(async () => {
    await request('Clock', `${ofApp(app)}clock`, { method: 'PUT', body: { mode } })
    await loadClock()
  })
