import * as z from 'zod'
import { invitationActions, memberActions, wholeCallActions } from '../call/call.ts'
import { callbackCommands, callbackUrl } from '../contracts/callbacks.ts'
import { errorNames, toError } from '../contracts/errors.ts'
import { errorCode, faultSchema } from '../faults/fault.ts'
import { once, type Plain } from '../text/data.ts'
import {
  account,
  callId,
  decimal,
  duration,
  expects,
  integer,
  list,
  object,
  oneOf,
  sdkAppId,
  text,
  toNearest,
  toNumberHint,
} from '../text/fields.ts'

const url = expects(
  'an address without spaces that begins with http:// or https://, such as http://127.0.0.1:3000/callback',
)

const callback = () =>
  object('a callback', {
    url: z
      .string(url)
      .refine(written => callbackUrl.safeParse(written).success, url)
      .optional()
      .meta({
        description: 'Where callbacks are sent; requires commands. Without both, a client sets them with set_callback.',
        examples: ['http://127.0.0.1:3000/callback'],
        format: 'uri',
      }),
    commands: list(oneOf(callbackCommands), 'callbacks', 3)
      .optional()
      .meta({ description: 'Which callbacks are sent; requires url.' }),
    token: text('a token', 256).optional().meta({ description: 'Signs each callback, if given.' }),
    retries: integer('a number of retries', 0, 10)
      .optional()
      .meta({ description: 'How often an unanswered callback is sent again.', default: 0 }),
  })

const rate = expects(
  'requests a second, 1 to 1000000, or off',
  received => toNumberHint(received) ?? toNearest(received, ['off']),
)

/** An application as written. */
export const appSchema = once(() =>
  object('an app', {
    sdkAppId: sdkAppId().meta({ description: 'The SDKAppID that requests name.', examples: [1400000001] }),
    secretKey: text('a secret key', 256).meta({ description: 'The key that signs UserSigs, used as written.' }),
    admins: list(account(), 'accounts', 100).meta({
      description: 'The accounts that may send requests.',
      examples: [['administrator']],
    }),
    callback: callback().optional().meta({ description: 'How the application sends callbacks.' }),
    rateLimit: z
      .union([z.int(rate).min(1).max(1_000_000), z.literal('off')], rate)
      .optional()
      .meta({
        description: "Requests a second for each command of this application; each command's own limit if absent.",
        examples: [50, 'off'],
      }),
  }),
)

/** An application to create at run time: what is absent is generated. */
export const newAppSchema = once(() => appSchema().partial())

const accounts = once(() => list(account(), 'accounts such as [user2]', 100))

/** The fields that start a call. */
export const newCallFields = once(() => ({
  id: callId()
    .optional()
    .meta({
      description: 'The id of the call; generated from the seed if absent.',
      examples: ['055662e1-bc8a-469c-a334-1126c8c17d58'],
    }),
  app: sdkAppId().optional().meta({ description: 'The application the call belongs to; the first if absent.' }),
  from: account().meta({ description: 'The caller.', examples: ['user1'] }),
  to: accounts().meta({ description: 'The callees.', examples: [['user2']] }),
  media: oneOf(['audio', 'video']).meta({ description: 'The media type of the call.' }),
  room: z
    .union(
      [text('a room id', 128), integer('a room id', 1, 4294967295)],
      expects('a room id, as text of 1 to 128 characters or as an integer from 1 to 4294967295'),
    )
    .optional()
    .meta({
      description: 'The media room. A text has RoomIdType 2, an integer 1; without a room it is 0.',
      examples: ['roomid-1434', 1434],
    }),
  group: text('the id of a chat group', 128)
    .optional()
    .meta({ description: 'The chat group of a group call (ChatGroupId).', examples: ['@TGS#1YTTZEAEG'] }),
  ring: duration({ least: 1, never: true })
    .optional()
    .meta({ description: 'How long called or invited users ring.', default: '30s' }),
}))

/** A call to start at run time. */
export const newCallSchema = once(() => object('a call', newCallFields()))

const at = once(() =>
  duration().meta({ description: 'When it happens, since the start of the call.', examples: ['9s'] }),
)

/** One step of a call's script. */
export const stepSchema = once(() =>
  z.discriminatedUnion(
    'does',
    [
      object('a step of one member', {
        at: at(),
        user: account().meta({ description: 'The member that does it.' }),
        does: oneOf(memberActions).meta({ description: 'What the member does.' }),
      }),
      object('a step that invites', {
        at: at(),
        users: accounts().meta({ description: 'The users that are invited, or whose invitation is cancelled.' }),
        does: oneOf(invitationActions).meta({ description: 'Users are invited, or their invitation is cancelled.' }),
      }),
      object('a step of the whole call', {
        at: at(),
        does: oneOf(wholeCallActions).meta({
          description:
            'The caller cancels before anybody has answered, the network interrupts the call, or the service ends it.',
        }),
      }),
    ],
    expects('a step, a map with at, does and, for what a member does, user'),
  ),
)

/** The keys that a step with an unknown action may have, so that its other mistakes are found as well. */
export const looseStepSchema = once(() =>
  object('a step', {
    at: at(),
    does: z.unknown().optional(),
    user: account().optional(),
    users: accounts().optional(),
  }),
)

