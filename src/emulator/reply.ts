import type { Instant } from '../call/call.ts'
import { otherSuccess, preflight } from '../contracts/envelope.ts'
import { toError } from '../contracts/errors.ts'
import type { RawReply } from '../faults/corrupt-reply.ts'
import type { Mask } from '../text/redact.ts'
import type { Exchange } from './exchange.ts'
import { type Refusal, toErrorInfo } from './messages.ts'
import type { Application } from './state.ts'

/** The reply to a request, and how it is sent. */
export interface Reply extends RawReply {
  readonly app: Application
  /** When it is sent, if a fault delays it; on the application's clock. */
  readonly sendAt: Instant | undefined
  /** Where the connection is reset, if a fault does so. */
  readonly drop: 'before' | 'during' | undefined
  /** Bytes a second, if a fault slows it down. */
  readonly dribble: number | undefined
  readonly exchange: Exchange
  /** To be called when it has been sent, if callbacks wait for that. */
  readonly onSent: (() => void) | undefined
}

/** What the service answers: a response, a refusal, or the empty success of another service's command. */
export type ServiceResult = { readonly respond?: object | undefined } | Refusal | 'accepted'

/** The reply to a preflight. */
export const preflightReply: RawReply = { status: preflight.status, type: 'none', text: '' }

/** What is sent if the service does not see the request: a fault fills it in. */
export const emptyReply: RawReply = { status: 200, type: 'json', text: '' }

/** The reply as it travels: names become numbers and text here. */
export function toRawReply(requestId: string, result: ServiceResult, mask: Mask): RawReply {
  if (result === 'accepted') return { status: 200, type: 'json', text: acceptedText }
  if (!('refuse' in result)) return { status: 200, type: 'json', text: toSuccessText(requestId, result.respond) }
  return { status: 200, type: 'json', text: toFailureText(requestId, result, mask) }
}

const acceptedText = JSON.stringify(otherSuccess)

/** A success. The order of the fields is that of the documented sample. */
function toSuccessText(requestId: string, response: object | undefined): string {
  const rest = response === undefined ? '}' : `,"Response":${JSON.stringify(response)}}`
  return `{"ErrorCode":0,"ErrorInfo":"","ActionStatus":"OK","RequestId":"${requestId}"${rest}`
}

function toFailureText(requestId: string, refusal: Refusal, mask: Mask): string {
  const info = JSON.stringify(mask(toErrorInfo(refusal)))
  return `{"ErrorCode":${toError(refusal.refuse).code},"ErrorInfo":${info},"ActionStatus":"FAIL","RequestId":"${requestId}"}`
}
