import { findErrorName, toError } from '../../contracts/errors.ts'
import type { OperationName } from '../../contracts/operations.ts'
import type { Entry } from '../../emulator/journal.ts'
import { type Extent, type Failure, listFailures, toEffect } from '../client/failure-modes.ts'
import { isReadOnly } from '../client/retries.ts'
import { type Rehearsed, toRehearsed } from './exchange.ts'

/** A run that is to be: one thing befalls one exchange. */
export interface Mutant {
  readonly command: OperationName
  /** Which of the command's exchanges, from 1. */
  readonly nth: number
  readonly meets: Failure
  /** The fault that does it, as scenarios write it. */
  readonly fault: object
}

/** How far the failureModes go that have an extent: what a proxy says, and an answer that nobody waits for. */
const extent: Omit<Extent, 'errorCode'> = {
  status: 502,
  delay: 60_000,
  // Clients look at one of the two: who has neither cannot take it for a success.
  omit: () => ['ActionStatus', 'ErrorCode'],
  mistype: () => ['ErrorCode'],
}

/** Everything that can befall each exchange of a run, in the order of the exchanges. */
export const toMutants = (entries: readonly Entry[]): readonly Mutant[] =>
  toRehearsed(entries).flatMap(exchange =>
    listFailures(exchange.command).flatMap(meets => {
      const { command, nth } = exchange
      const fault = toFault(exchange, meets)
      return fault ? [{ command, nth, meets, fault }] : []
    }),
  )

/** A fault that hits just one exchange; undefined where it would change nothing, or could not reach it. */
function toFault({ command, nth, admitted, errorCode }: Rehearsed, meets: Failure): object | undefined {
  if (!('errorCode' in meets)) return toHit(command, nth, toEffect(meets.mode, { ...extent, errorCode: undefined }))
  // A refusal strikes, and counts, only what the gates have let through.
  if (admitted === undefined || meets.errorCode === errorCode) return undefined
  return toHit(command, admitted, toEffect('refusal', { ...extent, errorCode: meets.errorCode }))
}

const toHit = (command: OperationName, nth: number, effect: object): object => ({
  on: command,
  ...(nth > 1 ? { skip: nth - 1 } : {}),
  times: 1,
  ...effect,
})

/** A fault that makes the first request of a command meet something. */
export const toExampleFault = (command: OperationName, meets: Failure): object =>
  toHit(
    command,
    1,
    'errorCode' in meets
      ? toEffect('refusal', { ...extent, errorCode: meets.errorCode })
      : toEffect(meets.mode, { ...extent, errorCode: undefined }),
  )

/**
 * Whether a client should ask again for what befell its request. Of a command that changes something, no answer that is
 * lost or spoilt is one of these: a client cannot see whether it was carried out, and asking again could do it twice.
 */
export const isRepeatable = ({ command, meets }: Pick<Mutant, 'command' | 'meets'>): boolean =>
  passes(meets) && ('errorCode' in meets || isReadOnly(command))

/** Whether what a client meets passes by itself: the next answer may be whole. */
export function passes(meets: Failure): boolean {
  if (!('errorCode' in meets)) return meets.mode !== 'omitted' && meets.mode !== 'mistyped'
  const name = findErrorName(meets.errorCode)
  return name !== undefined && toError(name).retry !== 'never'
}

/** A fault as one line of YAML, the way scenarios write it. */
export const toFaultText = (fault: object): string =>
  `{ ${Object.entries(fault)
    .map(([key, value]) => `${key}: ${toValue(value)}`)
    .join(', ')} }`

function toValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toValue).join(', ')}]`
  return typeof value === 'string' && plain.test(value) ? value : JSON.stringify(value)
}

/** What YAML takes for a text without quotes. */
const plain = /^(?:(?!(?:true|false|null|y|n|yes|no|on|off|nan|inf)$)[a-z][\w-]*|\d+(?:ms|s|m|h|B\/s))$/i
