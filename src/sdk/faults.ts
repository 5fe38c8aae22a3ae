import { arm, disarm, disarmAll, type FaultView, toFaultView } from '../control/faults.ts'
import type { ArmedFault } from '../emulator/state.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { FaultInput } from '../faults/fault.ts'
import { attempt } from './emulator-error.ts'

/** An armed fault: always how far it has come by now, also when it is no longer armed. */
export interface FaultHandle extends FaultView {
  /** Disarms it; throws an EmulatorError if it is not armed any more. */
  remove(): void
}

/** The faults of an emulator: what goes wrong on purpose. */
export interface Faults {
  /** Arms a fault, written as in a scenario. Throws an EmulatorError with every slip. */
  add(fault: FaultInput): FaultHandle
  /** Those that are armed, the scenario's own included. */
  list(): readonly FaultHandle[]
  /** Disarms one, by its handle or its id; throws an EmulatorError if there is none. */
  remove(fault: string | Pick<FaultHandle, 'id'>): void
  /** Disarms all, the scenario's own included, and gives how many there were. */
  clear(): number
}

/** The faults of a switchboard, as handles. */
export function createFaults(switchboard: Switchboard): Faults {
  const toHandle = (armed: ArmedFault): FaultHandle => ({
    id: armed.id,
    get sentence() {
      return toFaultView(armed).sentence
    },
    get matched() {
      return armed.count.matched
    },
    get hit() {
      return armed.count.hit
    },
    get done() {
      return toFaultView(armed).done
    },
    remove: function remove() {
      attempt(() => disarm(switchboard, armed.id), remove)
    },
  })
  return {
    add: function add(fault) {
      return toHandle(attempt(() => arm(switchboard, fault), add))
    },
    list: () => switchboard.listFaults().map(toHandle),
    remove: function remove(fault) {
      attempt(() => disarm(switchboard, typeof fault === 'string' ? fault : fault.id), remove)
    },
    clear: () => disarmAll(switchboard),
  }
}
