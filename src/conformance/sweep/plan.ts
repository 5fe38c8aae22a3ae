import { findErrorName, toError } from '../../contracts/errors.ts'
import type { Operation } from '../../contracts/operation.ts'
import { isOperationName, type OperationName, operationNames, operations } from '../../contracts/operations.ts'
import type { Entry } from '../../emulator/journal.ts'
import { formatList, formatValue } from '../../text/format.ts'
import { explainNearest } from '../../text/suggest.ts'
import { listFailures, type PossibleFailure, toSingleFault } from '../client/failure-modes.ts'
import { isReadOnly } from '../client/retries.ts'
import { type DetailOf, explainDetail } from '../rule.ts'

/** A run of a sweep: one request of the client meets one failure. */
export interface FaultCase {
  readonly command: OperationName
  /** Which of the command's requests, from 1. */
  readonly nth: number
  readonly failure: PossibleFailure
  /** The fault that causes it, as scenarios write it. */
  readonly fault: object
}

/** A request of the baseline run that a fault can single out. */
interface BaselineRequest {
  readonly command: OperationName
  readonly nth: number
  /** Its place among the requests that passed every gate, from 1; undefined if it did not. */
  readonly admitted: number | undefined
  readonly errorCode: number | undefined
}

/** Every failure that each request of a run can meet, in the order of the requests. */
export const planFaultCases = (entries: readonly Entry[]): readonly FaultCase[] =>
  listRequests(entries).flatMap(request =>
    listFailures(request.command).flatMap(failure => {
      const { command, nth } = request
      const fault = toFault(request, failure)
      return fault ? [{ command, nth, failure, fault }] : []
    }),
  )

/** A fault that hits one request only; undefined if it would change nothing, or could not reach the request. */
function toFault({ command, nth, admitted, errorCode }: BaselineRequest, failure: PossibleFailure): object | undefined {
  if (!('errorCode' in failure)) return toSingleFault(command, failure, nth)
  // A refusal applies to, and counts, only requests that passed the gates.
  if (admitted === undefined || failure.errorCode === errorCode) return undefined
  return toSingleFault(command, failure, admitted)
}

/**
 * The requests of a run that a fault can single out, in order. A client that resets the emulator starts counting again,
 * and so does the fault: of requests with the same place the first stands for all.
 */
