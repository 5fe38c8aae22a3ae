import type { Instant } from '../call/call.ts'
import type { ApiRequest } from '../contracts/parse-request.ts'
import type { Fault } from '../faults/fault.ts'
import type { AppPlan, ScenarioPlan } from '../scenarios/plan.ts'
import type { Mask } from '../text/redact.ts'
import { activateFault } from './active-faults.ts'
import { catchUp } from './advance.ts'
import { type ApplicationInit, createApplication } from './application.ts'
import type { Signatures } from './authorize.ts'
import { type CallbackLog, createCallbackLog } from './callbacks/callback-log.ts'
import { type ClockJumps, type ClockMode, defaultJumps } from './clock.ts'
import { createEventBus, type EventBus } from './event-bus.ts'
import type { RequestTiming } from './exchange.ts'
import { type Dependencies, handleRequest } from './handle-request.ts'
import type { Entry, Journal, LoggedAction } from './journal.ts'
import { createRandom } from './random.ts'
import type { Reply } from './reply.ts'
import { createKnownSecrets, createRunLog, type LoggedExchange, type RunLog } from './run-log.ts'
import type { Platform, Settings } from './settings.ts'
import { fillApplication, type Snapshot, toApplicationInit, toDefinitions, toSnapshot } from './snapshot.ts'
import type { Application, FaultDefinition } from './state.ts'
import { toJournal, toJournalEntry } from './to-journal.ts'

/**
 * The emulator without ports, timers and frameworks: a map of applications, the faults that are armed, and one run log.
 * Everything that has a time has it in its application.
 */
export interface EmulatorCore {
  readonly settings: Settings
  readonly plan: ScenarioPlan
  readonly events: EventBus
  readonly runLog: RunLog
  /** The position in the run log after which requests belong to the scenario's current run; a reset moves it. */
  readonly journalStart: number
  readonly callbacks: CallbackLog
  readonly signatures: Signatures
  /** The application that is meant if none is named: the first one. */
  readonly defaultApp: Application
  /** Holds requests that name no known application. */
  readonly unassigned: Application
  /** The clock mode of applications that are created without one. */
  readonly clockMode: ClockMode
  setDefaultClock(mode: ClockMode, jumps: ClockJumps): void
  /** Every application, in the order of creation. */
  listApps(): readonly Application[]
  readonly appCount: number
  findApp(sdkAppId: number): Application | undefined
  /** Creates an application; undefined if its id is taken. What is left out follows from the seed. */
  createApp(init: AppInit): Application | undefined
  /** Replaces an application by one at its beginning, and returns it. */
  resetApp(app: Application): Application
  removeApp(app: Application): void
  /** Handles a request of the vendor surface; `timing` is written to until the reply has been sent. */
  handle(request: ApiRequest, timing?: RequestTiming): Reply
  listFaults(): readonly FaultDefinition[]
  armFault(fault: Fault): FaultDefinition
  /** Whether there was such a fault. */
  disarmFault(id: string): boolean
  /** Calls `listener` with an application whenever callbacks of it could be sent. Returns the way to stop. */
  onCallbacks(listener: (app: Application) => void): () => void
  /** Starts a scenario; its generated calls must have been generated. */
  load(plan: ScenarioPlan): void
  reset(): void
  /** The state of everything, or of one application, as a document that is JSON. */
  save(app?: Application): Snapshot
  /** Replaces the state, or that of one application, by a saved one; `plan` is its scenario with generated calls. */
  restore(snapshot: Snapshot, plan: ScenarioPlan, app?: Application): void
  /** Masks the keys of all applications, the last removed ones included, and whatever has the form of a UserSig. */
  readonly mask: Mask
  /** What clients did, in all or in one application, across resets, without secrets. */
  toJournal(app?: Application): Journal
  /** One exchange as the journal has it. */
  toJournalEntry(logged: LoggedExchange): Entry
  /** Empties the run log; positions continue. */
  clearJournal(): void
}

