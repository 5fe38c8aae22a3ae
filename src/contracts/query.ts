import * as z from 'zod'
import { keysOf } from '../text/data.ts'
import type { ErrorName } from './errors.ts'
import type { Source } from './source.ts'

/** One parameter of the query every command takes. */
export interface Parameter {
  readonly schema: z.ZodType<string>
  /** The expected value, as a noun phrase. */
  readonly expected: string
  /** The refusal when it is absent, and when it is there but wrong. */
  readonly missing: ErrorName
  readonly wrong: ErrorName
  /** Where that mapping was seen. */
  readonly source: Source
  /** The service is known to accept mistakes in this parameter, so lenient validation does too. */
  readonly tolerated?: Source
}

const digits = /^[0-9]+$/

/** Made with the demo application's public key for ten years from 2026, so that tools which send examples are served. */
const exampleUserSig =
  'eJw1yr0KwjAYheF7*ValpKlJS8BJB4eKVDNEt0hS*dS2IYk-VLx3oa1nex-OB2R5SJ7WgwCaEJgPjca2EWscWJsGWwzR69j56RDMTTuHBkQxbfSIjQWR5jynlHFCRrVvh96CyFKWcUL*HPACAlp5lLO9kulKXcvFdq36og9W*8ZFWm3u1Ul2uweXrD6-lvD9ATdSNTQ_'

/** The query parameters, in the order in which the service looks at them. Names and values are case-sensitive (page 68926). */
export const parameters = {
  sdkappid: {
    schema: z
      .string()
      .regex(digits)
      .max(15)
      .meta({ description: "The application's id.", examples: ['88888888'] }),
    expected: 'the id of an application, a decimal integer',
    missing: 'SdkAppIdMissing',
    wrong: 'SdkAppIdInvalid',
    source: { page: 68926 },
  },
  contenttype: {
    schema: z.literal('json').meta({ description: 'The format of the body; always json.', examples: ['json'] }),
    expected: 'json',
    missing: 'QueryWrong',
    wrong: 'QueryWrong',
    source: { page: 34348 },
    tolerated: {
      assumed: 'the code for it names four parameters at once, so a client may have learned to leave it out',
    },
  },
  random: {
    schema: z
      .string()
      .regex(digits)
      .max(64)
      .refine(value => Number(value) <= 4294967295)
      .meta({ description: 'A random unsigned 32-bit integer, new for each request.', examples: ['99999999'] }),
    expected: 'a decimal integer, 0 to 4294967295',
    missing: 'HttpParseError',
    wrong: 'HttpParseError',
    source: { assumed: 'the page demands an unsigned 32-bit integer and names no code for anything else' },
    tolerated: { observed: 'clients in use leave it out, or send 63-bit numbers or UUIDs' },
  },
  identifier: {
    schema: z
      .string()
      .min(1)
      .meta({ description: 'The account of an app administrator.', examples: ['administrator'] }),
    expected: 'the account of an app administrator',
    missing: 'CredentialsWrong',
    wrong: 'CredentialsWrong',
    source: { page: 68926 },
  },
  usersig: {
    schema: z
      .string()
      .min(1)
      .meta({ description: "That administrator's UserSig.", examples: [exampleUserSig] }),
    expected: "that administrator's UserSig",
    missing: 'CredentialsWrong',
    wrong: 'CredentialsWrong',
    source: { page: 68926 },
  },
} as const satisfies { readonly [name: string]: Parameter }

/** A query parameter's name. */
export type ParameterName = keyof typeof parameters

/** Every query parameter's name, in the order in which the service looks at them. */
export const parameterNames = keysOf(parameters)

/** The whole query of a request, as one schema. */
export const query = z.object({
  sdkappid: parameters.sdkappid.schema,
  identifier: parameters.identifier.schema,
  usersig: parameters.usersig.schema,
  random: parameters.random.schema,
  contenttype: parameters.contenttype.schema,
})

/** The whole query of a request. */
export type Query = z.infer<typeof query>
