import type { Switchboard } from '../src/emulator/switchboard.ts'
import {
  createEmulatorParts,
  type EmulatorOptions,
  type Hooks,
  type Emulator as PublicEmulator,
} from '../src/sdk/create-emulator.ts'

export type { EmulatorOptions }

/** An emulator whose core tests can read and change. */
export interface Emulator extends PublicEmulator {
  readonly switchboard: Switchboard
}

/** The package's `createEmulator`, with access to the core. */
export function createEmulator(options: EmulatorOptions = {}, hooks: Hooks = {}): Emulator {
  const { emulator, switchboard } = createEmulatorParts(options, hooks)
  return Object.assign(emulator, { switchboard })
}
