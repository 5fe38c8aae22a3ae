import * as z from 'zod'
import type { Contradiction, Source } from './source.ts'

/** One documented callback: a request of the service to an application's backend. */
export interface CallbackContract {
  /** Its name on the wire. */
  readonly command: string
  readonly title: string
  readonly description: string
  /** The pages that document it, the main one first. */
  readonly pages: readonly [number, ...number[]]
  /** The request's body, as it is sent. */
  readonly body: z.ZodObject
  /** Bodies as documented; syntax errors in the JSON of the samples are fixed. */
  readonly examples: readonly CallbackExample[]
  readonly contradictions?: readonly Contradiction[]
}

/** A callback's body, as documented. */
export interface CallbackExample {
  readonly title: string
  readonly source: Source
  readonly body: object
}

/** Defines a callback; its type keeps the schema. */
export const defineCallback = <const One extends CallbackContract>(callback: One): One => callback

/** One parameter that is appended to the query of a callback's address. */
export interface CallbackParameter {
  readonly schema: z.ZodType<string>
  readonly description: string
  readonly example: string
  /** Whether it is sent only if the application has a token. */
  readonly signed: boolean
  readonly source: Source
}

const overview = { page: 34354 } as const
const page = { page: 68941 } as const

/** The source of a fact that only page 34354, which belongs to Chat, documents: for the Call API it is an assumption. */
export const documentedForChat = (what: string): Source => ({
  assumed: `page 34354 documents ${what} for Chat's callbacks, and the pages of the Call API do not mention it`,
})

/** The platforms a callback can name (page 34354). */
export const platforms = ['RESTAPI', 'Web', 'Android', 'iOS', 'Windows', 'Mac', 'iPad', 'Unknown'] as const

/** Where the pages contradict each other about callbacks in general. */
export const callbackContradictions: readonly Contradiction[] = [
  {
    subject: 'OptPlatform of a Mac',
    statements: [
      { page: 34354, text: 'in English macOS' },
      { page: 34354, text: 'in Chinese, to which the pages of the Call API link, Mac' },
      { page: 64412, text: 'Mac' },
    ],
    decision: 'Mac is sent: a receiver in use expects it too, and one page in one language alone says macOS.',
  },
]

/** A platform that a callback names. */
export type ClientPlatform = (typeof platforms)[number]

/** What is appended to a callback's address, in this order. */
export const callbackParameters = {
  SdkAppid: {
    schema: z.string().regex(/^[0-9]+$/),
    description: "The application's id.",
    example: '88888888',
    signed: false,
    source: page,
  },
  CallbackCommand: {
    schema: z.string(),
    description: "The callback's word.",
    example: 'Call.CallbackAfterStartCall',
    signed: false,
    source: page,
  },
  contenttype: { schema: z.literal('json'), description: 'Always json.', example: 'json', signed: false, source: page },
  ClientIP: {
    schema: z.string(),
    description: 'The IP address of the client that caused it.',
    example: '127.0.0.1',
    signed: false,
    source: page,
  },
  OptPlatform: {
    schema: z.enum(platforms),
    description: 'The platform of the client that caused it.',
    example: 'RESTAPI',
    signed: false,
    source: overview,
  },
  RequestTime: {
    schema: z.string().regex(/^[0-9]+$/),
    description: 'When it is sent, in Unix seconds; there only if the application has a token.',
    example: '1669872112',
    signed: true,
    source: documentedForChat('RequestTime'),
  },
  Sign: {
    schema: z.string().regex(/^[0-9a-f]{64}$/),
    description: 'The SHA-256 of token and RequestTime in hex; there only if the application has a token.',
    example: '17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061',
    signed: true,
    source: documentedForChat('Sign'),
  },
} as const satisfies { readonly [name: string]: CallbackParameter }

/** A parameter's name. */
export type CallbackParameterName = keyof typeof callbackParameters

/** The answer of a receiver, with HTTP status 200; it never changes the call (pages 68940, 68941, 69215). */
export const callbackAnswer = z
  .object({
    ActionStatus: z.enum(['OK', 'FAIL']).meta({ description: 'Whether the callback was taken.', 'x-source': [page] }),
    ErrorInfo: z.string().meta({ description: 'Why not; empty if it was.', 'x-source': [page] }),
    ErrorCode: z.int().meta({ description: '0: the result is of no consequence.', 'x-source': [page] }),
  })
  .meta({ description: 'What a receiver answers to a callback.' })

/** How long the service waits for a receiver's answer, in milliseconds. Documented for Chat alone (page 34354). */
export const callbackTimeoutMs = 2_000

/** Where that limit was seen. */
export const callbackTimeoutSource = documentedForChat('the limit of 2 s')

/**
 * The shapes of Call.CallbackAfterStartCall: `both` has `CallMediaType`, as the sample of page 68941, and `MediaType`, as its
 * table; `sample` has `CallMediaType` alone.
 */
export const callbackShapes = ['both', 'sample'] as const

/** One of these shapes. */
export type CallbackShape = (typeof callbackShapes)[number]

/** What is known of how callbacks are sent, besides their parameters, and where each fact was seen. */
export const callbackFacts: readonly { readonly fact: string; readonly source: Source }[] = [
  {
    fact: 'A callback is a POST with a JSON object as its body, to the URL that set_callback has set.',
    source: page,
  },
  {
    fact: "The parameters follow the address's own query, if it has one.",
    source: { observed: 'addresses in use have a query of their own' },
  },
  {
    fact: `The receiver answers within ${callbackTimeoutMs / 1000} s, with the HTTP status 200 and a JSON object.`,
    source: callbackTimeoutSource,
  },
  { fact: 'Nothing it answers changes the call.', source: page },
  {
    fact: 'A callback is sent once; that it is sent again where nobody answered in time can be switched on.',
    source: documentedForChat('retries'),
  },
  {
    fact: 'It leaves after the answer to the command that caused it, never before.',
    source: { assumed: 'no page says which of the two comes first' },
  },
  {
    fact: 'The callbacks of one call come one after the other, each when the one before has been answered or given up.',
    source: { assumed: 'no page speaks of their order' },
  },
  {
    fact: 'A call that ends because a member leaves causes two callbacks: the change of the member, then the end.',
    source: { assumed: 'each page describes its own callback, and none describes both together' },
  },
  {
    fact: 'A call that is cancelled, interrupted or ended by end_call causes the callback of its end alone.',
    source: { assumed: 'nobody leaves it by an action that page 69215 lists' },
  },
  {
    fact: 'Sent again is what nobody answered at all; after 1 s, then 2 s, then 4 s and so on, a minute at most.',
    source: { assumed: 'the page speaks of a timeout and gives no pauses' },
  },
  {
    fact: 'OptPlatform is RESTAPI where a command caused it, and Unknown where a member did.',
    source: { assumed: 'the words are documented, and the members here have no platform' },
  },
]
