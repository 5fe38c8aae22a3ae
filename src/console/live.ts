import { batch } from '@preact/signals'
import { ApiError, ofApp, request, send } from './api.ts'
import { route } from './router.ts'
import { type Answer, type Clock, type Mark, mergeByPosition, toCall, toCallback, toExchange, toMarks } from './run.ts'
import {
  allCallbacks,
  allCalls,
  allExchanges,
  allMarks,
  app,
  appId,
  apps,
  clearRun,
  clockSample,
  connection,
  faults,
  scenario,
  version,
  wallNow,
} from './store.ts'

/** How many exchanges and callbacks are loaded at first, the latest ones. */
const mostLoaded = 20_000

/** From how many changed calls on the whole list is loaded instead of each. */
const manyCalls = 12

type Event = Answer<'Event'>

/** What changed since the last load. */
interface Changes {
  everything: boolean
  exchanges: boolean
  callbacks: Set<string>
  newCallbacks: boolean
  calls: Map<string, { readonly app: number; readonly id: string }>
  faults: boolean
  apps: boolean
  clock: boolean
  marks: Mark[]
}

const nothing = (): Changes => ({
  everything: false,
  exchanges: false,
  callbacks: new Set(),
  newCallbacks: false,
  calls: new Map(),
  faults: false,
  apps: false,
  clock: false,
  marks: [],
})

let changes = nothing()
let isLoading = false
let isScheduled = false
let lastEventId: string | undefined

/** Keeps the store current for as long as the page is open: by the event stream, never by polling. */
export async function connect(): Promise<never> {
  for (let failures = 0; ; ) {
    try {
      await follow(() => {
        failures = 0
      })
    } catch (error) {
      if (error instanceof ApiError && error.code === 'token-missing') {
        await tokenGiven()
        continue
      }
    }
    if (connection.value.state === 'token') continue
    const delay = Math.min(15_000, 500 * 2 ** failures++)
    const since = connection.value.state === 'lost' ? connection.value.since : Date.now()
    connection.value = { state: 'lost', retryAt: Date.now() + delay, since }
    await waitToRetry(delay)
  }
}

let retry: (() => void) | undefined

/** Connects again at once. */
export function retryNow(): void {
  retry?.()
}

const waitToRetry = (delay: number) =>
  new Promise<void>(resolve => {
    const timer = setTimeout(done, delay)
    function done() {
      clearTimeout(timer)
      retry = undefined
      resolve()
    }
    retry = done
  })

let unlock: (() => void) | undefined

/** Continues with the token that was entered. */
export function continueWithToken(): void {
  unlock?.()
}

const tokenGiven = () =>
  new Promise<void>(resolve => {
    unlock = () => {
      unlock = undefined
      connection.value = { state: 'connecting' }
      resolve()
    }
  })

/** How long the stream may be silent, in milliseconds; the emulator sends a comment every 15 seconds. */
const mostSilence = 40_000

/** Opens the event stream, loads the state, and follows the events until the stream ends. */
async function follow(onLive: () => void): Promise<void> {
  const stop = new AbortController()
  const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }
  const response = await send('events', { headers, signal: stop.signal })
  if (!response.body) return
  // Nothing is lost between the two: the stream is open before the state is read.
  if (lastEventId === undefined) changes.everything = true
  await load()
  connection.value = { state: 'live' }
  onLive()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let silence = setTimeout(() => stop.abort(), mostSilence)
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(silence)
      silence = setTimeout(() => stop.abort(), mostSilence)
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) receive(block)
    }
  } finally {
    clearTimeout(silence)
    stop.abort()
  }
}

function receive(block: string): void {
  const fields: { [name: string]: string } = {}
  for (const line of block.split('\n')) {
    const [name = '', value = ''] = line.split(/: ?(.*)/s, 2)
    if (name !== '') fields[name] = value
  }
  if (fields.id !== undefined) lastEventId = fields.id
  if (fields.event === 'resync') {
    changes.everything = true
    schedule()
  } else if (fields.data !== undefined) {
    // Sound: the emulator describes its events by this type.
    note(JSON.parse(fields.data) as Event)
    schedule()
  }
}

function note(event: Event): void {
  const time = Date.parse(event.at)
  changes.clock = true
  switch (event.about) {
    case 'request':
      changes.exchanges = true
      changes.faults ||= faults.value.length > 0
      return
    case 'call':
      changes.calls.set(`${event.app}/${event.call}`, { app: event.app, id: event.call })
      return
    case 'callback':
      if (event.attempts === 0 && event.what === 'waiting') changes.newCallbacks = true
      changes.callbacks.add(event.callback)
      changes.faults ||= faults.value.length > 0
      return
    case 'fault':
      changes.faults = true
      changes.marks.push({ time, app: event.app, kind: event.what, what: event.fault })
      return
    case 'clock':
      changes.marks.push({ time, app: event.app, kind: 'clock', what: event.what })
      return
    case 'app':
      changes.apps = true
      if (event.what === 'reset') {
        changes.everything = true
        changes.marks.push({ time, app: event.app, kind: 'reset', what: '' })
      }
      return
    case 'reset':
      changes.everything = true
      changes.marks.push({ time, app: undefined, kind: 'reset', what: event.what })
      return
    case 'skipped':
      return
  }
}

