import type * as z from 'zod'
import { errors, findErrorName } from '../contracts/errors.ts'
import type { answers } from '../server/admin/answers.ts'

/** The name of what a route of the admin API answers. */
export type AnswerName = keyof typeof answers

/** What a route of the admin API answers, by name. */
export type Answer<Name extends AnswerName> = z.infer<(typeof answers)[Name]>

/** An application. */
export type App = Answer<'AppList'>['apps'][number]

/** A request and its reply, `time` being `at` in Unix milliseconds. */
export type Exchange = Answer<'Exchange'> & { readonly time: number }

/** A callback with its attempts, `time` being `at` in Unix milliseconds. */
export type Callback = Answer<'Callback'> & { readonly time: number }

/** A call; `start` and `end` are its times in Unix milliseconds, `end` being undefined while it is live. */
export type Call = Answer<'Call'> & { readonly start: number; readonly end: number | undefined }

/** A fault that is armed. */
export type Fault = Answer<'Fault'>

/** The clock of the selected application. */
export type Clock = Answer<'Clock'>

/** Something done to the emulator that the timeline marks: a reset, a move or a new mode of the clock, a fault armed or disarmed. */
export interface Mark {
  readonly time: number
  readonly app: number | undefined
  readonly kind: 'reset' | 'clock' | 'armed' | 'disarmed'
  /** The scenario, the mode, `advanced`, or the id of the fault. */
  readonly what: string
}

/** How a reply is shown: its colour and its shape. */
export type ReplyKind = 'ok' | 'refused' | 'failed' | 'throttled'

/** An exchange of the admin API with its time. */
export const toExchange = (exchange: Answer<'Exchange'>): Exchange => ({ ...exchange, time: Date.parse(exchange.at) })

/** A callback of the admin API with its time. */
export const toCallback = (callback: Answer<'Callback'>): Callback => ({ ...callback, time: Date.parse(callback.at) })

/** A call of the admin API with its times. */
export const toCall = (call: Answer<'Call'>): Call => ({
  ...call,
  start: Date.parse(call.startedAt),
  end: call.endedAt === null ? undefined : Date.parse(call.endedAt),
})

const throttling: ReadonlySet<number> = new Set(
  [errors.TooManyRequests, errors.AppTooFrequent, errors.TooFrequent60018, errors.TooFrequent60019].map(
    ({ code }) => code,
  ),
)

/** How the reply of an exchange is shown: refused if the request is at fault, failed if the service or the connection is. */
export function toReplyKind({ errorCode, status, drop }: Pick<Exchange, 'errorCode' | 'status' | 'drop'>): ReplyKind {
  if (drop !== undefined || errorCode === undefined || status >= 500) return 'failed'
  if (errorCode === 0) return 'ok'
  if (throttling.has(errorCode)) return 'throttled'
  const name = findErrorName(errorCode)
  return name !== undefined && errors[name].retry !== 'never' ? 'failed' : 'refused'
}

const labels: { readonly [code: number]: string } = {
  0: 'OK',
  [errors.HttpParseError.code]: 'Bad request',
  [errors.JsonParseError.code]: 'Body not JSON',
  [errors.TooManyRequests.code]: 'Throttled',
  [errors.TooFrequent60018.code]: 'Too frequent',
  [errors.TooFrequent60019.code]: 'Too frequent',
  [errors.AppTooFrequent.code]: 'Too frequent',
}

/** A short label for an error code, such as `Call not found`. */
export function toCodeLabel(code: number): string {
  const name = labels[code] ?? findErrorName(code)
  if (name === undefined) return 'Unknown code'
  if (labels[code] !== undefined) return name
  const words = name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase()
  return (words.charAt(0).toUpperCase() + words.slice(1))
    .replace('usersig', 'UserSig')
    .replace('user sig', 'UserSig')
    .replace('json', 'JSON')
    .replace('sdk app id', 'SDKAppID')
}

/** The number and the words of a reply: an ErrorCode with its label, or what happened to the connection. */
export function toReplyText({ errorCode, status, drop }: Pick<Exchange, 'errorCode' | 'status' | 'drop'>): {
  readonly code: string
  readonly label: string
} {
  if (drop !== undefined) return { code: '', label: 'Connection reset' }
  if (errorCode === undefined)
    return { code: `${status}`, label: status === 200 ? 'Not the service’s reply' : 'HTTP status' }
  return { code: `${errorCode}`, label: toCodeLabel(errorCode) }
}

/** The request in a few words, for links and screen readers. */
export const toCommandLabel = ({ command, method, target }: Pick<Exchange, 'command' | 'method' | 'target'>): string =>
  command ?? `${method} ${target.split('?', 1)[0]}`

/** Adds or replaces items by position; the result is in the order of positions. */
export function mergeByPosition<Item extends { readonly position: number }>(
  items: readonly Item[],
  changed: readonly Item[],
): readonly Item[] {
  if (changed.length === 0) return items
  const last = items.at(-1)?.position ?? 0
  if (changed.every(({ position }, index) => position > (changed[index - 1]?.position ?? last)))
    return [...items, ...changed]
  const byPosition = new Map(items.map(item => [item.position, item]))
  for (const item of changed) byPosition.set(item.position, item)
  return [...byPosition.values()].sort((one, other) => one.position - other.position)
}
