import type { Instant } from '../call/call.ts'
import { toError } from '../contracts/errors.ts'
import type { Refusal } from '../contracts/refusal.ts'
import { toErrorInfo } from '../contracts/refusal.ts'
import type { Exchange } from './exchange.ts'

/** What goes back for a request, and how. */
export interface Reply {
  /** The HTTP status: 200 unless a fault says otherwise. */
  readonly status: number
  /** `none` for a preflight's answer, which has no body. */
  readonly type: 'json' | 'html' | 'none'
  readonly text: string
  /** When it may leave, if a fault holds it back. */
  readonly readyAt: Instant | undefined
  /** Where the connection is reset, if a fault does so. */
  readonly drop: 'before' | 'during' | undefined
  /** Bytes a second, if a fault lets it trickle. */
  readonly dribble: number | undefined
  /** What the journal keeps of it. */
  readonly exchange: Exchange
  /** To be called when it has left, if callbacks wait for that. */
  readonly left?: (() => void) | undefined
}

/** A success as it travels. The order of the fields is the documented sample's. */
export function toSuccessText(requestId: string, response: object | undefined): string {
  const rest = response === undefined ? '}' : `,"Response":${JSON.stringify(response)}}`
  return `{"ErrorCode":0,"ErrorInfo":"","ActionStatus":"OK","RequestId":"${requestId}"${rest}`
}

/** A refusal as it travels. */
export function toFailureText(requestId: string, refusal: Refusal): string {
  const info = JSON.stringify(toErrorInfo(refusal))
  return `{"ErrorCode":${toError(refusal.refuse).code},"ErrorInfo":${info},"ActionStatus":"FAIL","RequestId":"${requestId}"}`
}
