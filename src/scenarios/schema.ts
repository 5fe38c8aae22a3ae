import * as z from 'zod'
import { invitationActions, memberActions, wholeCallActions } from '../call/call.ts'
import { callbackCommands, callbackUrl } from '../contracts/callbacks.ts'
import { faultSchema } from '../faults/fault.ts'
import { once } from '../text/data.ts'
import {
  account,
  adviseNumber,
  callId,
  decimal,
  duration,
  integer,
  list,
  object,
  oneOf,
  sdkAppId,
  text,
} from '../text/fields.ts'
import { explainNearest } from '../text/suggest.ts'
import { explainDeed } from './deeds.ts'

const urlForm =
  'an address without spaces that begins with http:// or https://, such as http://127.0.0.1:3000/callback.'

const callback = () =>
  object('a callback', {
    url: z
      .string({ error: () => urlForm })
      .refine(came => callbackUrl.safeParse(came).success, { error: () => urlForm })
      .optional()
      .meta({
        description: 'Where callbacks are sent; needs commands. Without both, a client sets them by set_callback.',
        examples: ['http://127.0.0.1:3000/callback'],
        format: 'uri',
      }),
    commands: list(oneOf(callbackCommands), 'callbacks', 3)
      .optional()
      .meta({ description: 'Which callbacks are sent; needs url.' }),
    token: text('a token', 256).optional().meta({ description: 'Signs each callback, if given.' }),
    retries: integer('a number of retries', 0, 10)
      .optional()
      .meta({ description: 'How often an unanswered callback is sent again.', default: 0 }),
  })

const explainRate = ({ input }: { readonly input?: unknown }) =>
  `requests a second, 1 to 1000000, or off.${adviseNumber(input) || (typeof input === 'string' ? explainNearest(input, ['off']) : '')}`

const rateLimit = () =>
  z.union([z.int({ error: explainRate }).min(1).max(1_000_000), z.literal('off')], { error: explainRate })

/** An application as written. */
export const appSchema = once(() =>
  object('an app', {
    sdkAppId: sdkAppId().meta({ description: 'The SDKAppID that requests name.', examples: [1400000001] }),
    secretKey: text('a secret key', 256).meta({ description: 'The key UserSigs are signed with, used as it stands.' }),
    admins: list(account(), 'accounts', 100).meta({
      description: 'The accounts that may send requests.',
      examples: [['administrator']],
    }),
    callback: callback().optional().meta({ description: 'Whom the application tells of what happens to its calls.' }),
    rateLimit: rateLimit()
      .optional()
      .meta({
        description: "Requests a second for each command of this application; each command's own limit if absent.",
        examples: [50, 'off'],
      }),
  }),
)

const accounts = once(() => list(account(), 'accounts such as [user2]', 100))

/** What it takes to open a call, key by key. */
export const openingShape = once(() => ({
  id: callId()
    .optional()
    .meta({
      description: 'The id of the call; made from the seed if absent.',
      examples: ['055662e1-bc8a-469c-a334-1126c8c17d58'],
    }),
  app: sdkAppId().optional().meta({ description: 'The application the call belongs to; the first if absent.' }),
  from: account().meta({ description: 'Who calls.', examples: ['user1'] }),
  to: accounts().meta({ description: 'Who is called.', examples: [['user2']] }),
  media: oneOf(['audio', 'video']).meta({ description: 'What the call carries.' }),
  room: z
    .union([text('a room id', 128), integer('a room id', 1, 4294967295)], {
      error: () => 'a room id, as text of 1 to 128 characters or as an integer from 1 to 4294967295.',
    })
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
    .meta({ description: 'How long whoever is called or invited rings.', default: '30s' }),
}))

/** What it takes to open a call now. */
export const openingSchema = once(() => object('a call', openingShape()))

const at = once(() => duration().meta({ description: "When it is done, since the call's start.", examples: ['9s'] }))

