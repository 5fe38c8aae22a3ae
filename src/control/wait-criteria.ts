import * as z from 'zod'
import { callbackCommands } from '../contracts/callbacks.ts'
import { operationNames } from '../contracts/operations.ts'
import { type OutgoingCallback, toCallbackNumber } from '../emulator/callbacks/outgoing-callback.ts'
import type { Exchange } from '../emulator/exchange.ts'
import { outcomes } from '../emulator/operations/wire.ts'
import type { HeldCall } from '../emulator/state.ts'
import { once } from '../text/data.ts'
import { account, callId, duration, integer, object, oneOf, sdkAppId, text } from '../text/fields.ts'
import { callbackId, deliveryStates } from './views.ts'

/** One thing that is wanted of a request, a callback or a call. */
export interface Criterion<Thing> {
  /** Such as `command end_call`. */
  readonly wanted: string
  fits(thing: Thing): boolean
  /** How one that does not fit differs, such as `command is get_call_info, want end_call`. */
  explain(thing: Thing): string
}

type Word = string | number | undefined

/** No criterion where nothing is wanted. */
const is = <Thing>(name: string, want: Word, read: (thing: Thing) => Word): readonly Criterion<Thing>[] =>
  want === undefined
    ? []
    : [
        {
          wanted: `${name} ${toText(want)}`,
          fits: thing => read(thing) === want,
          explain: thing => `${name} is ${toText(read(thing))}, want ${toText(want)}`,
        },
      ]

const isAfter = <Thing>(since: number | undefined, read: (thing: Thing) => number): readonly Criterion<Thing>[] =>
  since === undefined
    ? []
    : [
        {
          wanted: `id above ${since}`,
          fits: thing => read(thing) > since,
          explain: thing => `id is ${read(thing)}, want above ${since}`,
        },
      ]

/** How much of a word is shown, in characters. */
const longestShown = 80

function toText(word: Word): string {
  const text = word === undefined ? 'none' : `${word}`
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}

/** What is wanted of a request. */
export const toRequestCriteria = (want: NonNullable<AwaitInput['request']>): readonly Criterion<Exchange>[] => [
  ...is<Exchange>('command', want.command, one => one.command),
  ...is<Exchange>('errorCode', want.errorCode, one => one.errorCode),
  ...is<Exchange>('callId', want.callId, one => one.callId),
  ...is<Exchange>('identifier', want.identifier, one => one.identifier),
  ...is<Exchange>('app', want.app, one => one.sdkAppId),
  ...isAfter<Exchange>(want.since, one => one.id),
]

/** What is wanted of a callback. */
export const toWebhookCriteria = (want: NonNullable<AwaitInput['webhook']>): readonly Criterion<OutgoingCallback>[] => [
  ...is<OutgoingCallback>('command', want.command, one => one.command),
  ...is<OutgoingCallback>('callId', want.callId, one => one.call),
  ...is<OutgoingCallback>('app', want.app, one => one.app),
  ...is<OutgoingCallback>(
    'state',
    want.state ?? (want.status === undefined ? 'delivered' : undefined),
    one => one.state,
  ),
  ...is<OutgoingCallback>('status', want.status, one => one.attempts.at(-1)?.status),
  ...isAfter<OutgoingCallback>(want.since === undefined ? undefined : toCallbackNumber(`${want.since}`), one =>
    toCallbackNumber(one.id),
  ),
]

/** What is wanted of a call. */
export const toCallCriteria = (want: NonNullable<AwaitInput['call']>): readonly Criterion<HeldCall>[] => [
  ...is<HeldCall>('id', want.id, held => held.call.id),
  ...is<HeldCall>('app', want.app, held => held.app.sdkAppId),
  ...is<HeldCall>('state', want.state, held => (held.call.ending ? 'ended' : 'live')),
  ...is<HeldCall>('outcome', want.outcome, held => held.call.ending?.outcome),
  ...is<HeldCall>('from', want.from, held => held.call.caller),
  ...(want.member ? [toMemberCriterion(want.member)] : []),
]

function toMemberCriterion({
  user,
  state,
}: NonNullable<NonNullable<AwaitInput['call']>['member']>): Criterion<HeldCall> {
  if (state === undefined) {
    return {
      wanted: `member ${user}`,
      fits: ({ call }) => call.everyone.includes(user),
      explain: () => `${user} was never in it`,
    }
  }
  const find = ({ call }: HeldCall) => call.members.find(member => member.user === user)
  return {
    wanted: `member ${user} ${state}`,
    fits: held => find(held)?.state === state,
    explain: held => `${user} is ${find(held)?.state ?? 'not in it'}, want ${state}`,
  }
}

// That a callback sets out is told to nobody.
const awaitedStates = deliveryStates.filter(state => state !== 'sending')

/** The longest anybody waits, in real milliseconds. */
const longestWait = 600_000

/** The most things that are waited for at once. */
const mostAwaited = 10_000

const app = () => sdkAppId().optional().meta({ description: 'Only of this application.' })

const request = () =>
  object('a request', {
    command: oneOf(operationNames, 'a command such as get_call_info').optional(),
    errorCode: integer('an error code, or 0 for a success', 0, 2_147_483_647).optional(),
    callId: callId().optional(),
    identifier: text('an account', 256).optional().meta({ description: 'Who asks.' }),
    app: app(),
    since: integer('the id of an exchange', 0, Number.MAX_SAFE_INTEGER).optional().meta({
      description:
        'Only requests after this one, by its id in the journal; 0 if absent, so that it may have come already.',
    }),
  })

const webhook = () =>
  object('a webhook', {
    command: oneOf(callbackCommands, 'a callback such as Call.CallbackAfterEndCall').optional(),
    callId: callId().optional(),
    app: app(),
    state: oneOf(awaitedStates).optional().meta({
      description: 'Where it stands; delivered if absent, or anywhere if there is a status.',
    }),
    status: integer('an HTTP status', 100, 599)
      .optional()
      .meta({ description: "The receiver's HTTP status in the latest attempt." }),
    since: z
      .union([z.int().min(0), callbackId], { error: () => 'the id of a callback, such as callback-7, or its number.' })
      .optional()
      .meta({ description: 'Only callbacks after this one.' }),
  })

const member = () =>
  object('a member', {
    user: account(),
    state: oneOf(['talking', 'ringing'])
      .optional()
      .meta({ description: 'What they do in it now; if absent, it is enough that they ever were in it.' }),
  })

const call = () =>
  object('a call', {
    id: callId().optional(),
    app: app(),
    state: oneOf(['live', 'ended']).optional(),
    outcome: oneOf(outcomes).optional().meta({ description: 'How it came out.' }),
    from: account().optional().meta({ description: 'Who called.' }),
    member: member().optional().meta({ description: 'Who takes part.' }),
  })

/** What is waited for, as written: one of three things, how many of them, and how long. */
export const awaitSchema = once(() =>
  object('an await', {
    request: request().optional().meta({ description: "A request to the vendor's surface." }),
    webhook: webhook().optional().meta({ description: 'A callback.' }),
    call: call().optional().meta({ description: 'A call that is so, or becomes so.' }),
    count: integer('how many there must be', 1, mostAwaited).optional().meta({ default: 1 }),
    within: duration({ most: longestWait })
      .optional()
      .meta({ description: 'How long to wait, in real time.', default: '5s' }),
  }),
)

/** What is waited for, as written and checked for its form. */
export type AwaitInput = z.infer<ReturnType<typeof awaitSchema>>
