import { errorNames, toError } from '../contracts/errors.ts'
import type { OperationName } from '../contracts/operations.ts'
import type { ErrorCode, FaultInput } from '../faults/fault-input.ts'
import type { Clue } from './clue.ts'
import { toWrittenTime } from './written-time.ts'

/** What went wrong, as a scenario says it, and how many exchanges could not be told. */
export interface Mishaps {
  readonly faults: readonly FaultInput[]
  readonly untold: number
}

/** What befell one exchange, at which of the two places where faults stand. */
interface Blow {
  readonly stage: 'line' | 'service'
  readonly does: Partial<FaultInput>
}

/** From this on an answer is told as late, in milliseconds; what is quicker may be the network here. */
const late = 300

/** The longest an answer is held back by a fault, in milliseconds. */
const longestDelay = 600_000

/** The most faults of a scenario. */
const mostFaults = 1_000

/**
 * The faults that make a command's answers go wrong again, in their order. `isDue` tells of a refusal whether it follows
 * from what the scenario has: then it needs no fault.
 */
export function toFaults(clues: readonly Clue[], isDue: (clue: Clue, code: number) => boolean): Mishaps {
  const groups = new Map<OperationName, Clue[]>()
  for (const clue of clues) {
    const group = groups.get(clue.command)
    if (group) group.push(clue)
    else groups.set(clue.command, [clue])
  }
  const all = [...groups].map(([command, own]) => toFaultsOf(command, own, isDue))
  const faults = all.flatMap(mishaps => mishaps.faults)
  const cut = faults.slice(mostFaults).reduce((sum, { times }) => sum + (times ?? 0), 0)
  return {
    faults: faults.slice(0, mostFaults),
    untold: cut + all.reduce((sum, { untold }) => sum + untold, 0),
  }
}

function toFaultsOf(on: OperationName, clues: readonly Clue[], isDue: (clue: Clue, code: number) => boolean): Mishaps {
  const blows = clues.map(clue => toBlow(clue, isDue))
  const line = blows.map(blow => (blow !== 'untold' && blow?.stage === 'line' ? blow.does : undefined))
  // A fault of the service's is asked only where the line has done nothing, and the gates let the request through.
  const service = blows.flatMap((blow, index) => {
    if (line[index] || !clues[index]?.passes) return []
    return [blow === 'untold' ? undefined : blow?.does]
  })
  return {
    faults: [...toRuns(on, line), ...toRuns(on, service), ...toDelays(on, clues)],
    untold: blows.filter(blow => blow === 'untold').length,
  }
}

function toBlow(clue: Clue, isDue: (clue: Clue, code: number) => boolean): Blow | 'untold' | undefined {
  const { damage, isBeyond, code, passes } = clue
  if (isBeyond) return 'untold'
  const isRefused = code !== undefined && code !== 0 && passes && !isDue(clue, code)
  if (!isRefused) return Object.keys(damage).length === 0 ? undefined : { stage: 'line', does: damage }
  const error = toErrorCode(code)
  return error === undefined ? 'untold' : { stage: 'service', does: { error, ...damage } }
}

const toErrorCode = (code: number): ErrorCode | undefined => {
  const name = errorNames.find(one => toError(one).code === code)
  // Every code in the table is one that a scenario takes.
  return name && (toError(name).code as ErrorCode)
}

/** One fault for each stretch of exchanges that the same befell. A fault does not count what an earlier one has struck. */
function toRuns(on: OperationName, blows: readonly (Partial<FaultInput> | undefined)[]): readonly FaultInput[] {
  const faults: FaultInput[] = []
  let untouched = 0
  let last = ''
  for (const does of blows) {
    const key = does ? JSON.stringify(does) : ''
    const before = does && key === last ? faults.pop() : undefined
    if (!does) untouched++
    else faults.push({ on, ...(untouched > 0 ? { skip: untouched } : {}), times: (before?.times ?? 0) + 1, ...does })
    last = key
  }
  return faults
}

/** One fault for each stretch of late answers: between the quickest and the slowest of them. */
function toDelays(on: OperationName, clues: readonly Clue[]): readonly FaultInput[] {
  const faults: FaultInput[] = []
  let quick = 0
  let isLate = false
  let least = 0
  let most = 0
  for (const { took } of clues) {
    if (took <= late) {
      isLate = false
      quick++
      continue
    }
    const delay = Math.min(longestDelay, Math.round(took / 10) * 10)
    const before = isLate ? faults.pop() : undefined
    least = before ? Math.min(least, delay) : delay
    most = before ? Math.max(most, delay) : delay
    faults.push({
      on,
      ...(quick > 0 ? { skip: quick } : {}),
      times: (before?.times ?? 0) + 1,
      delay: least === most ? toWrittenTime(least) : { uniform: [toWrittenTime(least), toWrittenTime(most)] },
    })
    isLate = true
  }
  return faults
}