/** What an application is created with. */
export type AppInit = Partial<AppPlan> & { readonly clock?: ClockMode | undefined }

/** The first id of applications that are created without one. */
const firstCreatedId = 1_700_000_001

/** Creates the core at the beginning of a scenario whose generated calls have been generated. */
export function createEmulatorCore(first: ScenarioPlan, settings: Settings, platform: Platform): EmulatorCore {
  const { wall, signatures, diagnose } = platform
  const events = createEventBus(platform.boot)
  const runLog = createRunLog(settings.journal)
  const callbacks = createCallbackLog(settings.journal)
  const known = createKnownSecrets()
  const listeners = new Set<(app: Application) => void>()
  const apps = new Map<number, Application>()
  let plan = first
  let clockMode = settings.clock
  let jumps = defaultJumps
  let definitions: readonly FaultDefinition[] = []
  let faultsArmed = 0
  let appsCreated = 0
  let epoch = 0
  let journalStart = 0
  let unassigned: Application

  const context: Parameters<typeof createApplication>[1] = {
    wall,
    createAbortController: platform.createAbortController ?? (() => new AbortController()),
    emit: events.emit,
    addAction: runLog.addAction,
    callbackConsole: {
      ...(settings.callbackToken === undefined ? {} : { token: settings.callbackToken }),
      ...(settings.callbackRetries === undefined ? {} : { retries: settings.callbackRetries }),
    },
    callbackShape: settings.callbackShape,
    logCallback: callbacks.add,
    logAttempt: callbacks.addAttempt,
    onReady(app) {
      for (const listener of listeners) listener(app)
    },
  }

  const definitionsOf = (sdkAppId: number | undefined) =>
    definitions.filter(({ fault }) => fault.app === undefined || fault.app === sdkAppId)

  const beginning = (mode: ClockMode): Instant =>
    mode === 'real' || plan.start === undefined ? Math.floor(wall()) : plan.start

  function start(app: AppPlan, clock: ClockMode, saved: Partial<ApplicationInit> = {}): Application {
    const { sdkAppId } = app
    const created = createApplication(
      {
        plan: app,
        script: plan.calls.filter(call => call.app === sdkAppId),
        seed: plan.seed,
        epoch: ++epoch,
        beginning: beginning(clock),
        clock,
        jumps,
        faults: definitionsOf(sdkAppId),
        ...saved,
      },
      context,
    )
    apps.set(sdkAppId, created)
    known.add(created)
    return created
  }

  const startUnassigned = (saved: Partial<ApplicationInit> = {}) =>
    createApplication(
      {
        name: 'unassigned',
        plan: { sdkAppId: 0, secretKey: '', admins: [] },
        seed: plan.seed,
        epoch: ++epoch,
        beginning: beginning(clockMode),
        clock: clockMode,
        faults: definitionsOf(undefined),
        ...saved,
      },
      context,
    )

  function restoreApp(saved: Snapshot['apps'][number], override: Partial<ApplicationInit> = {}): Application {
    const owner = { seed: override.seed ?? plan.seed, name: saved.name }
    const init = toApplicationInit(saved, definitionsOf(saved.plan.sdkAppId), owner)
    const app = start({ ...saved.plan, callback: toCallbackPlan(saved.plan.callback) }, init.clock, {
      ...init,
      ...override,
    })
    fillApplication(app, saved, callbacks.add)
    return app
  }

  /** Ends the life of an application: what waits for it is released or dropped. */
  function end(app: Application): void {
    app.outbox.drop(app.clock.now())
    app.end()
  }

  function clear(): void {
    for (const app of [...apps.values(), unassigned]) end(app)
    for (const app of apps.keys()) known.release(app)
    apps.clear()
    journalStart = runLog.exchanges.count
    callbacks.startView()
  }

  /** The default application comes first; a reset keeps its place. */
  function replace(app: Application, next: Application): void {
    const rest = [...apps.entries()].filter(([id]) => id !== next.sdkAppId)
    const place = [...apps.keys()].indexOf(app.sdkAppId)
    apps.clear()
    for (const [id, one] of [...rest.slice(0, place), [next.sdkAppId, next] as const, ...rest.slice(place)])
      apps.set(id, one)
  }

  function begin(next: ScenarioPlan): void {
    plan = next
    faultsArmed = 0
    appsCreated = 0
    definitions = next.faults.map(fault => define(fault, true))
    for (const app of next.apps) start(app, clockMode)
    unassigned = startUnassigned()
  }

  const define = (fault: Fault, isOfScenario: boolean): FaultDefinition => ({
    id: `fault-${++faultsArmed}`,
    fault,
    isOfScenario,
  })

  function announce(): void {
    events.emit({ at: getDefaultApp().clock.now(), about: 'reset', what: plan.name })
    for (const app of apps.values()) catchUp(app)
  }

  function getDefaultApp(): Application {
    for (const app of apps.values()) return app
    throw new Error('An emulator has at least one application.')
  }

  function refreshFaults(sdkAppId: number | undefined, change: (app: Application) => void): void {
    if (sdkAppId === undefined) for (const app of [...apps.values(), unassigned]) change(app)
    else {
      const app = apps.get(sdkAppId)
      if (app) change(app)
    }
  }

  const note = (does: LoggedAction['does'], app?: Application, input?: object) =>
    runLog.addAction({ at: (app ?? getDefaultApp()).clock.now(), app: app?.sdkAppId, does, input })

  begin(first)
  announce()

  const dependencies: Dependencies = {
    get unassigned() {
      return unassigned
    },
    listAppIds: () => [...apps.keys()],
    signatures,
    validation: settings.validation,
    auth: settings.auth,
    otherCommands: settings.otherCommands,
    rateLimit: settings.rateLimit,
    runLog,
    mask: known.secrets.mask,
  }

  return {
    settings,
    events,
    runLog,
    callbacks,
    signatures,
    get plan() {
      return plan
    },
    get journalStart() {
      return journalStart
    },
    get defaultApp() {
      return getDefaultApp()
    },
    get unassigned() {
      return unassigned
    },
    get clockMode() {
      return clockMode
    },
    setDefaultClock(mode, how) {
      clockMode = mode
      jumps = how
    },
    listApps: () => [...apps.values()],
    get appCount() {
      return apps.size
    },
    findApp: sdkAppId => apps.get(sdkAppId),
    createApp({ clock = clockMode, ...init }) {
      let sdkAppId = init.sdkAppId
      while (sdkAppId === undefined) {
        const free = firstCreatedId + appsCreated++
        if (!apps.has(free)) sdkAppId = free
      }
      if (apps.has(sdkAppId)) return undefined
      const secretKey = init.secretKey ?? createKey(plan.seed, sdkAppId)
      const app = start({ ...init, sdkAppId, secretKey, admins: init.admins ?? ['administrator'] }, clock)
      app.note('create-application', { ...app.plan, clock })
      events.emit({ at: catchUp(app), about: 'app', what: 'created', app: sdkAppId })
      return app
    },
    resetApp(app) {
      const current = apps.get(app.sdkAppId)
      if (!current) return app
      catchUp(current)
      current.note('reset')
      definitions = definitions.filter(({ fault, isOfScenario }) => isOfScenario || fault.app !== app.sdkAppId)
      end(current)
      const next = start(current.plan, current.clock.mode, { jumps: current.jumps, ttl: current.ttl })
      replace(current, next)
      events.emit({ at: next.beginning, about: 'app', what: 'reset', app: app.sdkAppId })
      catchUp(next)
      return next
    },
    removeApp(app) {
      const { sdkAppId } = app
      const current = apps.get(sdkAppId)
      if (!current) return
      const at = catchUp(current)
      current.note('remove-application')
      end(current)
      apps.delete(sdkAppId)
      known.release(sdkAppId)
      definitions = definitions.filter(({ fault }) => fault.app !== sdkAppId)
      events.emit({ at, about: 'app', what: 'removed', app: sdkAppId })
    },
    handle(request, timing) {
      const app = apps.get(Number(request.query.get('sdkappid'))) ?? unassigned
      app.usedAt = wall()
      return handleRequest(request, app, dependencies, timing)
    },
    listFaults: () => definitions,
    armFault(fault) {
      const definition = define(fault, false)
      note('arm-fault', apps.get(fault.app ?? Number.NaN), fault.source)
      definitions = [...definitions, definition]
      refreshFaults(fault.app, app => {
        app.faults = [...app.faults, activateFault(definition, app)]
      })
      events.emit({ at: catchUp(getDefaultApp()), about: 'fault', app: fault.app, what: 'armed', fault: definition.id })
      return definition
    },
    disarmFault(id) {
      const definition = definitions.find(one => one.id === id)
      if (!definition) return false
      note('disarm-fault', apps.get(definition.fault.app ?? Number.NaN), { id })
      definitions = definitions.filter(one => one !== definition)
      refreshFaults(definition.fault.app, app => {
        app.faults = app.faults.filter(one => one.id !== id)
      })
      const { app } = definition.fault
      events.emit({ at: catchUp(getDefaultApp()), about: 'fault', app, what: 'disarmed', fault: id })
      return true
    },
    onCallbacks(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    load(next) {
      note('load-scenario', undefined, next.source)
      clear()
      begin(next)
      announce()
    },
    reset() {
      note('reset')
      clear()
      begin(plan)
      announce()
    },
    save(only) {
      const saved = only ? [only] : [...apps.values()]
      for (const app of saved) catchUp(app)
      return toSnapshot({ plan, definitions, faultsArmed, appsCreated, apps: saved, unassigned })
    },
    restore(snapshot, next, only) {
      if (only) {
        const saved = snapshot.apps.find(app => app.plan.sdkAppId === only.sdkAppId)
        const current = apps.get(only.sdkAppId)
        if (!saved || !current) return
        current.note('restore-snapshot')
        end(current)
        const script = next.calls.filter(call => call.app === only.sdkAppId)
        replace(current, restoreApp(saved, { script, seed: snapshot.seed }))
        events.emit({ at: saved.now, about: 'app', what: 'reset', app: only.sdkAppId })
        return
      }
      note('restore-snapshot')
      clear()
      plan = next
      faultsArmed = snapshot.counts.faults
      appsCreated = snapshot.counts.apps
      definitions = toDefinitions(snapshot)
      for (const saved of snapshot.apps) restoreApp(saved)
      const { unassigned: saved } = snapshot
      unassigned = startUnassigned(
        toApplicationInit(saved, definitionsOf(undefined), { seed: plan.seed, name: 'unassigned' }),
      )
      clockMode = getDefaultApp().clock.mode
      jumps = getDefaultApp().jumps
      announce()
    },
    mask: known.secrets.mask,
    toJournal: only => toJournal(runLog, known.secrets, { signatures, diagnose }, { ...settings, plan }, only),
    toJournalEntry: logged => toJournalEntry(logged, known.secrets, { signatures, diagnose }),
    clearJournal() {
      runLog.clear()
      journalStart = runLog.exchanges.count
    },
  }
}

/** A secret key of 64 hexadecimal digits that follows from the seed and the application. */
function createKey(seed: number, sdkAppId: number): string {
  const random = createRandom(seed, `key of ${sdkAppId}`)
  return Array.from({ length: 8 }, () => random.nextWord().toString(16).padStart(8, '0')).join('')
}

const toCallbackPlan = (
  callback: AppPlan['callback'] | { retries?: number | undefined } | undefined,
): AppPlan['callback'] => callback && { ...callback, retries: callback.retries ?? 0 }
