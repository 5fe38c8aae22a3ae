import type { Report } from '../conformance/client/report.ts'
import type { Standard } from '../conformance/client/standard.ts'
import type { SendCallback } from '../emulator/callbacks/delivery-result.ts'
import { createSwitchboard } from '../emulator/create-switchboard.ts'
import type { Journal } from '../emulator/journal.ts'
import type { Settings } from '../emulator/settings.ts'
import { demandSnapshot } from '../emulator/snapshot/parse.ts'
import type { Snapshot } from '../emulator/snapshot/snapshot.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { createApp } from '../server/app.ts'
import type { Reach } from '../server/callback-scope.ts'
import { createClosing, readReceived } from '../server/connections.ts'
import type { Entrance } from '../server/entrance.ts'
import { isLoopback } from '../server/guard.ts'
import { formatValue } from '../text/format.ts'
import { createDiagnosis } from '../usersig/explain.ts'
import { createSignatureCache } from '../usersig/verify.ts'
import { createCourier } from './callback-dispatcher.ts'
import { type Calls, createCalls } from './calls.ts'
import { checkOptions, explainKeys } from './check-options.ts'
import { type ClockHandle, createClockHandle } from './clock.ts'
import { type Asker, type Credentials, createAsker, type Who } from './credentials.ts'
import { createFaults, type Faults } from './faults.ts'
import { createComparison, sha256 } from './hash.ts'
import { createHold } from './hold.ts'
import { createJournal, type JournalHandle } from './journal.ts'
import type { Listening, Place } from './listen.ts'
import { type ScenarioSource, toPlan } from './to-plan.ts'
import { type Await, createAwait } from './wait-for.ts'

type Optional<Whole> = { readonly [Key in keyof Whole]?: Whole[Key] | undefined }

/** What an emulator is created with. Everything has a default. */
export interface EmulatorOptions extends Optional<Settings> {
  /** A name of the library, a scenario as written, or a parsed one; the demo if absent. */
  readonly scenario?: ScenarioSource | undefined
  /** Goes on from there, instead of a scenario's beginning: with its clock and its seed, whatever else is said of them. */
  readonly snapshot?: Snapshot | undefined
  /** Instead of the scenario's, for whatever scenario is played. */
  readonly seed?: number | undefined
  /** Wanted from whoever uses the control surface, if given. */
  readonly controlToken?: string | undefined
  /** How far callbacks may go: to this machine and private networks, unless told otherwise. */
  readonly callbacks?: Reach | undefined
  /** Sends callbacks, instead of over HTTP: for receivers that have no port. */
  readonly send?: SendCallback | undefined
}

/** A whole emulator: the same core behind `fetch`, a port, and these functions. */
export interface Emulator extends Asker, AsyncDisposable {
  /** Resolves when a scenario with a crowd has made it up; `fetch`, `listen`, `await` and `clock` wait for it by themselves. */
  readonly ready: Promise<void>
  /** Answers a request without a port. A path such as `/v4/…` may stand for a whole URL. Rejects where a fault resets the connection. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /**
   * Listens on a port, a free one of 127.0.0.1 if none is named. Other than on loopback it wants a `controlToken`. With
   * `https` the same port takes TLS too, and clients for which it is the proxy; see `https` of what it gives.
   */
  listen(at?: Optional<Place>): Promise<Listening>
  /** Calls are opened, looked at and moved. */
  readonly calls: Calls
  /** Time is looked at and put ahead. */
  readonly clock: ClockHandle
  /** Faults are armed and counted. */
  readonly faults: Faults
  /** What requests came, and what they were answered. */
  readonly journal: JournalHandle
  /** Waits for requests, callbacks, or calls that are as wanted. */
  readonly await: Await
  /** Begins another scenario. */
  load(scenario: ScenarioSource): Promise<void>
  /** Begins the scenario again. */
  reset(): void
  /** All it remembers, as a document that is JSON: calls, faults, clock, ids. Not the journal, events or settled callbacks. */
  save(): Promise<Snapshot>
  /** Back to what was saved, here or elsewhere. Rejects with a SnapshotError, and leaves everything as it is, if that is damaged. */
  restore(snapshot: Snapshot): Promise<void>
  /** The verdict on what clients did so far, resets included. */
  report(standard?: Standard): Promise<Report>
  /** What clients did so far, as a document that is JSON and free of secrets. `ringback report` makes reports of such. */
  saveJournal(): Journal
  /** Closes every port it listens on, ends event streams, and lets go what faults hold back. */
  close(): Promise<void>
}

