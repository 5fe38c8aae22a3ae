import { toError } from '../../contracts/errors.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { possibleErrors } from '../../contracts/refusal-order.ts'
import { type FailureMode, failureModes } from '../../emulator/exchange.ts'
import { toDurationText } from '../../text/duration.ts'
import type { ExposureCell } from './report.ts'
import type { Seen } from './run.ts'

/** Something that a client can meet: a documented refusal, or a stumble on the way. */
export type Meets = ExposureCell['meets']

/** What can be met, by its number or its name. */
export const toMeetName = (meets: Meets): string => ('code' in meets ? `${meets.code}` : meets.stumble)

/** Everything that a client of a command may meet although it keeps the contract: refusals by their codes, then failureModes. */
export const listMeets = (command: OperationName): readonly Meets[] => [
  ...possibleErrors(operations[command]).map(name => {
    const { code, meaning } = toError(name)
    return { code, meaning }
  }),
  ...failureModes.flatMap(stumble => (stumble === 'refusal' ? [] : [{ stumble }])),
]

/** A fault as scenarios write it that makes the next client meet what this one met; undefined if it met none. */
export function toFault(entry: Seen): object | undefined {
  const { errorCode, status, delay, reply } = entry
  const omit = () => fields.filter(field => !reply.includes(`"${field}":`))
  const mistype = () => fields.filter(field => toWrong[field].test(reply))
  const met = entry.failureModes.map(stumble => toEffect(stumble, { errorCode, status, delay, omit, mistype }))
  return met.length === 0 ? undefined : Object.assign({ on: entry.command ?? 'all', times: 1 }, ...met)
}

/** What is to be known of a stumble to make it happen: each of these for the kind that it is about. */
export interface Extent {
  readonly errorCode: number | undefined
  readonly status: number
  /** In milliseconds. */
  readonly delay: number
  /** The fields of the envelope that are left out, and those that have another type. */
  readonly omit: () => readonly string[]
  readonly mistype: () => readonly string[]
}

/** What a fault does, as scenarios write it, that makes a client meet a stumble. */
export const toEffect = (stumble: FailureMode, extent: Extent): object => effects[stumble](extent)

const effects: { readonly [Name in FailureMode]: (extent: Extent) => object } = {
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

/** What every answer has. */
const fields = ['ActionStatus', 'ErrorCode', 'ErrorInfo', 'RequestId'] as const

/** How each of them begins where it is of another type. */
const toWrong: { readonly [Name in (typeof fields)[number]]: RegExp } = {
  ActionStatus: /"ActionStatus":[^"]/,
  ErrorCode: /"ErrorCode":"/,
  ErrorInfo: /"ErrorInfo":[^"]/,
  RequestId: /"RequestId":[^"]/,
}
