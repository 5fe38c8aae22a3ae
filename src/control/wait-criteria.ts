import * as z from 'zod'
import { callbackCommands } from '../contracts/callbacks.ts'
import { operationNames } from '../contracts/operations.ts'
import { deliveryStates, type OutgoingCallback } from '../emulator/callbacks/outgoing-callback.ts'
import type { Exchange } from '../emulator/exchange.ts'
import { outcomes } from '../emulator/operations/wire.ts'
import type { StoredCall } from '../emulator/state.ts'
import { once } from '../text/data.ts'
import { account, callId, duration, integer, object, oneOf, sdkAppId, text } from '../text/fields.ts'
import { callbackId } from './views.ts'

/** A value that a condition is about; undefined if there is none. */
export type Word = string | number | undefined

/** A condition on a request, a callback or a call: what is read from it is, is above or includes the expected value. */
export interface Condition<Thing> {
  readonly name: string
  readonly relation: 'is' | 'above' | 'includes'
  readonly expected: string | number
  read(thing: Thing): Word | readonly string[]
}

/** Whether a thing meets a condition. */
export function isMet<Thing>({ relation, expected, read }: Condition<Thing>, thing: Thing): boolean {
  const received = read(thing)
  if (relation === 'includes') return Array.isArray(received) && received.includes(expected)
  return relation === 'is' ? received === expected : Number(received) > Number(expected)
}

/** No condition where nothing is expected. */
const is = <Thing>(name: string, expected: Word, read: (thing: Thing) => Word): readonly Condition<Thing>[] =>
  expected === undefined ? [] : [{ name, relation: 'is', expected, read }]

const isAfter = <Thing>(since: number | undefined, read: (thing: Thing) => number): readonly Condition<Thing>[] =>
  since === undefined ? [] : [{ name: 'position', relation: 'above', expected: since, read }]

/** The conditions on a request. */
export const toRequestConditions = (want: NonNullable<AwaitInput['request']>): readonly Condition<Exchange>[] => [
  ...is<Exchange>('command', want.command, one => one.command),
  ...is<Exchange>('errorCode', want.errorCode, one => one.errorCode),
  ...is<Exchange>('callId', want.callId, one => one.callId),
  ...is<Exchange>('identifier', want.identifier, one => one.identifier),
  ...is<Exchange>('app', want.app, one => one.sdkAppId),
  ...isAfter<Exchange>(want.since, one => one.position),
]

/** The conditions on a callback. */
export const toWebhookConditions = (
  want: NonNullable<AwaitInput['webhook']>,
  toPosition: (id: string) => number,
): readonly Condition<OutgoingCallback>[] => [
  ...is<OutgoingCallback>('command', want.command, one => one.command),
  ...is<OutgoingCallback>('callId', want.callId, one => one.call),
  ...is<OutgoingCallback>('app', want.app, one => one.app),
  ...is<OutgoingCallback>(
    'state',
    want.state ?? (want.status === undefined ? 'delivered' : undefined),
    one => one.state,
  ),
  ...is<OutgoingCallback>('status', want.status, one => one.attempts.at(-1)?.status),
  ...isAfter<OutgoingCallback>(want.since === undefined ? undefined : toPosition(`${want.since}`), one => one.position),
]

/** The conditions on a call. */
export const toCallConditions = (want: NonNullable<AwaitInput['call']>): readonly Condition<StoredCall>[] => [
  ...is<StoredCall>('id', want.id, held => held.call.id),
  ...is<StoredCall>('app', want.app, held => held.app.sdkAppId),
  ...is<StoredCall>('state', want.state, held => (held.call.ending ? 'ended' : 'live')),
  ...is<StoredCall>('outcome', want.outcome, held => held.call.ending?.outcome),
  ...is<StoredCall>('from', want.from, held => held.call.caller),
  ...(want.member ? [toMemberCondition(want.member)] : []),
]

function toMemberCondition({
  user,
  state,
}: NonNullable<NonNullable<AwaitInput['call']>['member']>): Condition<StoredCall> {
  if (state === undefined) {
    return { name: 'members', relation: 'includes', expected: user, read: ({ call }) => call.everyone }
  }
  const read = ({ call }: StoredCall) => call.members.find(member => member.user === user)?.state
  return { name: `state of ${user}`, relation: 'is', expected: state, read }
}

// No event reports that a callback is being sent.
const awaitedStates = deliveryStates.filter(state => state !== 'sending')

/** The longest wait, in real milliseconds. */
const longestWait = 600_000

/** The most requests, callbacks or calls that one wait can require. */
const mostAwaited = 10_000

const app = () => sdkAppId().optional().meta({ description: 'Only of this application.' })

const request = () =>
  object('a request', {
    command: oneOf(operationNames, 'a command such as get_call_info').optional(),
    errorCode: integer('an error code, or 0 for a success', 0, 2_147_483_647).optional(),
    callId: callId().optional(),
    identifier: text('an account', 256).optional().meta({ description: 'The account that sent it.' }),
    app: app(),
    since: integer('a position in the run log', 0, Number.MAX_SAFE_INTEGER).optional().meta({
      description:
        'Only requests after this position in the run log; 0 if absent, so that a request that was received already counts.',
    }),
  })

const webhook = () =>
  object('a webhook', {
    command: oneOf(callbackCommands, 'a callback such as Call.CallbackAfterEndCall').optional(),
    callId: callId().optional(),
    app: app(),
    state: oneOf(awaitedStates).optional().meta({
      description: 'Its state; delivered if absent, or any if a status is given.',
    }),
    status: integer('an HTTP status', 100, 599)
      .optional()
      .meta({ description: "The receiver's HTTP status in the latest attempt." }),
    since: z
      .union([z.int().min(0), callbackId], {
        error: () => 'the id of a callback, such as 88888888-7, or its position.',
      })
      .optional()
      .meta({ description: 'Only callbacks after this one.' }),
  })

const member = () =>
  object('a member', {
    user: account(),
    state: oneOf(['talking', 'ringing'])
      .optional()
      .meta({ description: 'What they do now; if absent, anyone who was ever a member counts.' }),
  })

const call = () =>
  object('a call', {
    id: callId().optional(),
    app: app(),
    state: oneOf(['live', 'ended']).optional(),
    outcome: oneOf(outcomes).optional().meta({ description: 'How it ended.' }),
    from: account().optional().meta({ description: 'The caller.' }),
    member: member().optional().meta({ description: 'A member.' }),
  })

/** A wait as written: for requests, callbacks or calls, how many, and how long. */
export const awaitSchema = once(() =>
  object('an await', {
    request: request().optional().meta({ description: 'A request to the vendor surface.' }),
    webhook: webhook().optional().meta({ description: 'A callback.' }),
    call: call().optional().meta({ description: 'A call that is, or becomes, as described.' }),
    count: integer('how many are required', 1, mostAwaited).optional().meta({ default: 1 }),
    within: duration({ most: longestWait })
      .optional()
      .meta({ description: 'How long to wait, in real time.', default: '5s' }),
  }),
)

/** A wait as written, parsed. */
export type AwaitInput = z.infer<ReturnType<typeof awaitSchema>>
