import type { Control } from '../control/control.ts'
import type { Application } from '../emulator/state.ts'

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
