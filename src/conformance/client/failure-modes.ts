import { toError } from '../../contracts/errors.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { possibleErrors } from '../../contracts/refusal-order.ts'
import { type FailureMode, failureModes } from '../../emulator/exchange.ts'
import { toDurationText } from '../../text/duration.ts'
import type { ClientRequest } from './run.ts'

/** A failure that a client can meet although it keeps the contract: a documented refusal, or damage to the response. */
export type Failure = {
  /** The ErrorCode as text or the name of the failure mode, such as `101001` or `http`. */
  readonly name: string
  /** What it is, as a sentence. */
  readonly meaning: string
} & ({ readonly errorCode: number } | { readonly mode: Exclude<FailureMode, 'refusal'> })

const meanings: { readonly [Mode in Exclude<FailureMode, 'refusal'>]: string } = {
  http: 'The HTTP status is not 200.',
  'reset-before': 'The connection is reset before the response.',
  'reset-during': 'The connection is reset in the middle of the response.',
  empty: 'The body is empty.',
  truncated: 'The body is cut off.',
  garbage: 'The body is not JSON.',
  html: 'The body is an HTML page.',
  omitted: 'A field of the response is missing.',
  mistyped: 'A field of the response has the wrong type.',
  slow: 'The response takes long.',
  dribble: 'The response arrives a few bytes at a time.',
}

/** Every failure that a client of a command can meet: refusals by their codes, then damage to the response. */
export const listFailures = (command: OperationName): readonly Failure[] => [
  ...possibleErrors(operations[command]).map(name => {
    const { code, meaning } = toError(name)
    return { name: `${code}`, meaning, errorCode: code }
  }),
  ...failureModes.flatMap(mode => (mode === 'refusal' ? [] : [{ name: mode, meaning: meanings[mode], mode }])),
]

/** The fault, as scenarios write it, that makes the next client meet what this one met; undefined if it met none. */
export function toFault({ command, failureModes: met, errorCode, status, delay, reply }: ClientRequest) {
  const omit = () => envelopeFields.filter(field => !reply.includes(`"${field}":`))
  const mistype = () => envelopeFields.filter(field => wrongType[field].test(reply))
  const effects = met.map(mode => toEffect(mode, { errorCode, status, delay, omit, mistype }))
  return effects.length === 0 ? undefined : Object.assign({ on: command ?? 'all', times: 1 }, ...effects)
}

/** The extent of a failure mode, each value for the modes that need it. */
export interface Extent {
  readonly errorCode: number | undefined
  readonly status: number
  /** In milliseconds. */
  readonly delay: number
  /** The fields of the envelope that are missing, and those that have another type. */
  readonly omit: () => readonly string[]
  readonly mistype: () => readonly string[]
}

/** The effect of a fault, as scenarios write it, that causes a failure mode. */
export const toEffect = (mode: FailureMode, extent: Extent): object => effectsOf[mode](extent)

const effectsOf: { readonly [Name in FailureMode]: (extent: Extent) => object } = {
  refusal: ({ errorCode }) => ({ error: errorCode }),
  http: ({ status }) => ({ http: status }),
  'reset-before': () => ({ drop: 'before' }),
  'reset-during': () => ({ drop: 'during' }),
  empty: () => ({ body: 'empty' }),
  truncated: () => ({ body: 'truncated' }),
  garbage: () => ({ body: 'garbage' }),
  html: () => ({ body: 'html' }),
  omitted: ({ omit }) => ({ omit: omit() }),
  mistyped: ({ mistype }) => ({ mistype: mistype() }),
  slow: ({ delay }) => ({ delay: toDurationText(delay) }),
  dribble: () => ({ dribble: '50B/s' }),
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
const exampleExtent: Omit<Extent, 'errorCode'> = {
  status: 502,
  delay: 60_000,
  // Clients read one of the two: without both a response cannot be mistaken for a success.
  omit: () => ['ActionStatus', 'ErrorCode'],
  mistype: () => ['ErrorCode'],
}

/** A fault, as scenarios write it, that makes one request of a command, the nth, meet a failure. */
export const toSingleFault = (command: OperationName, failure: Failure, nth = 1): object => ({
  on: command,
  ...(nth > 1 ? { skip: nth - 1 } : {}),
  times: 1,
  ...('errorCode' in failure
    ? toEffect('refusal', { ...exampleExtent, errorCode: failure.errorCode })
    : toEffect(failure.mode, { ...exampleExtent, errorCode: undefined })),
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
