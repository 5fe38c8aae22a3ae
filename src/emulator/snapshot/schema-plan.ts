import * as z from 'zod'
import { invitationActions, memberActions, wholeCallActions } from '../../call/call.ts'
import { callbackUrl } from '../../contracts/callback-settings.ts'
import { callbackCommands } from '../../contracts/callbacks.ts'
import { errorNames } from '../../contracts/errors.ts'
import { operationNames } from '../../contracts/operations.ts'
import type { Effect as EffectPlan } from '../../faults/fault.ts'
import type { AppPlan } from '../../scenarios/plan.ts'
import { once } from '../../text/data.ts'
import { object, oneOf } from '../../text/fields.ts'
import type { CallbackSettings } from '../callbacks/outgoing-callback.ts'
import { between, count, instant, list, orNever, sdkAppId, stretch, text, wanted } from './leaf.ts'
import type { SavedCallPlan, SavedFaultPlan, SavedPlan } from './snapshot.ts'

/** A schema for every key, so that one that is new is not forgotten: without it nothing compiles. */
export type Shape<Thing> = { readonly [Key in keyof Required<Thing>]: z.ZodType<Thing[Key]> }

/** Who takes part in a call. */
export const user = () => text('an account')

/** What a call carries. */
export const media = () => oneOf(['audio', 'video'])

/** The media room of a call. */
export const room = once(() => object('a room', { id: text('a room id'), kind: oneOf(['number', 'text']) }))

const address = wanted('an http:// or https:// address')

const url = () => z.string(address).refine(came => callbackUrl.safeParse(came).success, address)

const commands = () => list(oneOf(callbackCommands), 'callbacks')

/** Where callbacks go now. */
export const callbackSchema = once(() =>
  object('callback settings', { url: url(), commands: commands() } satisfies Shape<CallbackSettings>),
)

const account = wanted('an account of whole characters')

/** An account that a UserSig can be made for. */
const admin = () => z.string(account).refine(came => came !== '' && !/\p{Surrogate}/u.test(came), account)

const rate = wanted('requests a second, or "off"')

/** An application's plan. */
export const appPlanSchema = once(() =>
  object('an application', {
    sdkAppId: sdkAppId(),
    secretKey: text('a secret key, one character at least', 1),
    admins: list(admin(), 'accounts'),
    callback: object('a callback', {
      url: url().optional(),
      commands: commands().optional(),
      token: text('a token').optional(),
      retries: count(0, 1_000),
    } satisfies Shape<NonNullable<AppPlan['callback']>>).optional(),
    rateLimit: z.union([z.int(rate).min(1, rate), z.literal('off')], rate).optional(),
  } satisfies Shape<AppPlan>),
)

/** What is asked of a call. */
export const commandSchema = once(() =>
  z.discriminatedUnion(
    'does',
    [
      object('a deed of one member', { does: oneOf(memberActions), user: user() }),
      object('an invitation', { does: oneOf(invitationActions), users: list(user(), 'accounts') }),
      object('a deed of the whole call', { does: oneOf(wholeCallActions) }),
      object('an end of a ring', { does: z.literal('expire') }),
    ],
    { error: () => 'This is nothing that can be done to a call: want a map with does and, for some, user or users.' },
  ),
)

const callPlanSchema = once(() =>
  object('a scripted call', {
    id: text('the id of a call').optional(),
    app: sdkAppId(),
    at: stretch(),
    from: user(),
    to: list(user(), 'accounts'),
    media: media(),
    room: room().optional(),
    group: text('the id of a chat group').optional(),
    ring: orNever(stretch(), 'a stretch of time in milliseconds').optional(),
    then: list(object('a step', { at: stretch(), command: commandSchema() }), 'steps'),
  } satisfies Shape<SavedCallPlan>),
)

const delaySchema = once(() =>
  z.union(
    [
      stretch(),
      object('a delay', { uniform: z.tuple([stretch(), stretch()], wanted('the least and the most')) }),
      object('a delay', {
        lognormal: object('a lognormal delay', {
          median: stretch(),
          sigma: between('a spread, 0 to 5', 0, 5),
        }),
      }),
    ],
    wanted('milliseconds, or a map with uniform or lognormal'),
  ),
)

const effectSchema = once(() =>
  object('an effect', {
    error: object('an error', { name: oneOf(errorNames), message: text('a text').optional() }).optional(),
    delay: delaySchema().optional(),
    http: count(200, 599)
      .refine(status => ![204, 205, 304].includes(status), wanted('an HTTP status that has a body'))
      .optional(),
    drop: oneOf(['before', 'during']).optional(),
    body: oneOf(['empty', 'truncated', 'garbage', 'html']).optional(),
    omit: list(text('a field'), 'fields').optional(),
    mistype: list(text('a field'), 'fields').optional(),
    dribble: count(1).optional(),
    callback: oneOf(['drop', 'duplicate', 'reorder', 'wrong-signature', 'malformed']).optional(),
  } satisfies Shape<EffectPlan>),
)

const targets = [...operationNames, ...callbackCommands]

/** A fault as it was armed. */
export const faultPlanSchema = once(() =>
  object('a fault', {
    on: z.union(
      [z.literal('all'), z.literal('callbacks'), list(oneOf(targets), 'commands or callbacks')],
      wanted('"all", "callbacks", or a list of commands or callbacks'),
    ),
    app: sdkAppId().optional(),
    call: text('the id of a call').optional(),
    identifier: user().optional(),
    skip: count(),
    times: orNever(count(), 'a whole number'),
    from: stretch(),
    until: orNever(stretch(), 'a stretch of time in milliseconds'),
    probability: between('a probability, 0 to 1', 0, 1).optional(),
    effect: effectSchema(),
  } satisfies Shape<SavedFaultPlan>),
)

/** The scenario that is played. */
export const planSchema = once(() =>
  object('a plan', {
    name: text('a name'),
    about: text('a sentence or two').optional(),
    seed: z.number(wanted('a number')),
    start: instant().optional(),
    apps: list(appPlanSchema(), 'applications', 1),
    calls: list(callPlanSchema(), 'scripted calls'),
    faults: list(faultPlanSchema(), 'faults'),
  } satisfies Shape<SavedPlan>),
)
