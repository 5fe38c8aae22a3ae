import { findErrorName } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { isOperationName, operations } from '../../contracts/operations.ts'
import { type FailureMode, failureModeRows } from '../../faults/failure-modes.ts'
import { type ClientRequest, type ClientRun, type FailureKind, findNext, findPrevious } from './run.ts'

/** A request that failed at first, with its repetitions up to the first success. */
export interface RetrySequence {
  readonly first: ClientRequest
  /** Every attempt, in order; all but perhaps the last failed. */
  readonly attempts: readonly ClientRequest[]
  readonly succeeded: boolean
}

/** The retry sequences whose first attempt failed in one of these ways, however the others failed. */
export const findRetrySequences = (run: ClientRun, kinds: readonly FailureKind[]): readonly RetrySequence[] =>
  [...run.repeats.values()]
    .flatMap(toSequences)
    .filter(({ first }) => kinds.includes(first.failure) && !run.isInvalid(first))
    .toSorted((one, other) => one.first.position - other.first.position)

function toSequences(repeats: readonly ClientRequest[]): RetrySequence[] {
  const sequences: RetrySequence[] = []
  let attempts: ClientRequest[] = []
  const close = (succeeded: boolean) => {
    const [first] = attempts
    if (first && first.failure !== 'none') sequences.push({ first, attempts, succeeded })
    attempts = []
  }
  for (const request of repeats) {
    attempts.push(request)
    if (request.failure === 'none') close(true)
  }
  close(false)
  return sequences
}

/** Each request with the one after it. */
export const toSteps = (attempts: readonly ClientRequest[]): (readonly [ClientRequest, ClientRequest])[] =>
  attempts.slice(1).flatMap((next, index) => {
    const before = attempts[index]
    return before ? [[before, next] as const] : []
  })

const findContract = (command: string | undefined): Operation | undefined =>
  command !== undefined && isOperationName(command) ? operations[command] : undefined

/** Whether a command changes nothing. */
export const isReadOnly = (command: string | undefined): boolean => findContract(command)?.readOnly === true

/** Whether an error means that something does not exist at present, so that asking later is not a retry. */
export function isNotFound({ command, errorCode }: Pick<ClientRequest, 'command' | 'errorCode'>): boolean {
  const contract = findContract(command)
  const name = errorCode === undefined ? undefined : findErrorName(errorCode)
  return (
    contract?.readOnly === true && name !== undefined && name !== contract.invalid && contract.refusals.includes(name)
  )
}

/**
 * The next request of a client that continued after a damaged response as if it were a success, `'noticed'` if the
 * client noticed the damage, undefined if neither can be told.
 */
export function findContinuation(run: ClientRun, request: ClientRequest): ClientRequest | 'noticed' | undefined {
  const repeats = run.repeats.get(request.content)
  if (findNext(repeats, request)) return 'noticed'
  // A client that has retried before knows of the failure, and may continue without the response.
  const before = findPrevious(repeats, request)
  if (before && before.failure !== 'none') return undefined
  const next = findNext(run.streams.get(request.stream), request)
  const code = run.journal.run?.code
  if (!next) return code === undefined || code === 0 ? undefined : 'noticed'
  return isBuiltOn(request, next) ? next : undefined
}

/** Whether a request builds on the response to an earlier one, because it is about the same thing. */
function isBuiltOn(request: ClientRequest, next: ClientRequest): boolean {
  if (next.command === request.command) return false
  const wasReadOnly = isReadOnly(request.command)
  // After a change whose response was damaged, a careful client looks at the call.
  if (request.callId !== undefined)
    return next.callId === request.callId && (wasReadOnly || next.command !== 'get_call_info')
  return !wasReadOnly && !isReadOnly(next.command)
}

/** The failure of a request, as data of a finding. */
export interface Met {
  readonly failure: FailureKind
  readonly errorCode: number | undefined
  readonly status: number
  readonly drop: 'before' | 'during' | undefined
  /** The first failure mode that damaged the body. */
  readonly damage: FailureMode | undefined
}

/** What a client met, as data. */
export const toMet = ({ failure, errorCode, status, drop, failureModes }: ClientRequest): Met => ({
  failure,
  errorCode,
  status,
  drop,
  damage: failureModes.includes('http')
    ? 'http'
    : failureModes.find(mode => failureModeRows[mode].damage !== undefined),
})

/** What a client met, for a sentence. */
export function explainMet({ failure, errorCode, status, drop, damage }: Met): string {
  if (failure === 'disconnected') return 'a response that it did not wait for'
  if (failure === 'lost') return drop === 'before' ? 'a connection reset' : 'a connection reset during the response'
  if (failure !== 'corrupt') return `ErrorCode ${errorCode ?? '?'}`
  if (damage === 'http') return `HTTP status ${status}`
  return (damage && failureModeRows[damage].damage) ?? 'a damaged response'
}
