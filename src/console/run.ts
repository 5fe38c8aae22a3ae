import type * as z from 'zod'
import { errors, findErrorName } from '../contracts/errors.ts'
import type { answers } from '../server/admin/answers.ts'

/** The name of what a route of the admin API answers. */
export type AnswerName = keyof typeof answers

/** What a route of the admin API answers, by name. */
export type Answer<Name extends AnswerName> = z.infer<(typeof answers)[Name]>

/** A contract report: on a client, as the admin API answers it, or in a saved page on a server, a receiver or a sweep. */
export interface Report extends Omit<Answer<'Report'>, 'kind' | 'failureCoverage' | 'runs' | 'commandFailures'> {
  readonly kind: string
  readonly failureCoverage?: Answer<'Report'>['failureCoverage']
  /** What was looked at, and what else there is to show; in saved pages. */
  readonly facts?: readonly { readonly name?: string; readonly text: string }[]
  readonly sections?: readonly {
    readonly id: string
    readonly title: string
    readonly text?: string
    readonly items?: readonly string[]
    readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  }[]
}

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

/** Something that is scheduled: `short` says it in one or two words beside its subject, `text` in a sentence without an end. */
export type Due = Clock['due'][number] & { readonly time: number; readonly short: string; readonly text: string }

/** Something done to the emulator that the timeline marks: a reset, a move or a new mode of the clock, a fault armed or disarmed. */
export interface Mark {
  readonly time: number
  readonly app: number | undefined
  readonly kind: 'reset' | 'clock' | 'armed' | 'disarmed'
  /** The scenario, the mode, `advanced`, or the id of the fault. */
  readonly what: string
}

/**
 * The marks of what was done since the last reset. A reset itself is the first, at the `beginning` of the new life: its own
 * time is one of the life before. The scenario has `faultCount` faults.
 */
export function toMarks(
  actions: Answer<'ActionList'>['actions'],
  faultCount: number,
  beginning: number,
): readonly Mark[] {
  const marks: Mark[] = []
  let armed = faultCount
  for (const { at, app, does, input } of actions) {
    const time = Date.parse(at)
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    switch (does) {
      case 'load-scenario':
      case 'restore-snapshot':
      case 'reset':
        marks.splice(0, marks.length, ...(app === undefined ? [] : marks.filter(one => one.app !== app)))
        marks.push({ time: beginning, app, kind: 'reset', what: text(input?.name) })
        if (app === undefined) armed = faultCount
        break
      case 'set-clock':
        marks.push({ time, app, kind: 'clock', what: text(input?.mode) })
        break
      case 'advance-clock':
        marks.push({ time, app, kind: 'clock', what: 'advanced' })
        break
      case 'arm-fault':
        marks.push({ time, app, kind: 'armed', what: `fault-${++armed}` })
        break
      case 'disarm-fault':
        marks.push({ time, app, kind: 'disarmed', what: text(input?.id) })
        break
      default:
    }
  }
  return marks
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

const actionWords: { readonly [does: string]: string } = {
  answer: 'answers',
  reject: 'rejects',
  busy: 'is busy',
  hangup: 'hangs up',
  offline: 'goes offline',
  join: 'joins',
  invite: 'invited',
  'cancel-invite': 'uninvited',
  cancel: 'is cancelled',
  interrupt: 'is interrupted',
  end: 'ends',
}

/** A scheduled item of the admin API with its time and its words. */
export function toDue(due: Clock['due'][number]): Due {
  const { at, kind, call, user, users, does = '', command = 'the request', callback } = due
  const who = user ?? users?.join(', ') ?? call ?? 'the call'
  const word = actionWords[does] ?? does
  const words: { readonly [Kind in Due['kind']]: readonly [short: string, text: string] } = {
    start: ['starts', `call ${call ?? ''} starts`.replace('  ', ' ')],
    step: [word, `${who} ${users === undefined ? '' : users.length === 1 ? 'is ' : 'are '}${word}`],
    'ring-timeout': ['rings out', `${who} rings out`],
    delivery: ['is sent', `callback ${toNumber(callback)} is sent`],
    retry: ['retry', `retry of callback ${toNumber(callback)}`],
    record: ['record', `the record of ${call ?? 'a call'} becomes available`],
    reply: ['reply', `delayed reply to ${command}`],
  }
  const [short, text] = words[kind]
  return { ...due, time: Date.parse(at), short, text }
}

/** The number in an id such as `88888888-17`. */
const toNumber = (id: string | undefined): string => id?.slice(id.lastIndexOf('-') + 1) ?? ''

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
    .replace(/user ?sig/i, 'UserSig')
    .replace(/json/i, 'JSON')
    .replace(/sdk app id/i, 'SDKAppID')
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

/**
 * The wall time that belongs to a time of the application's clock, in Unix milliseconds: that of the nearest request before
 * it, and what has passed since then as far as the clock ran by itself. Undefined if no request shows it.
 */
export function toWallTime(exchanges: readonly Exchange[], time: number): number | undefined {
  const before = exchanges.findLast(one => one.time <= time && one.receivedAt !== undefined)
  if (before?.receivedAt === undefined) return undefined
  return before.receivedAt + (before.rate > 0 ? (time - before.time) / before.rate : 0)
}
