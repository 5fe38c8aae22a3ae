import type { Media } from '../call/call.ts'
import { type CallFilter, findCall, getCall, listCalls, openCall } from '../control/calls.ts'
import type { StoredCall } from '../emulator/state.ts'
import type { NewCallInput } from '../scenarios/schema.ts'
import { type CallHandle, createCallHandle } from './call-handle.ts'
import { checkKeys } from './check-options.ts'
import { attempt } from './emulator-error.ts'
import type { HandleContext } from './handle-context.ts'

/** A call as it is started: as in a scenario; audio if no media is given. */
export interface CallOpening extends Omit<NewCallInput, 'media'> {
  readonly media?: Media | undefined
}

/** The calls of an application. */
export interface Calls {
  /** Starts a call: the caller is in it, everyone called rings. Throws an EmulatorError with every mistake. */
  open(opening: CallOpening): CallHandle
  /** Live and ended calls, in the order of their start. */
  list(filter?: Omit<CallFilter, 'app'>): readonly CallHandle[]
  /** A call by its id, live or ended. Throws an EmulatorError if there is none. */
  get(id: string): CallHandle
  /** A call by its id, or undefined. */
  find(id: string): CallHandle | undefined
}

/** Creates the handle of an application's calls. */
export function createCalls({ control: { core }, toApp, toScope }: HandleContext): Calls {
  const toHandle = (stored: StoredCall) => createCallHandle(stored)
  return {
    open: function open(opening) {
      return toHandle(attempt(() => openCall(core, opening, toScope()), open))
    },
    list: function list(filter = {}) {
      return attempt(() => {
        checkKeys('a filter of calls', filter, ['state'])
        return listCalls(core, { ...filter, app: toApp().sdkAppId })
      }, list).map(toHandle)
    },
    get: function get(id) {
      return toHandle(attempt(() => getCall(core, id, toApp()), get))
    },
    find(id) {
      const stored = findCall(core, id, toApp())
      return stored && toHandle(stored)
    },
  }
}
