import { batch, effect, signal } from '@preact/signals'
import { parseDuration } from '../text/duration.ts'
import { type FaultInput, toFlowYaml } from './fault-text.ts'
import { type Explanation, keepExplanations } from './on-demand.ts'
import { parseRoute, route, runIndex } from './router.ts'
import {
  type Answer,
  type App,
  type Exchange,
  type Fault,
  type Mark,
  type Report,
  toCall,
  toCallback,
  toExchange,
  toMarks,
} from './run.ts'
import {
  allCallbacks,
  allCalls,
  allExchanges,
  allMarks,
  apps,
  clockSample,
  connection,
  faults,
  report,
  savedNote,
  scenario,
  source,
} from './store.ts'

/** What a saved page has inside, as `ringback open` and the HTML report write it. */
interface SavedPage {
  readonly report: Report | null
  readonly runs: readonly SavedRun[]
}

/** A journal, whose entries have their explanations. Only what the console reads. */
interface SavedRun {
  readonly scenario: string
  readonly seed?: number
  readonly source?: { readonly about?: string; readonly faults?: readonly FaultInput[] }
  /** How many requests there were. */
  readonly total: number
  readonly entries: readonly SavedEntry[]
  readonly actions?: readonly {
    readonly after: number
    readonly at: number
    readonly app?: number
    readonly does: Answer<'ActionList'>['actions'][number]['does']
    readonly input?: { readonly [name: string]: unknown }
  }[]
  readonly calls?: readonly Answer<'Call'>[]
  readonly callbacks?: readonly Answer<'Callback'>[]
}

type SavedEntry = Omit<Answer<'Exchange'>, 'at' | 'receivedAt' | 'took'> & {
  readonly at: number
  readonly timing?: { readonly receivedAt: number; readonly sentAt?: number }
  readonly explanation?: Explanation
  readonly userSig?: {
    readonly claims?: NonNullable<NonNullable<Explanation['userSig']>['claims']>
    readonly findings: NonNullable<Explanation['userSig']>['findings']
  }
}

/** The runs of a saved page; the first one is shown at first. */
export const savedRuns = signal<readonly SavedRun[]>([])

/** The run that is shown. */
export const savedRun = signal<SavedRun | undefined>(undefined)

/** The text that a saved page has inside; undefined in a page that an emulator serves. */
export const findSavedPage = (): string | undefined => document.getElementById('run')?.textContent ?? undefined

/** Shows what a saved page has inside. */
export function openSavedPage(text: string): void {
  // Sound: the page and what it has inside are written by one program.
  const page = JSON.parse(text) as SavedPage
  batch(() => {
    source.value = 'saved'
    connection.value = { state: 'saved' }
    savedRuns.value = page.runs
    report.value = page.report ?? undefined
    // The verdict comes first, as in every report.
    if (location.hash === '') route.value = parseRoute('#/report')
  })
  effect(() => showSavedRun(runIndex.value))
}

