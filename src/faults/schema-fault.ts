import * as z from 'zod'
import { errorNames, toError } from '../contracts/errors.ts'
import { once } from '../text/data.ts'
import { account, callId, decimal, duration, integer, list, object, oneOf, sdkAppId, text } from '../text/fields.ts'
import { explainNearest, findNearest } from '../text/suggest.ts'
import type { ErrorCode, FaultInput } from './fault-input.ts'
import { targetSchema } from './schema-target.ts'

/** The longest an answer or a callback is held back, in milliseconds. */
const longestDelay = 600_000

const delayed = () => duration({ most: longestDelay })

const delay = () =>
  z.union(
    [
      delayed(),
      object('a delay', {
        uniform: z
          .tuple([delayed(), delayed()], { error: () => 'the least and the most, such as [10ms, 200ms].' })
          .meta({ description: 'Anything between the two is equally likely.' }),
      }),
      object('a delay', {
        lognormal: object('a lognormal delay', {
          median: duration({ least: 1, most: longestDelay }).meta({ description: 'Half of them take longer.' }),
          sigma: decimal('a spread', 0, 5).meta({ description: 'How much they spread; 0.5 is usual.' }),
        }).meta({ description: 'What networks do: most are quick, a few take long.' }),
      }),
    ],
    {
      error: ({ input }) =>
        `a duration of 10m at most, or { uniform: [10ms, 200ms] }, or { lognormal: { median: 80ms, sigma: 0.5 } }.${adviseDelay(input)}`,
    },
  )

const adviseDelay = (came: unknown): string =>
  typeof came === 'object' && came !== null
    ? (Object.keys(came)
        .slice(0, 10)
        .map(key => explainNearest(key, ['uniform', 'lognormal']))
        .find(advice => advice !== '') ?? '')
    : ''

// The table is a literal, so its codes are exactly the documented ones.
const codes = errorNames.map(name => toError(name).code) as ErrorCode[]

/** Any documented error code. */
export const errorCode = once(() =>
  z.literal(codes, { error: ({ input }) => `a documented error code.${adviseCode(input)}` }),
)

function adviseCode(came: unknown): string {
  if (typeof came === 'string' && codes.map(String).includes(came)) return ' Take the quotes off.'
  const nearest = findNearest(String(came), codes.map(String))
  const name = errorNames.find(each => String(toError(each).code) === nearest)
  if (name) return ` Did you mean ${nearest}? ${toError(name).meaning}`
  return ' Usual ones are 60007, 60008, 101001 and 101004; the JSON Schema of scenarios lists all.'
}

/** Something that goes wrong on purpose, as written; what makes no sense together is looked at in check-faults. */
export const faultSchema = once(() =>
  object('a fault', {
    on: targetSchema().meta({
      description:
        'What it hits: one command, several, or all of them; or one callback, several, or callbacks for all three.',
    }),
    app: sdkAppId().optional().meta({ description: 'Only requests for, or callbacks of, this application.' }),
    call: callId().optional().meta({ description: 'Only requests or callbacks about this call.' }),
    identifier: account().optional().meta({ description: 'Only requests of this administrator.' }),
    skip: integer('a number of requests or callbacks', 0, 1_000_000_000).optional().meta({
      description: 'How many matching requests or callbacks pass before it hits.',
      default: 0,
    }),
    times: integer('a number of requests or callbacks', 1, 1_000_000_000).optional().meta({
      description: 'How many it hits then; all if absent.',
    }),
    from: duration().optional().meta({ description: 'It sleeps until this moment of the scenario.', default: '0s' }),
    until: duration({ never: true }).optional().meta({ description: 'And from this moment on.', default: 'never' }),
    probability: decimal('a probability', 0, 1).optional().meta({
      description: 'How likely a matching one is hit, drawn from the seed; certain if absent.',
    }),
    error: errorCode()
      .optional()
      .meta({ description: 'The service refuses with this code.', examples: [101001] }),
    message: text('a text', 1000, { lines: true }).optional().meta({
      description: 'What ErrorInfo says; the usual text for the code if absent.',
    }),
    delay: delay().optional().meta({ description: 'How long the answer or the callback is held back.' }),
    http: integer('an HTTP status that has a body (not 204, 205 or 304)', 200, 599)
      .refine(status => ![204, 205, 304].includes(status))
      .optional()
      .meta({
        description: 'This HTTP status comes instead of the answer, as from a proxy; not one that has no body.',
        examples: [502],
      }),
    drop: oneOf(['before', 'during']).optional().meta({
      description: 'The connection is reset, before anything of the answer was sent or within it.',
    }),
    body: oneOf(['empty', 'truncated', 'garbage', 'html'])
      .optional()
      .meta({ description: 'What becomes of the body.' }),
    omit: envelopeFields().optional().meta({ description: 'Fields the answer loses.' }),
    mistype: envelopeFields().optional().meta({
      description:
        'Fields that arrive as another JSON type: a number or a map as a string, a string in a list. The real service is not known to do so.',
    }),
    dribble: dribble()
      .optional()
      .meta({ description: 'The answer trickles, so many bytes a second.', examples: ['50B/s'] }),
    callback: oneOf(['drop', 'duplicate', 'reorder', 'wrong-signature', 'malformed']).optional().meta({
      description:
        "What befalls a callback: it never leaves, is sent twice, is overtaken by the call's next, has a wrong Sign, or a body that is not JSON.",
    }),
  }),
)

function envelopeFields() {
  return list(oneOf(['ErrorCode', 'ErrorInfo', 'ActionStatus', 'RequestId', 'Response']), 'fields', 5)
}

function dribble() {
  const schema = z.string({ error: () => 'bytes a second, such as 50B/s.' }).regex(/^[1-9][0-9]{0,8}B\/s$/)
  // The pattern lets through what the type says.
  return schema as unknown as z.ZodType<NonNullable<FaultInput['dribble']>, NonNullable<FaultInput['dribble']>>
}
