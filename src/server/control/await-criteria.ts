import type { HeldCall } from '../../emulator/state.ts'
import type { Exchange } from '../../journal/exchange.ts'
import { type Delivery, toCallbackNumber } from '../../webhooks/delivery.ts'
import type { AwaitInput } from './await-schema.ts'

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
export const toWebhookCriteria = (want: NonNullable<AwaitInput['webhook']>): readonly Criterion<Delivery>[] => [
  ...is<Delivery>('command', want.command, one => one.command),
  ...is<Delivery>('callId', want.callId, one => one.call),
  ...is<Delivery>('app', want.app, one => one.app),
  ...is<Delivery>('state', want.state ?? (want.status === undefined ? 'delivered' : undefined), one => one.state),
  ...is<Delivery>('status', want.status, one => one.attempts.at(-1)?.status),
  ...isAfter<Delivery>(want.since === undefined ? undefined : toCallbackNumber(`${want.since}`), one =>
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
