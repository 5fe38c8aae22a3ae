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

/** What is sent to `POST requests`: a new request, or one that was received before, with optional changes. */
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

/** Sends a callback again, with optional changes. */
export const redeliver = (
  id: string,
  input: {
    readonly change?: { readonly url?: string; readonly token?: string | null; readonly body?: object }
    readonly times?: number
  },
) => act(() => request('Callback', `webhooks/${encodeURIComponent(id)}/redeliver`, { body: input }), 'Redelivering')

/** Sends the callbacks of an application again from a position on. */
export const redeliverFrom = (position: number, app: number) =>
  act(async () => {
    const { deliveries } = await request('Redelivered', `${ofApp(app)}webhooks/redeliver`, { body: { from: position } })
    notify(`Redelivering ${deliveries} callback${deliveries === 1 ? '' : 's'}`)
  })

/** Performs an action on a call: of one member, of several users, or of the whole call. */
export const actOnCall = (
  call: { readonly id: string; readonly app: number },
  verb: string,
  input: { readonly user?: string; readonly users?: readonly string[] } = {},
) => act(() => request('Call', `${ofApp(call.app)}calls/${encodeURIComponent(call.id)}/${verb}`, { body: input }))

/** Starts a call. */
export const startCall = (input: object, app = appId.value) =>
  act(() => request('Call', `${ofApp(app)}calls`, { body: input }), 'Call started')

/** Arms a fault, written as in a scenario. */
export const armFault = (fault: object) => act(() => request('Fault', 'faults', { body: fault }), 'Fault armed')

/** Disarms a fault, or all of them. */
export const disarm = (id?: string) =>
  act(
    () => request('Disarmed', id === undefined ? 'faults' : `faults/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    id === undefined ? 'All faults disarmed' : `${id} disarmed`,
  )

/** Starts a scenario, written as YAML. */
export const loadScenario = (text: string) =>
  act(() => request('Scenario', 'scenario', { method: 'PUT', body: text, type: 'application/yaml' }), 'Scenario loaded')

/** Resets everything to the beginning of the scenario. */
export const resetAll = () => act(() => request('Health', 'reset', { method: 'POST' }), 'Reset')

/** Creates an application; what is left out follows from the seed. */
export const createApp = (input: object) => act(() => request('App', 'apps', { body: input }), 'Application created')

/** Resets an application to its beginning. */
export const resetApp = (id: number) =>
  act(() => request('App', `${ofApp(id)}reset`, { method: 'POST' }), `Application ${id} reset`)

/** Removes an application with everything that belongs to it. */
export const removeApp = (id: number) =>
  act(() => request('Removed', `apps/${id}`, { method: 'DELETE' }), `Application ${id} removed`)

/** Creates a UserSig; `expire` is its validity in seconds. */
export const createUserSig = (query: {
  readonly identifier: string
  readonly sdkAppId: number | undefined
  readonly expire: number
}) => act(() => request('UserSig', 'usersig', { query }))

/** What a UserSig claims and what is wrong with it; takes the URL of a request, too. */
export const explainUserSig = (text: string) => {
  const query = new URLSearchParams(text.split(/\?(.*)/s, 2)[1] ?? '')
  const userSig = query.get('usersig') ?? text
  const identifier = query.get('identifier')
  return act(() =>
    request('UserSigExplanation', 'usersig/explain', {
      body: { userSig, ...(identifier === null ? {} : { identifier }) },
    }),
  )
}
