import type { Instant } from '../call/call.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Snapshot } from '../emulator/snapshot.ts'
import type { Application } from '../emulator/state.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'

/** What the actions of the SDK and of the admin API act on: the core, and what reaches beyond it. */
export interface Control {
  readonly core: EmulatorCore
  /**
   * Performs everything due in an application until an instant, which is asked for when its turn comes; callbacks are sent
   * on the way.
   */
  advance(app: Application, to: () => Instant): Promise<void>
  /** Starts another scenario, its calls generated. */
  load(plan: ScenarioPlan): Promise<void>
  /** Replaces the state, or that of one application, by a saved one. Rejects with a SnapshotError if it has a mistake. */
  restore(snapshot: Snapshot, app?: Application): Promise<void>
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal
}

/** What handles are created with. */
export interface HandleContext {
  readonly control: Control
  /** The application that actions mean. */
  toApp(): Application
  /** The application that journal, waits and reports are limited to, if any. */
  toScope(): Application | undefined
  /** Resolves when the scenario's calls have been generated. */
  ready(): Promise<void>
}
