import type { ClientReport, ReportOptions } from '../conformance/client/report.ts'
import { findApp } from '../control/apps.ts'
import type { Control, HandleContext } from '../control/control.ts'
import { saveJournal } from '../control/journal.ts'
import type { Journal } from '../emulator/journal.ts'
import type { Snapshot } from '../emulator/snapshot.ts'
import type { Application } from '../emulator/state.ts'
import { type Calls, createCalls } from './calls.ts'
import { type ClockHandle, createClockHandle } from './clock.ts'
import { type CredentialsHandle, createCredentialsHandle } from './credentials.ts'
import { attempt } from './emulator-error.ts'
import { createFaults, type Faults } from './faults.ts'
import { createJournal, type JournalHandle } from './journal.ts'
import { createWaitFor, type WaitFor } from './wait-for.ts'

/** What an emulator and each of its applications have in common. */
export interface Handles extends CredentialsHandle {
  /** Starts calls, looks at them and acts on them. */
  readonly calls: Calls
  /** Reads and advances the clock. */
  readonly clock: ClockHandle
  /** Arms faults and counts their hits. */
  readonly faults: Faults
  /** The requests that were received, with their replies. */
  readonly journal: JournalHandle
  /** Waits for requests, callbacks or calls. */
  readonly waitFor: WaitFor
  /** The contract report on the requests so far, across resets. */
  report(options?: ReportOptions): Promise<ClientReport>
  /** The requests so far as a JSON document without secrets. `ringback report` makes reports of it. */
  saveJournal(): Journal
}

/**
 * One application of an emulator, with its own clock, calls, faults and journal. After a reset it stands for the new life
 * of the application; after its removal every method throws an EmulatorError with the code `no-such-application`.
 */
export interface AppHandle extends Handles {
  readonly sdkAppId: number
  /** Resets the application to its beginning; the others are not affected. */
  reset(): void
  /** Its state as a document that is JSON. */
  save(): Promise<Snapshot>
  /** Replaces its state by a saved one. Rejects with a SnapshotError, and changes nothing, if that has a mistake. */
  restore(snapshot: Snapshot): Promise<void>
  /** Removes the application with everything that belongs to it. */
  remove(): void
}

/** Creates the handles of an emulator or of one application. */
export function createHandles(context: HandleContext): Handles {
  const { core } = context.control
  return {
    ...createCredentialsHandle(context),
    calls: createCalls(context),
    clock: createClockHandle(context),
    faults: createFaults(context),
    journal: createJournal(context),
    waitFor: createWaitFor(context),
    async report(options) {
      const { toClientReport } = await import('../conformance/client/report.ts')
      return structuredClone(toClientReport([{ journal: core.toJournal(context.toScope()) }], options))
    },
    saveJournal: () => structuredClone(saveJournal(core, context.toScope())),
  }
}

/** Creates the handle of an application. Throws an EmulatorError if there is none with this id. */
export function createAppHandle(
  control: Control,
  sdkAppId: number,
  ready: () => Promise<void>,
  restore: (snapshot: Snapshot, app: Application) => Promise<void>,
  remove: (sdkAppId: number) => void,
): AppHandle {
  const { core } = control
  const toApp = () => attempt(() => findApp(core, sdkAppId), toApp)
  toApp()
  return {
    sdkAppId,
    ...createHandles({ control, ready, toApp, toScope: toApp }),
    reset: () => void core.resetApp(toApp()),
    async save() {
      await ready()
      return structuredClone(core.save(toApp()))
    },
    restore: snapshot => restore(snapshot, toApp()),
    remove: () => remove(toApp().sdkAppId),
  }
}
