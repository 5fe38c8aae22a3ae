import type { CallbackCommand } from '../../contracts/callbacks.ts'

/** Where an application's callbacks go, and which of them: what set_callback sets. */
export interface CallbackSettings {
  readonly url: string
  readonly commands: readonly CallbackCommand[]
}

/** What is switched on for an application's callbacks in the vendor's console, whatever their address is. */
export interface CallbackSwitches {
  /** Signs each callback, if there is one. */
  readonly token?: string | undefined
  /** How often a callback that nobody answered is sent again. */
  readonly retries: number
}
