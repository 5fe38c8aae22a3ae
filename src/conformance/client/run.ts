import type { ApiRequest } from '../../contracts/api-request.ts'
import { findErrorName, toError } from '../../contracts/errors.ts'
import { isOperationName, operations } from '../../contracts/operations.ts'
import { parseRequest } from '../../contracts/parse-request.ts'
import type { Entry, Journal } from '../../emulator/journal.ts'
import { type Json, readBody } from '../../emulator/validate-body.ts'

/** An exchange with what can be read off it. */
export interface Seen extends Entry {
  readonly ask: ApiRequest
  /** The body, if it is a JSON object that is here whole. */
  readonly json: Json | undefined
  /** Requests of one stream come from one asker to one application within one of its lives. */
  readonly stream: string
  /** Requests of one topic ask the very same. */
  readonly topic: string
  readonly trouble: Trouble
  /** Whether requests of its stream were under way at the same time, ever. */
  readonly isCrowded: boolean
}

/**
 * What a client saw of an answer: that all is well; no answer, since the connection was cut or it hung up; one that is
 * not as it should be; or an ErrorCode, by what is to be done about it.
 */
export type Trouble = 'none' | 'lost' | 'hung up' | 'spoilt' | 'again' | 'after a pause' | 'never'

/** A run of clients, made ready to be judged. */
export interface Run {
  readonly journal: Journal
  /** The requests of the Call API; what belongs elsewhere is evaluated by no rule. */
  readonly entries: readonly Seen[]
  /** By stream, in order. */
  readonly streams: ReadonlyMap<string, readonly Seen[]>
  /** By topic, in order. */
  readonly topics: ReadonlyMap<string, readonly Seen[]>
  /** Whether a request broke a rule of requests, so that what it got was its own doing. */
  isOwnDoing(entry: Seen): boolean
  /** Whether the last start_call_by_robot before a request, in its stream, gave no call. */
  isAfterFailedStart(entry: Seen): boolean
}

/** Makes a run ready; `slipped` are the numbers of requests that broke a rule of requests, and may be filled later. */
export function toRun(journal: Journal, slipped: ReadonlySet<number> = new Set()): Run {
  const own = journal.entries.filter(({ scope }) => scope === 'call-api')
  const crowded = findCrowded(own)
  const entries = own.map(entry => toSeen(entry, crowded))
  // Numbers are looked for by halves.
  entries.sort((one, other) => one.position - other.position)
  const streams = groupBy(entries, ({ stream }) => stream)
  const failed = new Set([...streams.values()].flatMap(findAfterFailedStart))
  return {
    journal,
    entries,
    streams,
    topics: groupBy(entries, ({ topic }) => topic),
    isOwnDoing: ({ position: number }) => slipped.has(number),
    isAfterFailedStart: entry => failed.has(entry),
  }
}

function findAfterFailedStart(stream: readonly Seen[]): Seen[] {
  let last: Seen | undefined
  return stream.filter(entry => {
    const isAfter = last !== undefined && last.trouble !== 'none'
    if (entry.command === 'start_call_by_robot') last = entry
    return isAfter
  })
}

const toStream = ({ epoch, sdkAppId, identifier }: Entry) => [epoch, sdkAppId, identifier].join('|')

/** The streams in which a request came before the answer to another had left. */
function findCrowded(entries: readonly Entry[]): ReadonlySet<string> {
  const crowded = new Set<string>()
  const latest = new Map<string, number>()
  const timed = entries.flatMap(entry => (entry.timing ? [{ stream: toStream(entry), ...entry.timing }] : []))
  for (const { stream, receivedAt: arrived, sentAt: left, abortedAt: hungUp } of timed.toSorted(
    (one, other) => one.receivedAt - other.receivedAt,
  )) {
    const before = latest.get(stream) ?? Number.NEGATIVE_INFINITY
    if (arrived < before) crowded.add(stream)
    latest.set(stream, Math.max(before, hungUp ?? left ?? arrived))
  }
  return crowded
}

