import { batch, computed, signal } from '@preact/signals'
import { route } from './router.ts'
import {
  type Answer,
  type App,
  type Call,
  type Callback,
  type Clock,
  type Due,
  type Exchange,
  type Fault,
  type Mark,
  type Report,
  toDue,
} from './run.ts'

// What the views show: they read these signals, and live.ts or saved.ts fills them.

/** Whether the page shows an emulator that runs, or a saved run, which nothing can change. */
export const source = signal<'live' | 'saved'>('live')

/** The connection to the emulator. While it waits, `retryAt` says when it connects again, in Unix milliseconds of the wall clock. */
export type Connection =
  | { readonly state: 'connecting' | 'live' | 'saved' }
  | { readonly state: 'token'; readonly isWrong: boolean }
  | { readonly state: 'lost'; readonly retryAt: number; readonly since: number }

/** The state of the connection. */
export const connection = signal<Connection>({ state: 'connecting' })

/** Whether actions are possible: the emulator runs and is connected. */
export const canAct = computed(() => connection.value.state === 'live')

/** The applications, in the order of creation. */
export const apps = signal<readonly App[]>([])

/** The exchanges of all applications, in the order of their positions. */
export const allExchanges = signal<readonly Exchange[]>([])

/** The callbacks of all applications, in the order of their positions. */
export const allCallbacks = signal<readonly Callback[]>([])

/** The calls of all applications, by `<app>/<id>`. */
export const allCalls = signal<ReadonlyMap<string, Call>>(new Map())

/** The armed faults. */
export const faults = signal<readonly Fault[]>([])

/** Resets, moves of the clock and changes of faults. */
export const allMarks = signal<readonly Mark[]>([])

/** The scenario that is running. */
export const scenario = signal<Answer<'Scenario'> | undefined>(undefined)

/** The contract report so far; undefined until the report view asks for it, or in a saved run its own. */
export const report = signal<Report | undefined>(undefined)

/** How many requests of a saved run the page has, if not all; else empty. */
export const savedNote = signal('')

/** The version of the emulator. */
export const version = signal('')

/** The clock as it was answered last, and when that was, in Unix milliseconds of the wall clock. */
export const clockSample = signal<{ readonly clock: Clock; readonly wall: number } | undefined>(undefined)

/** The wall clock, in Unix milliseconds; it ticks while the clock of the application runs. */
export const wallNow = signal(Date.now())

/** The selected application: the one in the link, or the first. */
export const app = computed<App | undefined>(() => {
  const named = Number(route.value.query.app)
  return apps.value.find(({ sdkAppId }) => sdkAppId === named) ?? apps.value[0]
})

/** The id of the selected application. */
export const appId = computed(() => app.value?.sdkAppId)

/** Milliseconds of the application's clock for one of the wall clock; 0 if it moves only when it is moved. */
export const clockRate = computed(() => toRate(clockSample.value?.clock.mode ?? 'manual'))

/** The rate of a clock mode such as `60x`. */
export const toRate = (mode: string): number =>
  mode === 'real' ? 1 : mode.endsWith('x') ? Number(mode.slice(0, -1)) : 0

/** The time of the application's clock now, in Unix milliseconds. */
export const now = computed(() => {
  const sample = clockSample.value
  if (!sample) return 0
  const passed = connection.value.state === 'live' ? Math.max(0, wallNow.value - sample.wall) : 0
  return Date.parse(sample.clock.now) + passed * clockRate.value
})

/** The exchanges of the selected application as it is now, and those that name no known application. */
export const exchanges = computed(() => {
  const { sdkAppId: selected, epoch: current } = app.value ?? {}
  return allExchanges.value.filter(({ sdkAppId, epoch, id }) =>
    sdkAppId === undefined || id.startsWith('unassigned-')
      ? true
      : // A saved run has all lives of its applications.
        sdkAppId === selected && (epoch === current || source.value === 'saved'),
  )
})

/** What is scheduled in the selected application, in order. */
export const due = computed<readonly Due[]>(() => clockSample.value?.clock.due.map(toDue) ?? [])

/** The time that the page looks back to; undefined while it shows the present. It stands in the link as `at`. */
export const cursor = computed(() => {
  const time = Date.parse(route.value.query.at ?? '')
  return Number.isNaN(time) ? undefined : time
})

/** The callbacks of the selected application. */
export const callbacks = computed(() => allCallbacks.value.filter(one => one.app === appId.value))

/** The calls of the selected application, in the order of their start. */
export const calls = computed(() =>
  [...allCalls.value.values()].filter(one => one.app === appId.value).sort((one, other) => one.start - other.start),
)

/** The marks of the selected application and of the whole emulator. */
export const marks = computed(() => allMarks.value.filter(one => one.app === undefined || one.app === appId.value))

/** An exchange by its position or its id; `latest` is the last one. */
export function findExchange(id: string): Exchange | undefined {
  if (id === 'latest') return exchanges.value.at(-1)
  return allExchanges.value.find(one => `${one.position}` === id || one.id === id)
}

/** A callback by its position or its id; `latest` is the last one. */
export function findCallback(id: string): Callback | undefined {
  if (id === 'latest') return callbacks.value.at(-1)
  return allCallbacks.value.find(one => `${one.position}` === id || one.id === id)
}

/** A call of the selected application by its id, else of any; `latest` is the last one. */
export function findCall(id: string): Call | undefined {
  if (id === 'latest') return calls.value.at(-1)
  return allCalls.value.get(`${appId.value}/${id}`) ?? [...allCalls.value.values()].find(one => one.id === id)
}

/** A short message at the edge of the page, which goes away. */
export interface Notice {
  readonly id: number
  readonly kind: 'done' | 'failed'
  readonly text: string
}

/** The messages that are shown. */
export const notices = signal<readonly Notice[]>([])

let noticeCount = 0

/** Shows a message for some seconds. */
export function notify(text: string, kind: Notice['kind'] = 'done'): void {
  const id = ++noticeCount
  notices.value = [...notices.value.slice(-3), { id, kind, text }]
  setTimeout(() => dismiss(id), kind === 'done' ? 4_000 : 10_000)
}

/** Takes a message away. */
export function dismiss(id: number): void {
  notices.value = notices.value.filter(one => one.id !== id)
}

/** Forgets the run, before another state is loaded. */
export function clearRun(): void {
  batch(() => {
    allExchanges.value = []
    allCallbacks.value = []
    allCalls.value = new Map()
    faults.value = []
    allMarks.value = []
    report.value = undefined
  })
}
