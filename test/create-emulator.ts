import type { CallAction } from '../src/call/call.ts'
import { describeRejection } from '../src/call/messages.ts'
import type { CallInit, Rejection } from '../src/call/transition.ts'
import { catchUp } from '../src/emulator/advance.ts'
import { type Applied, applyAction, openCall } from '../src/emulator/calls.ts'
import type { EmulatorCore } from '../src/emulator/core.ts'
import type { StoredCall } from '../src/emulator/state.ts'
import {
  createEmulatorParts,
  type EmulatorOptions,
  type Hooks,
  type Emulator as PublicEmulator,
} from '../src/sdk/create-emulator.ts'

export type { EmulatorOptions }

/** An emulator whose core tests can read and change. */
export interface Emulator extends PublicEmulator {
  readonly core: EmulatorCore
}

/** The package's `createEmulator`, with access to the core. */
export function createEmulator(options: EmulatorOptions = {}, hooks: Hooks = {}): Emulator {
  const { emulator, core } = createEmulatorParts(options, hooks)
  // The getters of the emulator stay getters.
  return Object.create(emulator, { core: { value: core } })
}

/** Starts a call as an operation does: `ring` in milliseconds. */
export function startCall(
  core: EmulatorCore,
  sdkAppId: number,
  init: Omit<CallInit, 'id'> & { readonly id?: string | undefined },
): StoredCall {
  const app = core.findApp(sdkAppId) ?? core.defaultApp
  const opened = openCall(app, { ...init, id: init.id ?? app.nextCallId() }, [], catchUp(app))
  if ('code' in opened) throw new Error(describeRejection(opened))
  return opened.call
}

/** Acts on a call now; returns why it is not possible, if so. */
export const act = (call: StoredCall, action: CallAction): Applied | Rejection =>
  applyAction(call, action, catchUp(call.app))