/** Shows one of the runs of a saved page. */
function showSavedRun(index: number): void {
  const run = savedRuns.value[index]
  if (!run) return
  savedRun.value = run
  const exchanges = run.entries.map(toSavedExchange)
  const calls = (run.calls ?? []).map(toCall)
  const callbacks = (run.callbacks ?? []).map(toCallback)
  const actions = (run.actions ?? []).map(({ at, input, ...action }) => ({
    ...action,
    at: new Date(at).toISOString(),
    input: input ?? null,
  }))
  const times = [
    ...exchanges.map(({ time }) => time),
    ...calls.flatMap(({ start, end }) => (end === undefined ? [start] : [start, end])),
    ...callbacks.flatMap(({ time, attempts }) => [time, ...attempts.map(({ at }) => Date.parse(at))]),
  ]
  const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const last = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY)
  const beginning = Number.isFinite(first) ? first : 0
  const end = Number.isFinite(last) ? last : beginning
  batch(() => {
    savedNote.value =
      run.total > exchanges.length
        ? `This page has ${exchanges.length} of ${run.total} requests: the latest ones and those with findings.`
        : ''
    allExchanges.value = exchanges
    allCalls.value = new Map(calls.map(call => [`${call.app}/${call.id}`, call]))
    allCallbacks.value = callbacks
    allMarks.value = toMarks(actions, run.source?.faults?.length ?? 0, beginning)
    faults.value = listSavedFaults(run).map((fault, index) =>
      toSavedFault(fault, `fault-${index + 1}`, allMarks.value, beginning),
    )
    apps.value = toApps(exchanges, calls)
    scenario.value = {
      name: run.scenario,
      about: run.source?.about ?? null,
      seed: run.seed ?? 0,
      beginning: new Date(beginning).toISOString(),
      apps: apps.value.map(({ sdkAppId, admins }) => ({ sdkAppId, admins })),
      calls: calls.length,
      faults: run.source?.faults?.length ?? 0,
    }
    clockSample.value = {
      clock: {
        now: new Date(end).toISOString(),
        mode: 'manual',
        beginning: new Date(beginning).toISOString(),
        nextDue: null,
        due: [],
      },
      wall: exchanges.at(-1)?.receivedAt ?? end,
    }
    keepExplanations(
      run.entries.flatMap(({ id, position, explanation, userSig }) => {
        if (!explanation) return []
        const signed = userSig ? { claims: userSig.claims ?? null, findings: userSig.findings } : null
        return [[`${id} ${position}`, { ...explanation, userSig: signed }] as const]
      }),
    )
  })
}

/** The faults of a run: those of its scenario, then those that were armed, in the order of their ids. */
export const listSavedFaults = ({ source: written, actions }: SavedRun): readonly FaultInput[] => [
  ...(written?.faults ?? []),
  ...(actions ?? []).flatMap(({ does, input }) => (does === 'arm-fault' && input ? [input] : [])),
]

/** How often an item was hit by a fault. */
export const countHits = (id: string): number =>
  [...allExchanges.value, ...allCallbacks.value].filter(one => one.faults.includes(id)).length

function toSavedFault(fault: FaultInput, id: string, marks: readonly Mark[], beginning: number): Fault {
  const toTime = (text: unknown) => (typeof text === 'string' ? parseDuration(text) : undefined)
  const disarmed = marks.find(({ kind, what }) => kind === 'disarmed' && what === id)
  const until = Math.min(
    toTime(fault.until) ?? Number.POSITIVE_INFINITY,
    disarmed ? disarmed.time - beginning : Number.POSITIVE_INFINITY,
  )
  const hit = countHits(id)
  return {
    id,
    sentence: toFlowYaml(fault),
    matched: hit,
    hit,
    apps: {},
    done: false,
    from: toTime(fault.from) ?? 0,
    until: Number.isFinite(until) ? until : null,
  }
}

function toSavedExchange({ at, timing, explanation: _, userSig: __, ...entry }: SavedEntry): Exchange {
  const took = timing?.sentAt === undefined ? undefined : timing.sentAt - timing.receivedAt
  return toExchange({
    ...entry,
    at: new Date(at).toISOString(),
    ...(timing ? { receivedAt: timing.receivedAt } : {}),
    ...(took === undefined ? {} : { took }),
  })
}

/** The applications of a run; what is not in it, such as their keys, is empty. */
function toApps(exchanges: readonly Exchange[], calls: readonly Answer<'Call'>[]): readonly App[] {
  const ids = new Set<number>()
  for (const { app } of calls) ids.add(app)
  for (const { sdkAppId, id } of exchanges)
    if (sdkAppId !== undefined && !id.startsWith('unassigned-')) ids.add(sdkAppId)
  return [...ids].map(sdkAppId => ({
    sdkAppId,
    epoch: 0,
    secretKey: '',
    identifier: null,
    admins: [],
    rateLimit: null,
    callback: { url: null, commands: [], token: null, retries: null },
    clock: 'manual',
    ttl: null,
    calls: { live: 0, ended: 0 },
  }))
}