/** Something done to a call, at a time since its start. */
export const stepSchema = once(() =>
  z.discriminatedUnion(
    'does',
    [
      object('a step of one member', {
        at: at(),
        user: account().meta({ description: 'Which member does it.' }),
        does: oneOf(memberActions).meta({ description: 'What the member does.' }),
      }),
      object('a step that invites', {
        at: at(),
        users: accounts().meta({ description: 'Who is invited, or not any more.' }),
        does: oneOf(invitationActions).meta({ description: 'Others are invited, or their invitation is withdrawn.' }),
      }),
      object('a step of the whole call', {
        at: at(),
        does: oneOf(wholeCallActions).meta({
          description: 'The caller gives up before anybody answered, the network breaks, or the service ends the call.',
        }),
      }),
    ],
    {
      error({ code, input }) {
        if (code !== 'invalid_union') return 'a step, a map with at, does and, if a member does it, user.'
        const step = Object(input)
        return explainDeed(step.does, 'user' in step)
      },
    },
  ),
)

/** The keys that a step with an unknown verb may have. */
export const looseStepSchema = once(() =>
  object('a step', {
    at: at(),
    does: z.unknown().optional(),
    user: account().optional(),
    users: accounts().optional(),
  }),
)

/** A scripted call as written. */
export const callSchema = once(() =>
  object('a call', {
    ...openingShape(),
    at: duration()
      .optional()
      .meta({ description: "When the call begins, since the scenario's beginning.", default: '0s' }),
    then: list(stepSchema(), 'steps', 1000, 0).optional().meta({
      description: 'What happens to the call afterwards.',
    }),
  }),
)

/** The most calls all crowds of a scenario may have together. */
export const mostCrowdCalls = 1_000_000

const weight = once(() => decimal('a weight', 0, 1_000_000).optional())

/** Many calls made up from the seed, as written. */
export const crowdSchema = once(() =>
  object('a crowd', {
    calls: integer('a number of calls', 1, mostCrowdCalls).meta({
      description: 'How many calls are made up.',
      examples: [500],
    }),
    over: duration({ least: 1 }).meta({
      description: 'The stretch in which they begin, from the beginning of the scenario.',
      examples: ['10m'],
    }),
    media: object('the weights of media', { audio: weight(), video: weight() })
      .optional()
      .meta({ description: 'How often each medium comes, in proportion.', default: defaultMedia }),
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
      .meta({ description: 'How often calls come out so, in proportion.', default: defaultOutcomes }),
  }),
)

/** What a crowd talks by, in proportion, where a scenario says nothing. */
export const defaultMedia = { audio: 3, video: 1 } as const

/** How a crowd's calls come out, in proportion, where a scenario says nothing. */
export const defaultOutcomes = { answered: 6, rejected: 1, unanswered: 2, cancelled: 1 } as const

/** A scenario as written. It says what each value may be; whether they make sense together is looked at in check. */
export const scenarioSchema = once(() =>
  object('a scenario', {
    ringback: z
      .literal(1, { error: () => '1, the version of this format.' })
      .meta({ description: 'The version of this format.' }),
    name: text('a name', 200).optional().meta({ description: 'What the scenario is called.' }),
    about: text('a sentence or two', 2000, { lines: true })
      .optional()
      .meta({ description: 'What one sees with it, in a sentence or two.' }),
    seed: integer('an integer', 0, 4294967295).optional().meta({
      description: 'Ids, crowds and probabilities follow from it: the same seed gives the same run.',
      default: 1,
    }),
    start: z.iso
      .datetime({ offset: true, error: () => 'a moment since 1970 with its zone, such as 2026-01-15T09:30:00Z.' })
      .refine(start => Date.parse(start) >= 0)
      .optional()
      .meta({
        description: 'Where the manual clock begins; real time if absent.',
        examples: ['2026-01-15T09:30:00Z'],
      }),
    apps: list(appSchema(), 'apps', 100).optional().meta({
      description: 'The applications there are; the demo application if absent.',
    }),
    calls: list(callSchema(), 'calls', 100_000, 0)
      .optional()
      .meta({ description: 'Who calls whom, and what happens then.' }),
    faults: list(faultSchema(), 'faults', 1000, 0).optional().meta({ description: 'What goes wrong on purpose.' }),
    generate: list(crowdSchema(), 'crowds', 100, 0).optional().meta({
      description: 'Crowds: many calls made up from the seed.',
    }),
  }),
)
