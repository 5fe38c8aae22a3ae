import * as z from 'zod'
import type { Source } from './source.ts'

/** What `RequestId` looks like on every answer, as in the documented samples. */
export const requestIdPattern = /^Id-[0-9a-f]{32}-O-Seq-[0-9]+$/

const requestId = z
  .string()
  .regex(requestIdPattern)
  .meta({
    description: 'Unique for each request; the vendor asks for it when a problem is reported.',
    examples: ['Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769'],
  })

/** A successful answer without a `Response`, such as end_call's. */
export const success = z.object({
  ErrorCode: z.literal(0),
  ErrorInfo: z.literal(''),
  ActionStatus: z.literal('OK'),
  RequestId: requestId,
})

/** A refusal: `ErrorCode` is one of the documented codes, `ErrorInfo` the reason. */
export const failure = z.object({
  ErrorCode: z.int().positive(),
  ErrorInfo: z.string().min(1),
  ActionStatus: z.literal('FAIL'),
  RequestId: requestId,
})

/** A refusal as it travels. */
export type Failure = z.infer<typeof failure>

/** A successful answer that carries `response`. */
export const toSuccess = <Response extends z.ZodType>(response: Response) => success.extend({ Response: response })

/** The fields of every response, successful or not. */
export const envelope = z.object({
  ErrorCode: z.int(),
  ErrorInfo: z.string(),
  ActionStatus: z.enum(['OK', 'FAIL']),
  RequestId: requestId,
})

/**
 * Headers of every answer. The three `Access-Control` ones are in a documented sample (page 68926); that the content
 * type is JSON was observed, its charset is assumed.
 */
export const replyHeaders = {
  'Content-Type': 'application/json; charset=utf-8',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'X-Requested-With',
  'Access-Control-Allow-Methods': 'POST',
} as const

/**
 * How a browser's preflight is answered, on every path and before any check; it is not a request of a client. Without it no
 * page could post JSON from another origin, as the vendor's own web tool does.
 */
export const preflight = {
  status: 204,
  headers: {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': 'Content-Type, X-Requested-With',
    'Access-Control-Allow-Methods': 'POST, OPTIONS',
  },
  source: {
    assumed:
      "the vendor's own web tool posts application/json across origins, so a preflight must be allowed; its answer was not observed",
  },
} as const satisfies { readonly status: number; readonly headers: object; readonly source: Source }

/**
 * What a command of another service is answered when such commands are accepted: Chat's envelope, which has no RequestId.
 */
export const otherSuccess = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 } as const
