import { type ErrorName, findErrorName } from '../contracts/errors.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import type { ApiRequest } from '../contracts/parse-request.ts'
import { parameters } from '../contracts/query.ts'
import { toCommonRefusals } from '../contracts/refusal-order.ts'
import { checkParameter } from '../emulator/authorize.ts'
import type { RequestTiming } from '../emulator/exchange.ts'
import { checkBody, readBody } from '../emulator/validate-body.ts'
import type { EnvelopeField, FaultInput } from '../faults/fault.ts'
import { isRecord, type JsonObject, keysOf, parseJson } from '../text/data.ts'
import type { BreakReason } from './messages.ts'

/** A request that was passed to a server, and its answer. Times are Unix milliseconds of the wall clock. */
export interface RecordedExchange {
  /** When the whole request had been received. */
  readonly at: number
  readonly ask: ApiRequest
  readonly answer: RecordedResponse
  /** How long the answer took, in milliseconds. */
  readonly took: number
  readonly line: RequestTiming
}

/** An answer with its body as text; a broken connection; or nothing, because the client did not wait for it. */
export type RecordedResponse =
  | { readonly status: number; readonly type: string; readonly text: string }
  | { readonly broken: 'before' | 'during'; readonly why: BreakReason }
  | { readonly unseen: true }

/** The defects of an answer, as a scenario's faults describe them; empty if there are none. */
type Damage = Pick<FaultInput, 'http' | 'drop' | 'body' | 'omit' | 'mistype'>

/** A parsed answer. */
export interface ParsedAnswer {
  readonly damage: Damage
  /** Whether no fault of a scenario can reproduce it: an HTTP status without a body, or an invalid one. */
  readonly isBeyond: boolean
  /** Its ErrorCode; undefined if it has none that is an integer. */
  readonly code: number | undefined
  /** The Response of a success. */
  readonly response: JsonObject | undefined
}

/** Parses an answer to a command of the Call API, or to another request. */
export function parseAnswer(command: OperationName | undefined, answer: RecordedResponse): ParsedAnswer {
  if ('unseen' in answer) return damaged({})
  if ('broken' in answer) return damaged({ drop: answer.broken })
  const { status, type, text } = answer
  if (status !== 200)
    return { ...damaged({ http: status }), isBeyond: status < 200 || status > 599 || bodiless.has(status) }
  if (text.trim() === '') return damaged({ body: 'empty' })
  const json = parseJson(text)
  if (isRecord(json)) return parseEnvelope(command, json)
  if (/^\s*</.test(text) || /html/i.test(type)) return damaged({ body: 'html' })
  return damaged({ body: json === undefined && /^\s*\{/.test(text) ? 'truncated' : 'garbage' })
}

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

const damaged = (damage: Damage): ParsedAnswer => ({ damage, isBeyond: false, code: undefined, response: undefined })

const types = {
  ErrorCode: 'number',
  ErrorInfo: 'string',
  ActionStatus: 'string',
  RequestId: 'string',
  Response: 'object',
} as const satisfies { readonly [Field in EnvelopeField]: string }

function parseEnvelope(command: OperationName | undefined, json: JsonObject): ParsedAnswer {
  const code = toCode(json.ErrorCode)
  const hasResponse = code === 0 && command !== undefined && 'response' in operations[command]
  const expected = keysOf(types).filter(field => field !== 'Response' || hasResponse)
  const omit = expected.filter(field => json[field] === undefined)
  const mistype = expected.filter(field => json[field] !== undefined && !isOf(types[field], json[field]))
  return {
    damage: { ...(omit.length > 0 ? { omit } : {}), ...(mistype.length > 0 ? { mistype } : {}) },
    isBeyond: false,
    code,
    response: code === 0 && isRecord(json.Response) ? json.Response : undefined,
  }
}

const isOf = (type: string, value: unknown) => (type === 'object' ? isRecord(value) : typeof value === type)

function toCode(value: unknown): number | undefined {
  const code = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof code === 'number' && Number.isSafeInteger(code) ? code : undefined
}

/** The refusal that an ErrorCode stands for, if the command declares it itself. */
export function findCommandRefusal(command: OperationName, code: number): ErrorName | undefined {
  const name = findErrorName(code)
  return operations[command].refusals.find(refusal => refusal === name)
}

/** Whether a valid server passes a request to the command: always, only with lenient validation, or never. */
type RequestValidity = 'valid' | 'lenient' | 'invalid'

/** Checks a request as the emulator does, except for its credentials, which only the server knows: its answer shows whether they were accepted. */
export function checkRequest(command: OperationName, ask: ApiRequest, code: number | undefined): RequestValidity {
  const read = readBody(ask.body)
  if (ask.method !== 'POST' || 'refuse' in read || 'refuse' in checkBody(operations[command], read.json))
    return 'invalid'
  const wrong = keysOf(parameters).filter(name => checkParameter(name, ask))
  if (wrong.some(name => !('tolerated' in parameters[name]))) return 'invalid'
  const name = code === undefined ? undefined : findErrorName(code)
  if (name !== undefined && isOfCredentials(command, name)) return 'invalid'
  return wrong.length === 0 ? 'valid' : 'lenient'
}

/** Whether a refusal is about the application or the account, which are checked before the rate limit. */
const isOfCredentials = (command: OperationName, name: ErrorName) =>
  toCommonRefusals(operations[command]).some(
    ({ refuse, order }) => refuse === name && order >= firstOfCredentials && order <= lastOfCredentials,
  )

const firstOfCredentials = 3
const lastOfCredentials = 13

/** The facts of an exchange that the faults of a scenario are derived from. */
export interface ExchangeFacts {
  readonly at: number
  readonly command: OperationName
  /** How long the answer took, in milliseconds. */
  readonly took: number
  readonly damage: Damage
  /** Whether no fault of a scenario can reproduce it. */
  readonly isBeyond: boolean
  readonly code: number | undefined
  /** Whether it passed every check before the command itself. */
  readonly passes: boolean
  /** The call that it names. */
  readonly call: { readonly app: number; readonly id: string } | undefined
  /** Whether the client has neither set callbacks nor been told that some are set. */
  readonly hasNoCallback: boolean
}
