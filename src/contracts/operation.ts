import type * as z from 'zod'
import type { ErrorName } from './errors.ts'
import type { Contradiction, Source } from './source.ts'

/** One documented command: its body, response and refusals. The emulator, OpenAPI, tests and documentation read it. */
export interface Operation {
  /** The two last segments of its path, `/v4/{service}/{command}`. */
  readonly service: string
  readonly command: string
  readonly title: string
  readonly description: string
  /** The pages that document it, the main one first. */
  readonly pages: readonly [number, ...number[]]
  /** The default limit of requests per second for an application. */
  readonly perSecond: { readonly limit: number; readonly source: Source }
  /** The request's body. */
  readonly body: z.ZodObject
  /** The `Response` of a success; absent if the command has none. */
  readonly response?: z.ZodType
  /** The refusal for a body field that is missing or wrong. */
  readonly invalid: ErrorName
  /** The source of this refusal; the source of the error if absent. */
  readonly invalidSource?: Source
  /** Whether it changes nothing, so that a later request is not a retry. */
  readonly readOnly?: true
  /** Every refusal this command declares for itself, `invalid` included. */
  readonly refusals: readonly ErrorName[]
  /** Requests with their answers, as documented. */
  readonly examples: readonly [Example, ...Example[]]
  /** The contradictions of its pages. */
  readonly contradictions?: readonly Contradiction[]
}

/** A request with its answer, as documented. */
export interface Example {
  readonly title: string
  readonly source: Source
  readonly body: object
  readonly answer: object
}

/** The documented answer of a success. */
export const toAnswer = <const Response extends object | undefined = undefined>(
  RequestId: string,
  Response?: Response,
) => ({
  ErrorCode: 0,
  ErrorInfo: '',
  ActionStatus: 'OK',
  RequestId,
  // Without an argument its type is undefined.
  ...((Response && { Response }) as Response extends object ? { readonly Response: Response } : object),
})

/** Defines a command; its type keeps the schemas and refusals. */
export const defineOperation = <const Contract extends Operation>(contract: Contract): Contract => contract

/** The body of a command's first example without its optional fields. */
export function toShortestBody({ body: schema, examples: [{ body }] }: Operation): object {
  const isRequired = ([name]: [string, unknown]) => !schema.safeParse({ ...body, [name]: undefined }).success
  return Object.fromEntries(Object.entries(body).filter(isRequired))
}

/** The path a command is served under. */
export const toPath = (operation: Operation): string => `/v4/${operation.service}/${operation.command}`

/** A command's name as programs spell it: `get_call_info` is `getCallInfo`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

/** Spells a command's name as programs do. */
export const toCamelCase = <Name extends string>(name: Name): CamelCase<Name> =>
  // The type does with a name what the pattern does.
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>