const callSchema = once(() =>
  object('a call', {
    ...newCallFields(),
    at: duration()
      .optional()
      .meta({ description: 'When the call starts, since the start of the scenario.', default: '0s' }),
    then: list(stepSchema(), 'steps', 1000, 0).optional().meta({ description: "The call's script." }),
  }),
)

/** The most calls that all of `generate` may make together. */
export const mostGeneratedCalls = 1_000_000

/** The media of generated calls, in proportion, where a scenario names none. */
export const defaultMedia = { audio: 3, video: 1 } as const

/** The outcomes of generated calls, in proportion, where a scenario names none. */
export const defaultOutcomes = { answered: 6, rejected: 1, unanswered: 2, cancelled: 1 } as const

const weight = once(() => decimal('a weight', 0, 1_000_000).optional())

/** Calls to generate from the seed, as written. */
export const generatedCallsSchema = once(() =>
  object('generated calls', {
    calls: integer('a number of calls', 1, mostGeneratedCalls).meta({
      description: 'How many calls are generated.',
      examples: [500],
    }),
    over: duration({ least: 1 }).meta({
      description: 'The time in which they start, since the start of the scenario.',
      examples: ['10m'],
    }),
    media: object('the weights of media', { audio: weight(), video: weight() })
      .optional()
      .meta({ description: 'How frequent each media type is, in proportion.', default: defaultMedia }),
    outcome: object('the weights of outcomes', {
      answered: weight(),
      rejected: weight(),
      unanswered: weight(),
      cancelled: weight(),
      busy: weight(),
      offline: weight(),
      interrupted: weight(),
    })
      .optional()
      .meta({ description: 'How frequent each outcome is, in proportion.', default: defaultOutcomes }),
  }),
)

/** A scenario as written. Whether its parts make sense together is a matter of `validateScenario`. */
export const scenarioSchema = once(() =>
  object('a scenario', {
    ringback: z
      .literal(1, expects('1, the version of this format'))
      .meta({ description: 'The version of this format.' }),
    name: text('a name', 200).optional().meta({ description: 'The name of the scenario.' }),
    about: text('a sentence or two', 2000, { lines: true })
      .optional()
      .meta({ description: 'What the scenario shows, in a sentence or two.' }),
    seed: integer('an integer', 0, 4294967295).optional().meta({
      description: 'Ids, generated calls and probabilities follow from it: the same seed gives the same run.',
      default: 1,
    }),
    start: z.iso
      .datetime({ offset: true, ...expects('a time since 1970 with its zone, such as 2026-01-15T09:30:00Z') })
      .refine(start => Date.parse(start) >= 0)
      .optional()
      .meta({
        description: 'Where manual and automatic clocks start; real time if absent.',
        examples: ['2026-01-15T09:30:00Z'],
      }),
    apps: list(appSchema(), 'apps', 100).optional().meta({
      description: 'The applications; the demo application if absent.',
    }),
    calls: list(callSchema(), 'calls', 100_000, 0).optional().meta({ description: 'The calls and their scripts.' }),
    faults: list(faultSchema(), 'faults', 1000, 0).optional().meta({ description: 'What goes wrong on purpose.' }),
    generate: list(generatedCallsSchema(), 'entries', 100, 0).optional().meta({
      description: 'Calls to generate from the seed.',
    }),
  }),
)

type Written<Schema extends z.ZodType> = Plain<z.output<Schema>>

/** A scenario as its author writes it, in YAML, JSON or TypeScript. */
export type ScenarioInput = Written<ReturnType<typeof scenarioSchema>>

/** An application as written: its id, its key, its administrators, and how it sends callbacks. */
export type AppInput = Written<ReturnType<typeof appSchema>>

/** How an application sends callbacks, as written. `url` and `commands` go together; without them a client sets both. */
export type CallbackInput = NonNullable<AppInput['callback']>

/** A call to start, as written. */
export type NewCallInput = Written<ReturnType<typeof newCallSchema>>

/** A call and its script, as written. */
export type CallInput = Written<ReturnType<typeof callSchema>>

/** One step of a call's script, as written; `at` counts from the start of the call. */
export type StepInput = Written<ReturnType<typeof stepSchema>>

/** Calls to generate from the seed, as written. */
export type GeneratedCallsInput = Written<ReturnType<typeof generatedCallsSchema>>

/** How a generated call can end. */
export type GeneratedOutcome = keyof NonNullable<GeneratedCallsInput['outcome']>

/** A scenario in TypeScript, in the shape a YAML file has, checked by the compiler as far as types go. */
export const defineScenario = (scenario: ScenarioInput): ScenarioInput => scenario

/** The JSON Schema (2020-12) of scenario files, for editors to complete keys, show what they mean and mark mistakes. */
export function toScenarioJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema(), {
    target: 'draft-2020-12',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      // An editor that offers a number shows what it means.
      if (zodSchema !== errorCode()) return
      delete jsonSchema.enum
      jsonSchema.oneOf = errorNames.map(toError).map(({ code, meaning }) => ({ const: code, description: meaning }))
    },
  })
  return {
    $schema,
    $id: 'urn:ringback:scenario:1',
    title: 'A ringback scenario',
    description: 'What happens in an emulated Call REST API: calls that follow a script, and faults.',
    ...schema,
  }
}
