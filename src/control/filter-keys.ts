import type { Media, Outcome } from '../call/call.ts'
import type { DeliveryState } from '../emulator/callbacks/outgoing-callback.ts'
import { isRecord, keysOf } from '../text/data.ts'
import { parseDuration } from '../text/duration.ts'
import { formatList } from '../text/format.ts'

// The console bundles this module: it imports nothing heavy.

/** What is filtered, as the admin API shows it; only the fields that filters look at. Times are ISO 8601 or Unix milliseconds. */
export interface FilterItems {
  readonly requests: {
    readonly position: number
    readonly at: string | number
    readonly target: string
    readonly body: string
    readonly reply: string
    readonly test?: string | undefined
    readonly command?: string | undefined
    readonly sdkAppId?: number | undefined
    readonly identifier?: string | undefined
    readonly callId?: string | undefined
    readonly status: number
    readonly errorCode?: number | undefined
    readonly faults: readonly string[]
  }
  readonly callbacks: {
    readonly position: number
    readonly at: string | number | null
    readonly app: number
    readonly call: string
    readonly command: string
    readonly url: string
    readonly state: DeliveryState
    readonly code: string | null
    readonly reason: string | null
    readonly body: unknown
    readonly attempts: readonly { readonly answer: string | null }[]
  }
  readonly calls: {
    readonly id: string
    readonly app: number
    readonly state: 'live' | 'ended'
    readonly outcome: Outcome | null
    readonly from: string
    readonly media: Media
    readonly room: string | number | null
    readonly group: string | null
    readonly everyone: readonly string[]
    readonly startedAt: string | number
  }
}

/** What a filter is for. */
export type FilterKind = keyof FilterItems

/** Whether an item meets a condition. `now` is the time of the item's application, in Unix milliseconds. */
export type Test<Item> = (item: Item, now: number) => boolean

/** What the values of a key mean. */
export interface Key<Item> {
  readonly about: string
  readonly expected: string
  /** Every value, if there are only these. */
  readonly values?: readonly string[]
  /** The test of a value; undefined if it is invalid. */
  parse(value: string): Test<Item> | undefined
}

const byText = <Item>(about: string, expected: string, test: (item: Item, value: string) => boolean): Key<Item> => ({
  about,
  expected,
  parse: value => item => test(item, value),
})

const byChoice = <Item, Word extends string>(
  about: string,
  words: { readonly [One in Word]: true },
  read: (item: Item) => Word | null,
): Key<Item> => {
  const values = keysOf(words)
  return {
    about,
    expected: formatList(values),
    values,
    parse: value => (values.some(word => word === value) ? item => read(item) === value : undefined),
  }
}

const byNumber = <Item>(about: string, expected: string, read: (item: Item) => number | undefined): Key<Item> => ({
  about,
  expected: `${expected}, or none`,
  parse(value) {
    if (value === 'none') return item => read(item) === undefined
    return /^\d{1,12}$/.test(value) ? item => read(item) === Number(value) : undefined
  },
})

const byApp = <Item>(read: (item: Item) => number | undefined) =>
  byNumber('the application', 'an SDKAppID such as 88888888', read)

const byCall = <Item>(read: (item: Item) => string | undefined) =>
  byText<Item>('the call', 'the beginning of a call id', (item, value) => read(item)?.startsWith(value) === true)

/** Times: `since` includes them, `until` too. Positions: `since` begins after one, `until` includes it. */
const byTime = <Item>(
  side: 'since' | 'until',
  read: (item: Item) => string | number | null,
  toPosition?: (item: Item) => number,
): Key<Item> => ({
  about: side === 'since' ? 'the earliest' : 'the latest',
  expected: formatList([
    'a duration such as 1m',
    ...(toPosition ? ['a position such as 12'] : []),
    'a time such as 2026-01-15T09:31:00Z',
  ]),
  parse(value) {
    const sign = side === 'since' ? 1 : -1
    if (toPosition && /^\d{1,12}$/.test(value)) {
      return item => (side === 'since' ? toPosition(item) > Number(value) : toPosition(item) <= Number(value))
    }
    const isAtLeast = (item: Item, instant: number) => sign * (toInstant(read(item)) - instant) >= 0
    const ago = parseDuration(value)
    if (ago !== undefined && Number.isFinite(ago)) return (item, now) => isAtLeast(item, now - ago)
    const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : Number.NaN
    return Number.isNaN(instant) ? undefined : item => isAtLeast(item, instant)
  },
})

const byFault: Key<FilterItems['requests']> = {
  about: 'the fault that was applied',
  expected: 'yes, no or the id of a fault',
  parse(value) {
    if (value === 'yes' || value === 'no') return ({ faults }) => faults.length > 0 === (value === 'yes')
    return ({ faults }) => faults.includes(value)
  },
}

