import * as z from 'zod'
import { invitationActions, memberActions, wholeCallActions } from '../../call/call.ts'
import { callbackCommands, callbackUrl } from '../../contracts/callbacks.ts'
import { faultSchema } from '../../faults/fault.ts'
import type { AppPlan } from '../../scenarios/plan.ts'
import { scenarioSchema } from '../../scenarios/schema.ts'
import { once } from '../../text/data.ts'
import { expects, object, oneOf } from '../../text/fields.ts'
import type { CallbackSettings } from '../callbacks/outgoing-callback.ts'
import { count, instant, list, orNever, sdkAppId, stretch, text } from './leaf.ts'
import type { SavedCallPlan, SavedPlan } from './snapshot.ts'

/** A schema for every key, so that one that is new is not forgotten: without it nothing compiles. */
export type Shape<Thing> = { readonly [Key in keyof Required<Thing>]: z.ZodType<Thing[Key]> }

/** Who takes part in a call. */
export const user = () => text('an account')

/** What a call carries. */
export const media = () => oneOf(['audio', 'video'])

/** The media room of a call. */
export const room = once(() => object('a room', { id: text('a room id'), kind: oneOf(['number', 'text']) }))

const address = expects('an http:// or https:// address')

const url = () => z.string(address).refine(came => callbackUrl.safeParse(came).success, address)

const commands = () => list(oneOf(callbackCommands), 'callbacks')

/** Where callbacks go now. */
export const callbackSchema = once(() =>
  object('callback settings', { url: url(), commands: commands() } satisfies Shape<CallbackSettings>),
)

const account = expects('an account of whole characters')

/** An account that a UserSig can be made for. */
const admin = () => z.string(account).refine(came => came !== '' && !/\p{Surrogate}/u.test(came), account)

const rate = expects('requests a second, or "off"')

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
    expects('an action, a map with does and, for some, user or users'),
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
    then: list(object('a step', { at: stretch(), action: commandSchema() }), 'steps'),
  } satisfies Shape<SavedCallPlan>),
)

/** The scenario that is played. */
export const planSchema = once(() =>
  object('a plan', {
    source: scenarioSchema(),
    name: text('a name'),
    description: text('a sentence or two').optional(),
    seed: z.number(expects('a number')),
    start: instant().optional(),
    apps: list(appPlanSchema(), 'applications', 1),
    calls: list(callPlanSchema(), 'scripted calls'),
    faults: list(faultSchema(), 'faults'),
  } satisfies Shape<SavedPlan>),
)
