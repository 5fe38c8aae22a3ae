import { randomUUID } from 'node:crypto'
import { createApp as createAppAction, findApp, removeApp } from '../control/apps.ts'
import type { Control } from '../control/control.ts'
import { type AppView, toAppView } from '../control/views.ts'
import type { SendCallback } from '../emulator/callbacks/delivery-result.ts'
import type { ClockMode } from '../emulator/clock.ts'
import { createEmulatorCore, type EmulatorCore } from '../emulator/core.ts'
import { toDocumentIssue } from '../emulator/messages.ts'
import type { Settings } from '../emulator/settings.ts'
import { checkSnapshot, type Snapshot, SnapshotError } from '../emulator/snapshot.ts'
import type { Application } from '../emulator/state.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import type { AppInput } from '../scenarios/schema.ts'
import { createApp } from '../server/app.ts'
import type { CallbackScope } from '../server/callback-scope.ts'
import { createClosing, readReceived } from '../server/connections.ts'
import { createComparison, isLoopback } from '../server/guard.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { DurationText } from '../text/duration.ts'
import { createDiagnosis } from '../usersig/explain.ts'
import { createSignatureCache } from '../usersig/verify.ts'
import { type AppHandle, createAppHandle, createHandles, type Handles } from './app-handle.ts'
import { createCallbackDispatcher } from './callback-dispatcher.ts'
import { checkOptions, findUnknownKey } from './check-options.ts'
import { attempt } from './emulator-error.ts'
import type { Listening, ListenOptions } from './listen.ts'
import { createError } from './messages.ts'
import { type ScenarioSource, toPlan } from './to-plan.ts'
import { startWallClockTimer } from './wall-clock-timer.ts'

type Optional<Whole> = { readonly [Key in keyof Whole]?: Whole[Key] | undefined }

/** The options of an emulator. Each has a default. */
export interface EmulatorOptions extends Optional<Settings> {
  /** The name of a library scenario, a scenario as written, or a parsed one; the demo if absent. */
  readonly scenario?: ScenarioSource | undefined
  /** The state to start with, instead of a scenario; its clocks and seed override other options. */
  readonly snapshot?: Snapshot | undefined
  /** The random seed; overrides that of every scenario. */
  readonly seed?: number | undefined
  /** The bearer token that the admin API requires; none if absent. */
  readonly controlToken?: string | undefined
  /** Where callbacks are sent: to this machine and private networks (`local`, the default), or `anywhere`. */
  readonly callbacks?: CallbackScope | undefined
  /** Sends callbacks instead of HTTP, for receivers without a port. */
  readonly send?: SendCallback | undefined
}

/** An application as it is created: as in a scenario, with its clock and life. What is left out follows from the seed. */
export interface AppOptions extends Partial<AppInput> {
  /** The emulator's clock mode if absent. */
  readonly clock?: ClockMode | undefined
  /** Removes the application after this real time without a request. */
  readonly ttl?: DurationText | undefined
}

/** The applications of an emulator. */
export interface Apps {
  /** Creates an application. Throws an EmulatorError with every mistake. */
  create(options?: AppOptions): AppHandle
  list(): readonly AppView[]
  /** Removes an application. Throws an EmulatorError if there is none with this id, or if it is the last one. */
  remove(sdkAppId: number): void
}

/**
 * An emulator. Its calls, clock and credentials are those of the default application, the scenario's first one; faults,
 * journal, waits and reports cover every application. `app(id)` returns the same of one application.
 */
export interface Emulator extends Handles, AsyncDisposable {
  /** Resolves when the scenario's calls have been generated; `fetch`, `listen`, `waitFor` and `clock.advance` wait for it. */
  readonly ready: Promise<void>
  /** The URL of the first port that it listens on; undefined if there is none. */
  readonly url: string | undefined
  /** Handles a request without a port. A path such as `/v4/…` may stand for a URL. Rejects if a fault resets the connection. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /**
   * Listens on a port, by default a free one of 127.0.0.1. Other addresses than loopback require a `controlToken`. With
   * `https`, the same port accepts TLS and serves as a proxy; see `https` of the result.
   */
  listen(options?: Optional<ListenOptions>): Promise<Listening>
  readonly apps: Apps
  /** The handle of an application. Throws an EmulatorError if there is none with this id. */
  app(sdkAppId: number): AppHandle
  /** Starts another scenario. */
  load(scenario: ScenarioSource): Promise<void>
  /** Resets everything to the beginning of the scenario. */
  reset(): void
  /** The state of all applications as a document that is JSON, without the journal, events and settled callbacks. */
  save(): Promise<Snapshot>
  /** Replaces the state by a saved one. Rejects with a SnapshotError, and changes nothing, if that has a mistake. */
  restore(snapshot: Snapshot): Promise<void>
  /** Closes every port, ends event streams, and sends delayed replies. */
  close(): Promise<void>
}

/** What the command line adds to an emulator. */
export type Hooks = Pick<ServerContext, 'onReply' | 'environment'>

// The tables are literals, so their keys are exactly those of the types.
const optionNames = Object.keys({
  scenario: true,
  snapshot: true,
  seed: true,
  clock: true,
  rateLimit: true,
  validation: true,
  auth: true,
  otherCommands: true,
  journal: true,
  controlToken: true,
  callbacks: true,
  callbackToken: true,
  callbackRetries: true,
  callbackShape: true,
  send: true,
} satisfies Record<keyof EmulatorOptions, true>)
const listenNames = Object.keys({ port: true, host: true, https: true } satisfies Record<keyof ListenOptions, true>)