const byStatus: Key<FilterItems['requests']> = {
  about: 'the HTTP status',
  expected: 'an HTTP status such as 502 or 5xx',
  parse(value) {
    if (/^\d{3}$/.test(value)) return ({ status }) => status === Number(value)
    return /^[1-5]xx$/.test(value) ? ({ status }) => Math.floor(status / 100) === Number(value[0]) : undefined
  },
}

const byAttempts: Key<FilterItems['callbacks']> = {
  about: 'how often it was sent',
  expected: 'a number such as 2, or a bound such as >1 or <3',
  parse(value) {
    const [, sign, digits] = /^([<>]?)(\d{1,6})$/.exec(value) ?? []
    if (digits === undefined) return undefined
    const bound = Number(digits)
    if (sign === '>') return ({ attempts }) => attempts.length > bound
    return sign === '<' ? ({ attempts }) => attempts.length < bound : ({ attempts }) => attempts.length === bound
  },
}

const toInstant = (time: string | number | null) => (typeof time === 'number' ? time : Date.parse(time ?? ''))

const account = 'an account such as user1'

const command = 'a command such as get_call_info'

/** Whether a text in any case has a part, which is in lowercase. */
export const contains = (text: string | null | undefined, part: string) => text?.toLowerCase().includes(part) === true

/** Whether JSON, or any other text, has a string that is exactly this one. */
const quotes = (text: string, value: string) => text.includes(JSON.stringify(value))

/** Whether data contains a string that is exactly this one. */
function holds(data: unknown, value: string): boolean {
  if (Array.isArray(data) || isRecord(data)) return Object.values(data).some(part => holds(part, value))
  return data === value
}

type Keys<Item> = { readonly [name: string]: Key<Item> }

const keys: { readonly [Kind in FilterKind]: Keys<FilterItems[Kind]> } = {
  requests: {
    command: byText('the command', command, (one, value) => one.command === value),
    code: byNumber('the ErrorCode', 'an ErrorCode such as 101001', one => one.errorCode),
    call: byCall(one => one.callId),
    user: byText(
      'the identifier, or an account in body or reply',
      account,
      (one, value) => one.identifier === value || quotes(one.body, value) || quotes(one.reply, value),
    ),
    app: byApp(one => one.sdkAppId),
    fault: byFault,
    since: byTime(
      'since',
      one => one.at,
      one => one.position,
    ),
    until: byTime(
      'until',
      one => one.at,
      one => one.position,
    ),
    test: byText('the name of the test', 'part of a test name', (one, value) =>
      contains(one.test, value.toLowerCase()),
    ),
    status: byStatus,
    path: byText('the path of the URL', 'part of a path', (one, value) =>
      contains(one.target.split('?', 1)[0], value.toLowerCase()),
    ),
  },
  callbacks: {
    command: byText(
      'the command',
      'a command such as Call.CallbackAfterEndCall',
      (one, value) => one.command === value,
    ),
    state: byChoice(
      'the state of the delivery',
      { waiting: true, sending: true, delivered: true, failed: true, dropped: true },
      one => one.state,
    ),
    call: byCall(one => one.call),
    app: byApp(one => one.app),
    user: byText('an account in the body', account, (one, value) => holds(one.body, value)),
    since: byTime(
      'since',
      one => one.at,
      one => one.position,
    ),
    attempts: byAttempts,
    code: byText('why it was not delivered', 'a reason such as timeout, or none', (one, value) =>
      value === 'none' ? one.code === null : one.code === value,
    ),
  },
  calls: {
    state: byChoice('whether it is live', { live: true, ended: true }, one => one.state),
    outcome: byChoice(
      'how it ended',
      {
        completed: true,
        cancelled: true,
        rejected: true,
        unanswered: true,
        busy: true,
        interrupted: true,
        offline: true,
      },
      one => one.outcome,
    ),
    call: byCall(one => one.id),
    user: byText('an account that was ever in the call', account, (one, value) => one.everyone.includes(value)),
    app: byApp(one => one.app),
    media: byChoice('the media', { audio: true, video: true }, one => one.media),
    since: byTime('since', one => one.startedAt),
  },
}

/** The names of the keys that filters of a kind have. */
export const listKeys = (kind: FilterKind): readonly string[] => Object.keys(keys[kind])

/** A key by its name; undefined if filters of the kind have none of that name. */
export const findKey = <Kind extends FilterKind>(kind: Kind, name: string): Key<FilterItems[Kind]> | undefined =>
  Object.hasOwn(keys[kind], name) ? keys[kind][name] : undefined

/** The texts of an item that a word without a key is searched in. */
export const texts: {
  readonly [Kind in FilterKind]: (item: FilterItems[Kind]) => readonly (string | null | undefined)[]
} = {
  requests: one => [one.target.replaceAll(/usersig=[^&]*/gi, ''), one.body, one.reply, one.test],
  callbacks: one => [
    one.command,
    one.url,
    JSON.stringify(one.body),
    one.reason,
    ...one.attempts.map(({ answer }) => answer),
  ],
  calls: one => [one.id, one.room === null ? null : `${one.room}`, one.group, ...one.everyone],
}