function listRequests(entries: readonly Entry[]): readonly BaselineRequest[] {
  const counts = new Map<string, number>()
  const count = (key: string) => {
    const next = (counts.get(key) ?? 0) + 1
    counts.set(key, next)
    return next
  }
  const found = new Map<string, BaselineRequest>()
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

/** Whether an injected refusal would reach a request: it passed every gate, and no transport fault hit it. */
function isAdmitted(command: OperationName, { failureModes, errorCode }: Entry): boolean {
  if (failureModes.includes('refusal')) return true
  if (errorCode === undefined || failureModes.some(mode => mode !== 'slow')) return false
  if (errorCode === 0) return true
  const { refusals, invalid }: Operation = operations[command]
  const name = findErrorName(errorCode)
  return name !== undefined && name !== invalid && refusals.includes(name)
}

/**
 * Whether a client should retry. After a request that changes something and whose response was lost or damaged it should
 * not: it cannot see whether the change was made, and a retry could make it twice.
 */
export const isRetryable = ({ command, failure }: Pick<FaultCase, 'command' | 'failure'>): boolean =>
  isTemporary(failure) && ('errorCode' in failure || isReadOnly(command))

/** Whether a failure is temporary, so that the next response may be whole. */
export function isTemporary(failure: PossibleFailure): boolean {
  if (!('errorCode' in failure)) return failure.mode !== 'omitted' && failure.mode !== 'mistyped'
  const name = findErrorName(failure.errorCode)
  return name !== undefined && toError(name).retry !== 'never'
}

/** Which fault cases run, in that order, and which do not. */
interface FaultCaseChoice {
  readonly chosen: readonly FaultCase[]
  readonly leftOut: readonly FaultCase[]
}

/**
 * Chooses at most `most` cases, the same ones for the same seed. Every failure of a command is chosen once before any is
 * chosen for a second request of it; if there is no room for all, each command gets an equal share.
 */
export function chooseFaultCases(cases: readonly FaultCase[], most: number, seed: number): FaultCaseChoice {
  const toPair = ({ command, failure }: FaultCase) => `${command} ${failure.name}`
  // A failure of the first request shows most, so these come first.
  const ordered = sortBy(cases, one =>
    one.nth === 1 ? -1 : toHash(`${seed} ${one.command} ${one.nth} ${one.failure.name}`),
  )
  const rounds = countBefore(ordered, toPair)
  const shuffled = sortBy(cases, one => toHash(`${seed} ${toPair(one)}`))
  const places = countBefore(shuffled, one => `${one.command} ${rounds.get(one)}`)
  const ranked = [...cases].sort(
    (one, other) => at(rounds, one) - at(rounds, other) || at(places, one) - at(places, other),
  )
  return { chosen: ranked.slice(0, most), leftOut: ranked.slice(most) }
}

const at = (counts: ReadonlyMap<FaultCase, number>, one: FaultCase) => counts.get(one) ?? 0

function countBefore(cases: readonly FaultCase[], toKey: (one: FaultCase) => string): ReadonlyMap<FaultCase, number> {
  const counts = new Map<string, number>()
  return new Map(
    cases.map(one => {
      const before = counts.get(toKey(one)) ?? 0
      counts.set(toKey(one), before + 1)
      return [one, before] as const
    }),
  )
}

function sortBy(cases: readonly FaultCase[], toNumber: (one: FaultCase) => number): readonly FaultCase[] {
  return cases
    .map(one => ({ one, number: toNumber(one) }))
    .sort((a, b) => a.number - b.number)
    .map(({ one }) => one)
}

/** A 32-bit hash of a text whose neighbours differ widely (FNV-1a with a finalizer). */
function toHash(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A part of a sweep: a command and a fault, such as `http` or `101001`; what is undefined is every one. */
export interface SweepPart {
  readonly command: OperationName | undefined
  readonly fault: string | undefined
}

/** Why a text is not a part of a sweep, by code. */
export const sweepPartMessages = {
  form: ({ text }: { readonly text: string }) =>
    `Invalid part ${formatValue(text)}: expected COMMAND or COMMAND:FAULT, such as get_call_info:http.`,
  'unknown-command': ({ command }: { readonly command: string }) =>
    explainUnknown('command', command, [...operationNames, 'all']),
  'unknown-fault': ({ fault, command }: { readonly fault: string; readonly command: OperationName | undefined }) =>
    explainUnknown(`fault of ${command ?? 'any command'}`, fault, listFaultNames(command)),
}

const explainUnknown = (noun: string, word: string, known: readonly string[]) =>
  `Unknown ${noun} ${formatValue(word)}.${explainNearest(word, known) || ` Expected ${formatList(known)}.`}`

/** Why a text is not a part of a sweep. */
type SweepPartIssue = DetailOf<typeof sweepPartMessages>

/** Reads `get_call_info`, `get_call_info:http` or `all:101001`. */
export function parseSweepPart(text: string): { readonly part: SweepPart } | { readonly issue: SweepPartIssue } {
  const [word = '', fault, ...rest] = text.split(':')
  if (rest.length > 0 || word === '' || fault === '') return { issue: { code: 'form', text } }
  if (word !== 'all' && !isOperationName(word)) return { issue: { code: 'unknown-command', command: word } }
  const command = word === 'all' ? undefined : word
  if (fault === undefined || listFaultNames(command).includes(fault)) return { part: { command, fault } }
  return { issue: { code: 'unknown-fault', fault, command } }
}

/** Says why a text is not a part of a sweep, as sentences. */
export const explainSweepPartIssue = (issue: SweepPartIssue): string => explainDetail(sweepPartMessages, issue)

/** The names of the failures that requests of a command, or of any, can meet. */
export const listFaultNames = (command?: OperationName): readonly string[] => [
  ...new Set(
    (command === undefined ? operationNames : [command]).flatMap(one => listFailures(one).map(({ name }) => name)),
  ),
]

/** Whether a case belongs to one of the parts; without parts every case does. */
export const isInParts = (parts: readonly SweepPart[], one: Pick<FaultCase, 'command' | 'failure'>): boolean =>
  parts.length === 0 ||
  parts.some(
    ({ command, fault }) =>
      (command ?? one.command) === one.command && (fault ?? one.failure.name) === one.failure.name,
  )
