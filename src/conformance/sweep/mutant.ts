import { findErrorName, toError } from '../../contracts/errors.ts'
import type { OperationName } from '../../contracts/operations.ts'
import type { Entry } from '../../journal/journal.ts'
import { isLook } from '../client/look.ts'
import { listMeets, type Meets } from '../client/meets.ts'
import { type Extent, toEffect } from '../client/to-fault.ts'
import { type Rehearsed, toRehearsed } from './exchange.ts'

/** A run that is to be: one thing befalls one exchange. */
export interface Mutant {
  readonly command: OperationName
  /** Which of the command's exchanges, from 1. */
  readonly nth: number
  readonly meets: Meets
  /** The fault that does it, as scenarios write it. */
  readonly fault: object
}

/** How far the stumbles go that have an extent: what a proxy says, and an answer that nobody waits for. */
const extent: Omit<Extent, 'errorCode'> = {
  status: 502,
  delay: 60_000,
  omit: () => ['ActionStatus', 'RequestId'],
  mistype: () => ['ErrorCode'],
}

/** Everything that can befall each exchange of a run, in the order of the exchanges. */
export const toMutants = (entries: readonly Entry[]): readonly Mutant[] =>
  toRehearsed(entries).flatMap(exchange =>
    listMeets(exchange.command).flatMap(meets => {
      const { command, nth } = exchange
      const fault = toFault(exchange, meets)
      return fault ? [{ command, nth, meets, fault }] : []
    }),
  )

/** A fault that hits just one exchange; undefined where it would change nothing, or could not reach it. */
function toFault({ command, nth, admitted, errorCode }: Rehearsed, meets: Meets): object | undefined {
  if (!('code' in meets)) return toHit(command, nth, toEffect(meets.stumble, { ...extent, errorCode: undefined }))
  // A refusal strikes, and counts, only what the gates have let through.
  if (admitted === undefined || meets.code === errorCode) return undefined
  return toHit(command, admitted, toEffect('refusal', { ...extent, errorCode: meets.code }))
}

const toHit = (command: OperationName, nth: number, effect: object): object => ({
  on: command,
  ...(nth > 1 ? { skip: nth - 1 } : {}),
  times: 1,
  ...effect,
})

/**
 * Whether what befell a request passes by itself, so that whoever asks again gets over it. Of a command that changes
 * something, an answer that is lost or spoilt is none of these: asking again could do it twice.
 */
export function isPassing({ command, meets }: Pick<Mutant, 'command' | 'meets'>): boolean {
  if ('code' in meets) {
    const name = findErrorName(meets.code)
    return name !== undefined && toError(name).retry !== 'never'
  }
  const { stumble } = meets
  if (stumble === 'omitted' || stumble === 'mistyped') return false
  return isLook(command) || stumble === 'http' || stumble === 'reset-before'
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
