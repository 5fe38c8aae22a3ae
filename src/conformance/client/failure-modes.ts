import { toError } from '../../contracts/errors.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { possibleErrors } from '../../contracts/refusal-order.ts'
import { type FailureExtent, type FailureMode, failureModeRows, failureModes } from '../../faults/failure-modes.ts'
import type { ClientRequest } from './run.ts'

/** A failure that a client can meet although it keeps the contract: a documented refusal, or damage to the response. */
export type PossibleFailure = {
  /** The ErrorCode as text or the name of the failure mode, such as `101001` or `http`. */
  readonly name: string
  /** What it is, as a sentence. */
  readonly meaning: string
} & ({ readonly errorCode: number } | { readonly mode: Exclude<FailureMode, 'refusal'> })

/** Every failure that a client of a command can meet: refusals by their codes, then damage to the response. */
export const listFailures = (command: OperationName): readonly PossibleFailure[] => [
  ...possibleErrors(operations[command]).map(name => {
    const { code, meaning } = toError(name)
    return { name: `${code}`, meaning, errorCode: code }
  }),
  ...failureModes.flatMap(mode =>
    mode === 'refusal' ? [] : [{ name: mode, meaning: failureModeRows[mode].meaning, mode }],
  ),
]

/** The fault, as scenarios write it, that makes the next client meet what this one met; undefined if it met none. */
export function toFault({ command, failureModes: met, errorCode, status, delay, reply }: ClientRequest) {
  const omit = () => envelopeFields.filter(field => !reply.includes(`"${field}":`))
  const mistype = () => envelopeFields.filter(field => wrongType[field].test(reply))
  const effects = met.map(mode => failureModeRows[mode].toEffect({ errorCode, status, delay, omit, mistype }))
  return effects.length === 0 ? undefined : Object.assign({ on: command ?? 'all', times: 1 }, ...effects)
}

const envelopeFields = ['ActionStatus', 'ErrorCode', 'ErrorInfo', 'RequestId'] as const

/** How each field begins if it has another type. */
const wrongType: { readonly [Name in (typeof envelopeFields)[number]]: RegExp } = {
  ActionStatus: /"ActionStatus":[^"]/,
  ErrorCode: /"ErrorCode":"/,
  ErrorInfo: /"ErrorInfo":[^"]/,
  RequestId: /"RequestId":[^"]/,
}

/** The extents of a fault that is made up: the status of a proxy, and a response that no client waits for. */
const exampleExtent: Omit<FailureExtent, 'errorCode'> = {
  status: 502,
  delay: 60_000,
  // Clients read one of the two: without both a response cannot be mistaken for a success.
  omit: () => ['ActionStatus', 'ErrorCode'],
  mistype: () => ['ErrorCode'],
}

/** A fault, as scenarios write it, that makes one request of a command, the nth, meet a failure. */
export const toSingleFault = (command: OperationName, failure: PossibleFailure, nth = 1): object => ({
  on: command,
  ...(nth > 1 ? { skip: nth - 1 } : {}),
  times: 1,
  ...('errorCode' in failure
    ? { error: failure.errorCode }
    : failureModeRows[failure.mode].toEffect({ ...exampleExtent, errorCode: undefined })),
})

/** A fault as one line of YAML, as scenarios write it. */
export const toFaultText = (fault: object): string =>
  `{ ${Object.entries(fault)
    .map(([key, value]) => `${key}: ${toYaml(value)}`)
    .join(', ')} }`

function toYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toYaml).join(', ')}]`
  return typeof value === 'string' && plainText.test(value) ? value : JSON.stringify(value)
}

/** What YAML reads as a string without quotes. */
const plainText = /^(?:(?!(?:true|false|null|y|n|yes|no|on|off|nan|inf)$)[a-z][\w-]*|\d+(?:ms|s|m|h|B\/s))$/i
