import { type OperationName, operations } from '../contracts/operations.ts'
import type { FailureMode } from '../emulator/exchange.ts'
import type { EnvelopeField, FaultInput } from '../faults/fault-input.ts'
import type { Answer } from './sighting.ts'
import { isThing, type Thing } from './thing.ts'

/** What is wrong with an answer beside what it says, in the words of a scenario's faults; nothing if all is well. */
export type Damage = Pick<FaultInput, 'http' | 'drop' | 'body' | 'omit' | 'mistype'>

/** An answer as it is understood. */
export interface Reading {
  readonly damage: Damage
  /** What a scenario has no fault for: an HTTP status that has no body, or is none. */
  readonly isBeyond: boolean
  /** Its ErrorCode; undefined if it has none that is an integer. */
  readonly code: number | undefined
  /** What a success carries. */
  readonly response: Thing | undefined
}

/** Understands an answer to a command, or to what is none. */
export function readAnswer(command: OperationName | undefined, answer: Answer): Reading {
  if ('unseen' in answer) return spoilt({})
  if ('broken' in answer) return spoilt({ drop: answer.broken })
  const { status, type, text } = answer
  if (status !== 200)
    return { ...spoilt({ http: status }), isBeyond: status < 200 || status > 599 || bodiless.has(status) }
  if (text.trim() === '') return spoilt({ body: 'empty' })
  const json = parse(text)
  if (isThing(json)) return readEnvelope(command, json)
  if (/^\s*</.test(text) || /html/i.test(type)) return spoilt({ body: 'html' })
  return spoilt({ body: json === undefined && /^\s*\{/.test(text) ? 'truncated' : 'garbage' })
}

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

const spoilt = (damage: Damage): Reading => ({ damage, isBeyond: false, code: undefined, response: undefined })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const types = {
  ErrorCode: 'number',
  ErrorInfo: 'string',
  ActionStatus: 'string',
  RequestId: 'string',
  Response: 'object',
} as const satisfies { readonly [Field in EnvelopeField]: string }

// The list is a literal, so its keys are exactly the fields.
const fields = Object.keys(types) as EnvelopeField[]

function readEnvelope(command: OperationName | undefined, json: Thing): Reading {
  const code = toCode(json.ErrorCode)
  const hasResponse = code === 0 && command !== undefined && 'response' in operations[command]
  const wanted = fields.filter(field => field !== 'Response' || hasResponse)
  const omit = wanted.filter(field => json[field] === undefined)
  const mistype = wanted.filter(field => json[field] !== undefined && !isOf(types[field], json[field]))
  return {
    damage: { ...(omit.length > 0 ? { omit } : {}), ...(mistype.length > 0 ? { mistype } : {}) },
    isBeyond: false,
    code,
    response: code === 0 && isThing(json.Response) ? json.Response : undefined,
  }
}

const isOf = (type: string, value: unknown) => (type === 'object' ? isThing(value) : typeof value === type)

function toCode(value: unknown): number | undefined {
  const code = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof code === 'number' && Number.isSafeInteger(code) ? code : undefined
}

/** What befell a client by this answer, in the journal's words. */
export function toStumbles({ http, drop, body, omit, mistype }: Damage): readonly FailureMode[] {
  const met: (FailureMode | undefined)[] = [
    http === undefined ? undefined : 'http',
    drop && (drop === 'before' ? 'reset-before' : 'reset-during'),
    body,
    omit && 'omitted',
    mistype && 'mistyped',
  ]
  return met.filter(stumble => stumble !== undefined)
}
