import type { Ask } from '../../contracts/ask.ts'
import { findErrorName, toError } from '../../contracts/errors.ts'
import { type Json, readBody } from '../../gates/body.ts'
import { toAsk } from '../../gates/to-ask.ts'
import type { Entry, Journal } from '../../journal/journal.ts'

/** An exchange with what can be read off it. */
export interface Seen extends Entry {
  readonly ask: Ask
  /** The body, if it is a JSON object that is here whole. */
  readonly json: Json | undefined
  /** Requests of one stream come from one asker to one application within one of its lives. */
  readonly stream: string
  /** Requests of one topic ask the very same. */
  readonly topic: string
  readonly trouble: Trouble
}

/**
 * What a client saw of an answer: that all is well; no answer, since the connection was cut or it hung up; one that is
 * not as it should be; or an ErrorCode, by what is to be done about it.
 */
export type Trouble = 'none' | 'lost' | 'hung up' | 'spoilt' | 'again' | 'after a pause' | 'never'

/** A run of clients, made ready to be judged. */
export interface Run {
  readonly journal: Journal
  readonly entries: readonly Seen[]
  /** By stream, in order. */
  readonly streams: ReadonlyMap<string, readonly Seen[]>
  /** By topic, in order. */
  readonly topics: ReadonlyMap<string, readonly Seen[]>
  /** Whether a request broke a rule of requests, so that what it got was its own doing. */
  isOwnDoing(entry: Seen): boolean
}

/** Makes a run ready; `slipped` are the numbers of requests that broke a rule of requests, and may be filled later. */
export function toRun(journal: Journal, slipped: ReadonlySet<number> = new Set()): Run {
  const entries = journal.entries.map(toSeen)
  // Numbers are looked for by halves.
  entries.sort((one, other) => one.number - other.number)
  return {
    journal,
    entries,
    streams: groupBy(entries, ({ stream }) => stream),
    topics: groupBy(entries, ({ topic }) => topic),
    isOwnDoing: ({ number }) => slipped.has(number),
  }
}

function toSeen(entry: Entry): Seen {
  const body = readBody(entry.unreadable === undefined ? { text: entry.body } : { unreadable: 'too large' })
  const json = !entry.isCut && 'json' in body ? body.json : undefined
  const stream = [entry.beginning, entry.life, entry.sdkAppId, entry.identifier].join('|')
  const what = json === undefined ? entry.body : JSON.stringify(json)
  return {
    ...entry,
    ask: toAsk(entry.method, entry.target, { text: entry.body }),
    json,
    stream,
    topic: [stream, entry.command ?? entry.target, what].join('|'),
    trouble: toTrouble(entry),
  }
}

const spoiling: ReadonlySet<string> = new Set(['http', 'empty', 'truncated', 'garbage', 'html', 'omitted', 'mistyped'])

function toTrouble({ line, drop, stumbles, errorCode }: Entry): Trouble {
  if (line?.hungUp !== undefined) return 'hung up'
  if (drop !== undefined) return 'lost'
  if (stumbles.some(stumble => spoiling.has(stumble))) return 'spoilt'
  if (!errorCode) return 'none'
  const name = findErrorName(errorCode)
  return name === undefined ? 'never' : toError(name).retry
}

/**
 * How long a client waited between having one answer and asking the next thing, in milliseconds: of its own time where
 * the emulator's clock runs, and by whichever clock is longer where it only moves when told.
 */
export function toPause({ journal }: Run, one: Seen, other: Seen): number {
  const virtual = other.at - one.at
  if (!one.line || !other.line) return virtual
  const real = other.line.arrived - (one.line.hungUp ?? one.line.left ?? one.line.arrived)
  return journal.rate > 0 ? real : Math.max(real, virtual)
}

/** The next request of a list after one, which need not be in it; a list is in the order of its numbers. */
export const findNext = (list: readonly Seen[] | undefined, entry: Seen): Seen | undefined =>
  list?.[toPlace(list, entry.number + 1)]

/** The last request of a list before one of which something is true. */
export const findBefore = (
  list: readonly Seen[] | undefined,
  entry: Seen,
  isIt: (other: Seen) => boolean,
): Seen | undefined => {
  for (let place = list ? toPlace(list, entry.number) - 1 : -1; place >= 0; place--) {
    const other = list?.[place]
    if (other && isIt(other)) return other
  }
  return undefined
}

/** The first place whose request has a number or a higher one. */
function toPlace(list: readonly Seen[], number: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.number ?? 0) < number) low = middle + 1
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