/** Loads what changed, once a frame at most and one load at a time. */
function schedule(): void {
  if (isScheduled || isLoading) return
  isScheduled = true
  setTimeout(() => {
    isScheduled = false
    load().then(
      () => {
        if (hasChanges(changes)) schedule()
      },
      // The stream ends too, and the next connection loads what is missing.
      () => {},
    )
  }, 16)
}

const hasChanges = (of: Changes): boolean =>
  of.everything ||
  of.exchanges ||
  of.newCallbacks ||
  of.callbacks.size > 0 ||
  of.calls.size > 0 ||
  of.faults ||
  of.apps ||
  of.clock ||
  of.marks.length > 0

async function load(): Promise<void> {
  const taken = changes
  changes = nothing()
  isLoading = true
  try {
    await (taken.everything ? loadAll() : loadChanges(taken))
  } catch (error) {
    changes.everything ||= taken.everything
    merge(taken)
    throw error
  } finally {
    isLoading = false
  }
}

/** Puts back what could not be loaded. */
function merge(taken: Changes): void {
  changes.exchanges ||= taken.exchanges
  changes.newCallbacks ||= taken.newCallbacks
  changes.faults ||= taken.faults
  changes.apps ||= taken.apps
  changes.clock = true
  for (const id of taken.callbacks) changes.callbacks.add(id)
  for (const [key, call] of taken.calls) changes.calls.set(key, call)
  changes.marks.unshift(...taken.marks)
}

async function loadAll(): Promise<void> {
  const query = { limit: mostLoaded }
  const [health, appList, running, journal, hooks, callList, faultList, { actions }] = await Promise.all([
    request('Health', 'health'),
    request('AppList', 'apps'),
    request('Scenario', 'scenario'),
    request('ExchangeList', 'journal', { query }),
    request('CallbackList', 'webhooks', { query }),
    request('CallList', 'calls', { query }),
    request('FaultList', 'faults'),
    request('ActionList', 'actions'),
  ])
  const named = Number(route.value.query.app)
  const chosen = appList.apps.find(({ sdkAppId }) => sdkAppId === named) ?? appList.apps[0]
  const clock = await request('Clock', `${ofApp(chosen?.sdkAppId)}clock`)
  batch(() => {
    clearRun()
    setClock(clock)
    version.value = health.version
    apps.value = appList.apps
    scenario.value = running
    allExchanges.value = journal.exchanges.map(toExchange)
    allCallbacks.value = hooks.webhooks.map(toCallback)
    allCalls.value = new Map(callList.calls.map(call => [`${call.app}/${call.id}`, toCall(call)]))
    faults.value = faultList.faults
    allMarks.value = toMarks(actions, running.faults, Date.parse(clock.beginning))
  })
}

async function loadChanges(taken: Changes): Promise<void> {
  const [journal, hooks, callList, faultList, appList] = await Promise.all([
    taken.exchanges
      ? request('ExchangeList', 'journal', {
          query: { since: allExchanges.value.at(-1)?.position ?? 0, limit: mostLoaded },
        })
      : undefined,
    loadCallbacks(taken),
    loadCalls(taken),
    taken.faults ? request('FaultList', 'faults') : undefined,
    taken.apps ? request('AppList', 'apps') : undefined,
    taken.clock ? loadClock() : undefined,
  ])
  batch(() => {
    if (journal) allExchanges.value = mergeByPosition(allExchanges.value, journal.exchanges.map(toExchange))
    if (hooks.length > 0) allCallbacks.value = mergeByPosition(allCallbacks.value, hooks.map(toCallback))
    if (callList.length > 0) {
      const all = new Map(allCalls.value)
      for (const call of callList) all.set(`${call.app}/${call.id}`, toCall(call))
      allCalls.value = all
    }
    if (faultList) faults.value = faultList.faults
    if (appList) apps.value = appList.apps
    if (taken.marks.length > 0) allMarks.value = [...allMarks.value, ...taken.marks].slice(-2_000)
  })
}

/** The callbacks that are new or changed. */
async function loadCallbacks({ callbacks: ids, newCallbacks }: Changes): Promise<readonly Answer<'Callback'>[]> {
  if (!newCallbacks && ids.size === 0) return []
  // The oldest that changed, so that one request brings all of them.
  const since = [...ids].reduce(
    (first, id) =>
      Math.min(first, (allCallbacks.value.find(one => one.id === id)?.position ?? Number.POSITIVE_INFINITY) - 1),
    allCallbacks.value.at(-1)?.position ?? 0,
  )
  const { webhooks } = await request('CallbackList', 'webhooks', { query: { since, limit: mostLoaded } })
  return webhooks
}

/** The calls that changed, as far as they still exist. */
async function loadCalls({ calls }: Changes): Promise<readonly Answer<'Call'>[]> {
  if (calls.size === 0) return []
  if (calls.size > manyCalls) return (await request('CallList', 'calls', { query: { limit: mostLoaded } })).calls
  const found = await Promise.all(
    [...calls.values()].map(one =>
      request('Call', `${ofApp(one.app)}calls/${encodeURIComponent(one.id)}`).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return undefined
        throw error
      }),
    ),
  )
  return found.filter(call => call !== undefined)
}

/** Reads the clock of the selected application. */
export async function loadClock(): Promise<void> {
  if (!app.value) return
  const clock = await request('Clock', `${ofApp(appId.value)}clock`)
  batch(() => setClock(clock))
}

function setClock(clock: Clock): void {
  wallNow.value = Date.now()
  clockSample.value = { clock, wall: wallNow.value }
}
