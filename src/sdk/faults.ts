import type { HandleContext } from '../control/control.ts'
import * as control from '../control/faults.ts'
import type { FaultDefinition } from '../emulator/state.ts'
import type { FaultInput } from '../faults/fault.ts'
import { attempt } from './emulator-error.ts'

/** A fault with its current counts; they stay readable when it is disarmed. */
export interface FaultHandle extends control.FaultView {
  /** Disarms it. Throws an EmulatorError if it is not armed any more. */
  remove(): void
}

/** The faults of an emulator, or of one application. */
export interface Faults {
  /** Arms a fault, written as in a scenario. Throws an EmulatorError with every mistake. */
  add(fault: FaultInput): FaultHandle
  /** The armed faults, those of the scenario included. */
  list(): readonly FaultHandle[]
  /** Disarms a fault by its handle or its id. Throws an EmulatorError if there is none. */
  remove(fault: string | Pick<FaultHandle, 'id'>): void
  /** Disarms all faults, or those of the application only. Returns how many. */
  clear(): number
}

/** Creates the handle of faults. */
export function createFaults({ control: { core }, toScope }: HandleContext): Faults {
  const toHandle = (definition: FaultDefinition): FaultHandle => {
    let last = control.toFaultView(core, definition, toScope())
    const view = () => {
      const isArmed = core.listFaults().some(({ id }) => id === definition.id)
      if (isArmed) last = control.toFaultView(core, definition, toScope())
      return last
    }
    return {
      id: definition.id,
      get sentence() {
        return view().sentence
      },
      get matched() {
        return view().matched
      },
      get hit() {
        return view().hit
      },
      get done() {
        return view().done
      },
      get apps() {
        return view().apps
      },
      from: last.from,
      until: last.until,
      remove: function remove() {
        view()
        attempt(() => control.disarmFault(core, definition.id), remove)
      },
    }
  }
  return {
    add: function add(fault) {
      return toHandle(attempt(() => control.armFault(core, fault, toScope()), add))
    },
    list: () => control.listFaults(core, toScope()).map(toHandle),
    remove: function remove(fault) {
      attempt(() => control.disarmFault(core, typeof fault === 'string' ? fault : fault.id), remove)
    },
    clear: () => control.disarmAllFaults(core, toScope()),
  }
}
