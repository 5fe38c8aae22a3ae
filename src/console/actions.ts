import { signal } from '@preact/signals'
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

/** Whether the controls of the clock act on the selected application or on all of them. */
export const clockScope = signal<'app' | 'all'>('app')

const clockPath = (): string => `${ofApp(clockScope.value === 'app' ? appId.value : undefined)}clock`

/** Moves the clock by a duration or to a time; everything due on the way happens in order. */
export const advance = (ahead: { readonly by: string } | { readonly to: string }) =>
  act(async () => {
    await request('Advance', `${clockPath()}/advance`, { body: ahead })
    await loadClock()
  })

/** Sets the mode of the clock, such as `manual` or `60x`. */
export const setClockMode = (mode: string) =>
  act(async () => {
    await request('Clock', clockPath(), { method: 'PUT', body: { mode } })
    await loadClock()
  })

/** What is sent to `POST requests`: a new request, or one that was received before, changed if wanted. */
export type RequestInput =
  | {
      readonly command: string
      readonly body: string
      readonly query?: { readonly [name: string]: string | null }
      readonly identifier?: string
      readonly app?: number | undefined
    }
  | {
      readonly from: string
      readonly change?: { readonly query?: { readonly [name: string]: string | null }; readonly body?: string }
      readonly sign?: 'fresh' | 'original'
    }

/** Sends a request through the emulator; undefined if it was refused, which is reported. */
export const resend = (input: RequestInput) => act(() => request('Sent', 'requests', { body: input }))
