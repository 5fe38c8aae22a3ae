import type { ArmedFault } from '../emulator/state.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { describeFault } from '../faults/messages.ts'
import { explainIssues } from '../scenarios/messages.ts'
import { checkFault } from '../scenarios/validate.ts'
import { formatValue } from '../text/format.ts'
import { Problem, toProblem } from './problem.ts'

/** An armed fault: how often its conditions were met, how often it then struck, and whether it has struck as often as it may. */
export interface FaultView {
  /** Such as `fault-1`. */
  readonly id: string
  /** What it does and how far it has come, for people. */
  readonly sentence: string
  readonly matched: number
  readonly hit: number
  readonly done: boolean
}

/** An armed fault as it stands. */
export const toFaultView = ({ id, fault, count: tally }: ArmedFault): FaultView => ({
  id,
  sentence: describeFault(fault, tally),
  matched: tally.matched,
  hit: tally.hit,
  done: tally.hit >= fault.times,
})

/** Arms a fault written as in a scenario. Throws a Problem with every slip. */
export function arm(switchboard: Switchboard, input: object): ArmedFault {
  const checked = checkFault(input)
  if ('fault' in checked) return switchboard.armFault(checked.fault)
  throw toProblem(explainIssues(checked.issues))
}

/** Disarms a fault. Throws a Problem that names those there are. */
export function disarm(switchboard: Switchboard, id: string): void {
  if (switchboard.disarmFault(id)) return
  const ids = switchboard.listFaults().map(armed => armed.id)
  const known = ids.length === 0 ? 'none is armed' : `there are ${ids.slice(0, 20).join(', ')}`
  throw new Problem('no-such-fault', `There is no fault ${formatValue(id)}: ${known}.`)
}

/** Disarms all faults, and gives how many there were. */
export function disarmAll(switchboard: Switchboard): number {
  const ids = switchboard.listFaults().map(({ id }) => id)
  for (const id of ids) switchboard.disarmFault(id)
  return ids.length
}
