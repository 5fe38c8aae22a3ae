import { findErrorName } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { isOperationName, type OperationName, operations } from '../../contracts/operations.ts'
import type { Entry } from '../../emulator/journal.ts'

/** An exchange of the rehearsal: which command, and the how manieth of it since the emulator began, from 1. */
export interface Rehearsed {
  readonly command: OperationName
  readonly nth: number
  /** The how manieth of those that every gate let through, from 1; undefined if it was not one of them. */
  readonly admitted: number | undefined
  readonly errorCode: number | undefined
}

/**
 * The exchanges of a run that a fault can single out, in their order. A client that resets the emulator begins to count
 * anew, and so does the fault: of those with the same place the first stands for all.
 */
export function toRehearsed(entries: readonly Entry[]): readonly Rehearsed[] {
  const counts = new Map<string, number>()
  const count = (key: string) => {
    const next = (counts.get(key) ?? 0) + 1
    counts.set(key, next)
    return next
  }
  const found = new Map<string, Rehearsed>()
  for (const entry of entries) {
    const { command, epoch, errorCode } = entry
    if (command === undefined || !isOperationName(command)) continue
    const nth = count(`${epoch} ${command}`)
    const admitted = isAdmitted(command, entry) ? count(`${epoch} ${command} admitted`) : undefined
    const key = `${command} ${nth}`
    if (!found.has(key)) found.set(key, { command, nth, admitted, errorCode })
  }
  return [...found.values()]
}

/** Whether a request came as far as a refusal on purpose would strike it: past every gate, and past the line. */
function isAdmitted(command: OperationName, { failureModes, errorCode }: Entry): boolean {
  if (failureModes.includes('refusal')) return true
  if (errorCode === undefined || failureModes.some(stumble => stumble !== 'slow')) return false
  if (errorCode === 0) return true
  const { refusals, invalid }: Operation = operations[command]
  const name = findErrorName(errorCode)
  return name !== undefined && name !== invalid && refusals.includes(name)
}