/** What the command line adds to an emulator. */
export type Hooks = Pick<Entrance, 'onReply' | 'environment'>

export type { Credentials, Who }

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
const placeNames = Object.keys({ port: true, host: true, https: true } satisfies Record<keyof Place, true>)

/**
 * Creates an emulator at its scenario's beginning, or as it was saved. Throws a TypeError for an option that cannot be, a
 * ScenarioError or a SnapshotError if what it is given is not valid.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return createEmulatorParts(options).emulator
}

/** An emulator and its core, for ringback's own modules; the package does not export this. */
export function createEmulatorParts(
  options: EmulatorOptions = {},
  { onReply, environment }: Hooks = {},
): { readonly emulator: Emulator; readonly switchboard: Switchboard } {
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
  if (token === '') throw new TypeError('controlToken is empty: give a token, or none.')
  const toSeeded = (plan: ScenarioPlan): ScenarioPlan => ({ ...plan, seed: seed ?? plan.seed })
  const first = snapshot ? demandSnapshot(snapshot) : toSeeded(toPlan(scenario))
  const switchboard = createSwitchboard(
    first,
    { ...settings, clock, validation, auth, otherCommands, journal },
    { wall: Date.now, signatures: createSignatureCache(), diagnose: createDiagnosis(), sha256 },
  )
  const closing = createClosing()
  const load = async (next: ScenarioPlan) => switchboard.load(await expand(toSeeded(next)))
  const hold = createHold(switchboard, closing.signal)
  const courier = createCourier(switchboard, send, callbacks)
  const entrance: Entrance = {
    isToken: token === undefined ? undefined : createComparison(token),
    onReply,
    environment,
    load,
    hold,
    advance: courier.advance,
    closing: closing.signal,
  }
  const app = createApp(switchboard, entrance)
  const open = new Set<Listening>()
  let ready = 'source' in first && first.generate.length > 0 ? load(first) : Promise.resolve()

  let isClosed = false
  const close = async () => {
    isClosed = true
    courier.close()
    const ports = [...open].map(listening => listening.close())
    // Delayed responses are released when the ports know which of them is the last one of its connection.
    if (ports.length > 0) await readReceived()
    closing.abort()
    await Promise.all(ports)
    open.clear()
  }

  const emulator: Emulator = {
    get ready() {
      return ready
    },
    async fetch(input, init) {
      await ready
      return app.fetch(
        input instanceof Request ? new Request(input, init) : new Request(new URL(input, 'http://127.0.0.1'), init),
      )
    },
    async listen(at = {}) {
      const slip = explainKeys('a place to listen', at, placeNames)
      if (slip !== undefined) throw new TypeError(slip)
      const { port = 0, host = '127.0.0.1', https = false } = at
      if (token === undefined && !isLoopback(host)) {
        throw new TypeError(
          `Listening on ${formatValue(host)} opens the control surface to others: give a controlToken.`,
        )
      }
      await ready
      const { listen } = await import('./listen.ts')
      const listening = await listen(switchboard, app, entrance, { port, host, https })
      if (isClosed) {
        await listening.close()
        throw new Error('The emulator is closed: create another.')
      }
      open.add(listening)
      return listening
    },
    ...createAsker(switchboard),
    calls: createCalls(switchboard),
    clock: createClockHandle(switchboard, courier.advance, () => ready),
    faults: createFaults(switchboard),
    journal: createJournal(switchboard),
    await: createAwait(switchboard, closing.signal, () => ready),
    load(next) {
      ready = load(toPlan(next))
      return ready
    },
    reset: switchboard.reset,
    async save() {
      await ready
      return structuredClone(switchboard.save())
    },
    async restore(saved) {
      const checked = demandSnapshot(saved)
      await ready
      switchboard.restore(checked)
    },
    async report(standard) {
      const { judge } = await import('../conformance/client/judge.ts')
      return structuredClone(judge([{ journal: switchboard.saveJournal() }], standard))
    },
    saveJournal: () => structuredClone(switchboard.saveJournal()),
    close,
    [Symbol.asyncDispose]: close,
  }
  return { emulator, switchboard }
}

/** A plan whose `generate` has become calls; the library that generates names is loaded only if it is needed. */
async function expand(plan: ScenarioPlan): Promise<ScenarioPlan> {
  if (plan.generate.length === 0) return plan
  const { addGeneratedCalls } = await import('../scenarios/generate.ts')
  return addGeneratedCalls(plan)
}