/**
 * Creates an emulator at the beginning of its scenario, or as it was saved. Throws a TypeError for an invalid option, a
 * ScenarioError or a SnapshotError for an invalid scenario or snapshot.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return createEmulatorParts(options).emulator
}

/** An emulator and its core, for ringback's own modules; the package does not export this. */
export function createEmulatorParts(
  options: EmulatorOptions = {},
  { onReply, environment }: Hooks = {},
): { readonly emulator: Emulator; readonly core: EmulatorCore; readonly control: Control } {
  for (const name of ['port', 'host']) if (name in options) throw createError('listen-option', { name })
  checkOptions(options, optionNames)
  const {
    scenario = 'demo',
    snapshot,
    seed,
    controlToken: token,
    callbacks = 'local',
    send,
    clock = 'real',
    validation = 'strict',
    auth = 'verify',
    otherCommands = 'refuse',
    journal = 1_000,
    ...settings
  } = options
  const toSeeded = (plan: ScenarioPlan): ScenarioPlan => ({ ...plan, seed: seed ?? plan.seed })
  const saved = snapshot && checkSnapshot(snapshot)
  const first = saved ? saved.plan : toSeeded(toPlan(scenario))
  const core = createEmulatorCore(
    first,
    { ...settings, clock, validation, auth, otherCommands, journal },
    {
      boot: randomUUID().slice(0, 8),
      wall: Date.now,
      createAbortController: createClosing,
      signatures: createSignatureCache(),
      diagnose: createDiagnosis(),
    },
  )
  const closing = createClosing()
  const dispatcher = createCallbackDispatcher(core, send, callbacks)
  const control: Control = {
    core,
    advance: dispatcher.advance,
    load: async plan => core.load(await generate(toSeeded(plan))),
    async restore(document, app) {
      const checked = checkSnapshot(document)
      if (app && !checked.snapshot.apps.some(({ plan }) => plan.sdkAppId === app.sdkAppId)) {
        throw new SnapshotError([toDocumentIssue('missing', ['apps'], { field: 'state', value: app.sdkAppId })])
      }
      core.restore(checked.snapshot, await generate(checked.plan), app)
    },
    closing: closing.signal,
  }
  const server: ServerContext = {
    control,
    isToken: token === undefined ? undefined : createComparison(token),
    onReply,
    environment,
    usage: { createdAt: performance.now(), connections: 0, connectionsOpened: 0, eventStreams: 0 },
  }
  const app = createApp(server)
  const stopTimer = startWallClockTimer(core)
  const ports = new Set<Listening>()
  let ready = start()
  let isClosed = false

  /** Generates calls, and restores the snapshot, which may need them. */
  function start(): Promise<void> {
    if (saved && first.generate.length === 0) core.restore(saved.snapshot, first)
    else if (saved) return generate(first).then(plan => core.restore(saved.snapshot, plan))
    else if (first.generate.length > 0) return control.load(first)
    return Promise.resolve()
  }

  const close = async () => {
    isClosed = true
    stopTimer()
    dispatcher.close()
    const closed = [...ports].map(port => port.close())
    // Delayed replies are sent when the ports know which of them is the last one of its connection.
    if (closed.length > 0) await readReceived()
    closing.abort()
    await Promise.all(closed)
    ports.clear()
  }

  const restore = async (document: Snapshot, only?: Application) => {
    await ready
    await control.restore(document, only)
  }
  const toHandle = (sdkAppId: number) =>
    createAppHandle(
      control,
      sdkAppId,
      () => ready,
      restore,
      id => emulator.apps.remove(id),
    )

  const emulator: Emulator = {
    get ready() {
      return ready
    },
    get url() {
      for (const { url } of ports) return url
      return undefined
    },
    async fetch(input, init) {
      await ready
      return app.fetch(
        input instanceof Request ? new Request(input, init) : new Request(new URL(input, 'http://127.0.0.1'), init),
      )
    },
    async listen(given = {}) {
      const unknown = findUnknownKey('the options of listen', given, listenNames)
      if (unknown) throw createError('unknown-key', unknown)
      const { port = 0, host = '127.0.0.1', https = false } = given
      if (token === undefined && !isLoopback(host)) throw createError('missing-control-token', { host })
      await ready
      const { listen } = await import('./listen.ts')
      const listening = await listen(server, app, { port, host, https })
      if (isClosed) {
        await listening.close()
        throw createError('emulator-closed', {}, Error)
      }
      ports.add(listening)
      return listening
    },
    ...createHandles({ control, ready: () => ready, toApp: () => core.defaultApp, toScope: () => undefined }),
    apps: {
      create: function create(given = {}) {
        return toHandle(attempt(() => createAppAction(core, { ...given }), create).sdkAppId)
      },
      list: () => core.listApps().map(one => structuredClone(toAppView(one, core.settings))),
      remove: function remove(sdkAppId) {
        attempt(() => removeApp(core, findApp(core, sdkAppId)), remove)
      },
    },
    app: toHandle,
    load(next) {
      ready = control.load(toPlan(next))
      return ready
    },
    reset: () => core.reset(),
    async save() {
      await ready
      return structuredClone(core.save())
    },
    restore: document => restore(document),
    close,
    [Symbol.asyncDispose]: close,
  }
  return { emulator, core, control }
}

/** A plan with its calls generated; the library of names is loaded only if there are any. */
async function generate(plan: ScenarioPlan): Promise<ScenarioPlan> {
  if (plan.generate.length === 0) return plan
  const { addGeneratedCalls } = await import('../scenarios/generate.ts')
  return addGeneratedCalls(plan)
}
