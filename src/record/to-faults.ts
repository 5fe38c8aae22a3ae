import { recordDelay } from '../call/record.ts'
import { errorNames, toError } from '../contracts/errors.ts'
import type { OperationName } from '../contracts/operations.ts'
import type { ErrorCode, FaultInput } from '../faults/fault.ts'
import type { DurationText } from '../text/duration.ts'
import { type ExchangeFacts, findCommandRefusal } from './exchange.ts'
import { toCallKey } from './observe.ts'
import type { ReconstructedCall } from './reconstruct-call.ts'

/** The faults of a recording, and how many exchanges no fault can reproduce. */
interface RecordedFaults {
  readonly faults: readonly FaultInput[]
  readonly notReproduced: number
}

/** The effect of a fault, and the phase in which it applies. */
interface PhasedEffect {
  readonly phase: 'transport' | 'application'
  readonly effect: Partial<FaultInput>
}

/** Above this an answer is late, in milliseconds; below, the delay may be the network's. */
const late = 300

/** The longest delay of a fault, in milliseconds. */
const longestDelay = 600_000

/** The most faults of a scenario. */
const mostFaults = 1_000

/** Creates the faults that reproduce each command's failures in their order. Refusals that follow from the replayed calls need none. */
export function toFaults(
  exchanges: readonly ExchangeFacts[],
  calls: ReadonlyMap<string, ReconstructedCall>,
): RecordedFaults {
  const byCommand = new Map<OperationName, ExchangeFacts[]>()
  for (const exchange of exchanges) {
    const group = byCommand.get(exchange.command)
    if (group) group.push(exchange)
    else byCommand.set(exchange.command, [exchange])
  }
  const all = [...byCommand].map(([command, own]) => toFaultsOf(command, own, calls))
  const faults = all.flatMap(part => part.faults)
  const cut = faults.slice(mostFaults).reduce((sum, { times }) => sum + (times ?? 0), 0)
  return {
    faults: faults.slice(0, mostFaults),
    notReproduced: cut + all.reduce((sum, part) => sum + part.notReproduced, 0),
  }
}

function toFaultsOf(
  on: OperationName,
  exchanges: readonly ExchangeFacts[],
  calls: ReadonlyMap<string, ReconstructedCall>,
): RecordedFaults {
  const effects = exchanges.map(exchange => toEffect(exchange, calls))
  const transport = effects.map(one => (one !== 'none possible' && one?.phase === 'transport' ? one.effect : undefined))
  // An application fault counts only requests that no transport fault hit and that passed the checks before the command.
  const application = effects.flatMap((one, index) => {
    if (transport[index] || !exchanges[index]?.passes) return []
    return [one === 'none possible' ? undefined : one?.effect]
  })
  return {
    faults: [...toRuns(on, transport), ...toRuns(on, application), ...toDelays(on, exchanges)],
    notReproduced: effects.filter(one => one === 'none possible').length,
  }
}

function toEffect(
  exchange: ExchangeFacts,
  calls: ReadonlyMap<string, ReconstructedCall>,
): PhasedEffect | 'none possible' | undefined {
  const { damage, isBeyond, code, passes } = exchange
  if (isBeyond) return 'none possible'
  const isFault = code !== undefined && code !== 0 && passes && !isImplied(exchange, code, calls)
  if (!isFault) return Object.keys(damage).length === 0 ? undefined : { phase: 'transport', effect: damage }
  const error = toErrorCode(code)
  return error === undefined ? 'none possible' : { phase: 'application', effect: { error, ...damage } }
}

const toErrorCode = (code: number): ErrorCode | undefined => {
  const name = errorNames.find(one => toError(one).code === code)
  // Every code in the table is one that a scenario takes.
  return name && (toError(name).code as ErrorCode)
}

/** Whether a refusal follows from the calls of the scenario, so that it needs no fault. */
function isImplied(
  { at, call: named, command, hasNoCallback }: ExchangeFacts,
  code: number,
  calls: ReadonlyMap<string, ReconstructedCall>,
): boolean {
  const call = named && calls.get(toCallKey(named.app, named.id))
  switch (findCommandRefusal(command, code)) {
    case 'CallbackNotSet':
      return hasNoCallback
    case 'CallNotFound':
      // A call that is not in the scenario does not exist in a replay either.
      return named !== undefined && !(call && isLive(call, at))
    case 'RecordNotFound':
      return call?.endedAt === undefined || at < call.endedAt + recordDelay
    default:
      return false
  }
}

const isLive = ({ startedAt, endedAt }: ReconstructedCall, at: number) =>
  at >= startedAt && (endedAt === undefined || at < endedAt)

/** One fault for each run of exchanges with the same effect. A fault does not count exchanges that an earlier one hit. */
function toRuns(on: OperationName, effects: readonly (Partial<FaultInput> | undefined)[]): readonly FaultInput[] {
  const faults: FaultInput[] = []
  let skip = 0
  let last = ''
  for (const effect of effects) {
    const key = effect ? JSON.stringify(effect) : ''
    const before = effect && key === last ? faults.pop() : undefined
    if (!effect) skip++
    else faults.push({ on, ...(skip > 0 ? { skip } : {}), times: (before?.times ?? 0) + 1, ...effect })
    last = key
  }
  return faults
}

/** One fault for each run of late answers: between the shortest and the longest delay. */
function toDelays(on: OperationName, exchanges: readonly ExchangeFacts[]): readonly FaultInput[] {
  const faults: FaultInput[] = []
  let skip = 0
  let isLate = false
  let least = 0
  let most = 0
  for (const { took } of exchanges) {
    if (took <= late) {
      isLate = false
      skip++
      continue
    }
    const delay = Math.min(longestDelay, Math.round(took / 10) * 10)
    const before = isLate ? faults.pop() : undefined
    least = before ? Math.min(least, delay) : delay
    most = before ? Math.max(most, delay) : delay
    faults.push({
      on,
      ...(skip > 0 ? { skip } : {}),
      times: (before?.times ?? 0) + 1,
      delay: least === most ? toWrittenTime(least) : { uniform: [toWrittenTime(least), toWrittenTime(most)] },
    })
    isLate = true
  }
  return faults
}

/** A number of milliseconds as scenarios write it: `0s`, `9s`, `9s301ms`, `2m30s`. */
export function toWrittenTime(milliseconds: number): DurationText {
  const whole = Math.max(0, Math.round(milliseconds))
  const [seconds, rest] = [Math.floor(whole / 1000), whole % 1000]
  if (rest > 0) return seconds > 0 ? `${seconds}s${rest}ms` : `${rest}ms`
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds}s`
  return seconds % 60 > 0 ? `${minutes}m${seconds % 60}s` : `${minutes}m`
}
