import type { Media } from '../call/call.ts'
import { type CallFilter, getHeld, listHeld, openHeld } from '../control/calls.ts'
import type { HeldCall } from '../emulator/state.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { NewCallInput as OpeningInput } from '../scenarios/schema.ts'
import { type CallHandle, createCallHandle } from './call-handle.ts'
import { checkKeys } from './check-options.ts'
import { attempt } from './emulator-error.ts'

/** A call as it is opened: as in a scenario, audio if nothing is said. */
export interface CallOpening extends Omit<OpeningInput, 'media'> {
  readonly media?: Media | undefined
}

/** The calls of an emulator. */
export interface Calls {
  /** Begins a call: whoever calls is in it, whoever is called rings. Throws an EmulatorError with every slip. */
  open(opening: CallOpening): CallHandle
  /** Live and ended calls, in the order in which they began. */
  list(filter?: CallFilter): readonly CallHandle[]
  /** A call by its id, live or ended, in one application or in the first that has it; throws an EmulatorError if there is none. */
  get(id: string, app?: number): CallHandle
  /** The same, or undefined. */
  find(id: string, app?: number): CallHandle | undefined
}

/** The calls of a switchboard, as handles. */
export function createCalls(switchboard: Switchboard): Calls {
  const toHandle = (held: HeldCall) => createCallHandle(switchboard, held)
  return {
    open: function open(opening) {
      return toHandle(attempt(() => openHeld(switchboard, opening), open))
    },
    list: function list(filter = {}) {
      attempt(() => checkKeys('a filter of calls', filter, ['app', 'state']), list)
      return listHeld(switchboard, filter).map(toHandle)
    },
    get: function get(id, app) {
      return toHandle(attempt(() => getHeld(switchboard, id, app), get))
    },
    find(id, app) {
      switchboard.now()
      const held = switchboard.findCall(id, app)
      return held && toHandle(held)
    },
  }
}
