import { z } from 'zod'
import type { Basis } from './basis.ts'

/** One parameter that is appended to the query of a callback's address. */
export interface CallbackParameter {
  readonly description: string
  readonly example: string
  /** Whether it is there only if the application has a token. */
  readonly signed: boolean
  readonly seen: Basis
}

const overview = { page: 34354 } as const
const page = { page: 68941 } as const

/** What is appended to a callback's address, in this order. */
export const callbackParameters = {
  SdkAppid: { description: "The application's id.", example: '88888888', signed: false, seen: page },
  CallbackCommand: {
    description: "The callback's word.",
    example: 'Call.CallbackAfterStartCall',
    signed: false,
    seen: page,
  },
  contenttype: { description: 'Always json.', example: 'json', signed: false, seen: page },
  ClientIP: {
    description: 'The address of whoever caused it.',
    example: '127.0.0.1',
    signed: false,
    seen: page,
  },
  OptPlatform: {
    description: 'The platform of whoever caused it.',
    example: 'RESTAPI',
    signed: false,
    seen: overview,
  },
  RequestTime: {
    description: 'When it is sent, in Unix seconds; there only if the application has a token.',
    example: '1669872112',
    signed: true,
    seen: overview,
  },
  Sign: {
    description: 'The SHA-256 of token and RequestTime in hex; there only if the application has a token.',
    example: '17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061',
    signed: true,
    seen: overview,
  },
} as const satisfies { readonly [name: string]: CallbackParameter }

/** The platforms a callback can name (page 34354). */
export const platforms = ['RESTAPI', 'Web', 'Android', 'iOS', 'Windows', 'macOS', 'iPad', 'Unknown'] as const

/** A platform that a callback names. */
export type Platform = (typeof platforms)[number]

/** What a receiver answers, with HTTP status 200; nothing it says changes the call (pages 68940, 68941, 69215). */
export const callbackAnswer = z.object({
  ActionStatus: z.enum(['OK', 'FAIL']).meta({ description: 'Whether the callback was taken.' }),
  ErrorInfo: z.string().meta({ description: 'Why not; empty if it was.' }),
  ErrorCode: z.int().meta({ description: '0: the result is of no consequence.' }),
})

/** How long the service waits for a receiver's answer, in milliseconds (page 34354). */
export const callbackPatience = 2_000