function toSeen(entry: Entry, crowded: ReadonlySet<string>): Seen {
  const body = readBody(entry.unreadable === undefined ? { text: entry.body } : { unreadable: 'too large' })
  const json = !entry.isCut && 'json' in body ? body.json : undefined
  const stream = toStream(entry)
  const what = json === undefined ? entry.body : JSON.stringify(json)
  return {
    ...entry,
    ask: {
      ...parseRequest(entry.method, entry.target, { text: entry.body }),
      parameterHeaders: entry.parameterHeaders,
    },
    json,
    stream,
    topic: [stream, entry.command ?? entry.target, what].join('|'),
    trouble: toTrouble(entry),
    isCrowded: crowded.has(stream),
  }
}

const spoiling: ReadonlySet<string> = new Set(['http', 'empty', 'truncated', 'garbage', 'html'])
const lacking: ReadonlySet<string> = new Set(['omitted', 'mistyped'])

function toTrouble(entry: Entry): Trouble {
  const { timing: line, drop, failureModes, errorCode } = entry
  if (line?.abortedAt !== undefined) return 'hung up'
  if (drop !== undefined) return 'lost'
  if (failureModes.some(stumble => spoiling.has(stumble))) return 'spoilt'
  if (failureModes.some(stumble => lacking.has(stumble)) && !isWhole(entry)) return 'spoilt'
  if (!errorCode) return 'none'
  const name = findErrorName(errorCode)
  return name === undefined ? 'never' : toError(name).retry
}

/** Whether an answer has what tells a success from a failure, and what a success is for; clients live without the rest. */
function isWhole({ reply, errorCode, command }: Entry): boolean {
  const wantsResponse =
    errorCode === 0 && command !== undefined && isOperationName(command) && 'response' in operations[command]
  return (
    /"ErrorCode":-?\d/.test(reply) && /"ActionStatus":"/.test(reply) && (!wantsResponse || /"Response":\{/.test(reply))
  )
}

/**
 * How long a client waited between having one answer and asking the next thing, in milliseconds: of its own time where
 * the emulator's clock runs, and by whichever clock is longer where it only moves when told.
 */
export function toPause(_: Run, one: Seen, other: Seen): number {
  const virtual = other.at - one.at
  if (!one.timing || !other.timing) return virtual
  const real = other.timing.receivedAt - (one.timing.abortedAt ?? one.timing.sentAt ?? one.timing.receivedAt)
  return other.rate > 0 ? real : Math.max(real, virtual)
}

/** The next request of a list after one, which need not be in it; a list is in the order of its numbers. */
export const findNext = (list: readonly Seen[] | undefined, entry: Seen): Seen | undefined =>
  list?.[toPlace(list, entry.position + 1)]

/** The request of a list before one. */
export const findPrevious = (list: readonly Seen[] | undefined, entry: Seen): Seen | undefined =>
  list?.[toPlace(list, entry.position) - 1]

/** How many requests may have been under way at the same time. */
const crowd = 1_000

/**
 * The next request of a list that came after the answer to one had left: what came earlier was under way already, and
 * knew nothing of it. Where nobody looked at times, simply the next.
 */
export function findLater(list: readonly Seen[] | undefined, entry: Seen): Seen | undefined {
  if (!list) return undefined
  const from = toPlace(list, entry.position + 1)
  for (let place = from; place < Math.min(list.length, from + crowd); place++) {
    const other = list[place]
    if (other && isLater(entry, other)) return other
  }
  return undefined
}

/**
 * Whether a request can be a reaction to an answer. Where several are under way at the same time it may as well be another
 * worker's, if it comes by a connection that had been there already: then a reaction takes some milliseconds.
 */
export function isLater({ timing: line, isCrowded }: Seen, other: Seen): boolean {
  if (!line || !other.timing) return true
  const left = line.abortedAt ?? line.sentAt ?? line.receivedAt
  const isOther = isCrowded && line.connection !== other.timing.connection && (other.timing.opened ?? 0) < left
  return other.timing.receivedAt - left >= (isOther ? reflex : 0)
}

/** How quickly nobody reacts, in milliseconds, who has another request under way at the same time. */
const reflex = 25

/** The first place whose request has a number or a higher one. */
function toPlace(list: readonly Seen[], number: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.position ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}

/** Things in groups by a key, each group in the order of the things. */
export function groupBy<Item, Key>(items: readonly Item[], toKey: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = toKey(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
