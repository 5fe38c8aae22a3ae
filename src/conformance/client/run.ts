import { findErrorName, type ServiceError, toError } from '../../contracts/errors.ts'
import { isOperationName, operations } from '../../contracts/operations.ts'
import type { ApiRequest } from '../../contracts/parse-request.ts'
import { parseRequest } from '../../contracts/parse-request.ts'
import type { Entry, Journal } from '../../emulator/journal.ts'
import { type Json, readBody } from '../../emulator/validate-body.ts'

/** An exchange of the journal with what the rules need to know of it. */
export interface ClientRequest extends Entry {
  readonly parsed: ApiRequest
  /** The body, if it is a JSON object and was kept whole. */
  readonly json: Json | undefined
  /** Requests of one account to one application, between two resets, have the same stream. */
  readonly stream: string
  /** Requests of a stream with the same command and body have the same content. */
  readonly content: string
  readonly failure: FailureKind
  /** Whether several requests of its stream were ever in progress at the same time. */
  readonly isConcurrent: boolean
}

/**
 * How a response failed for the client: not at all; without one, because the connection was reset or the client closed
 * it; with one that is damaged; or with an ErrorCode, by when a retry of it helps.
 */
export type FailureKind = 'none' | 'lost' | 'disconnected' | 'corrupt' | ServiceError['retry']

/** A run of clients, prepared for the rules. */
export interface ClientRun {
  readonly journal: Journal
  /** The requests of the Call API, by number; no rule evaluates others. */
  readonly requests: readonly ClientRequest[]
  /** The requests of each stream, by number. */
  readonly streams: ReadonlyMap<string, readonly ClientRequest[]>
  /** The requests with the same content, by number. */
  readonly repeats: ReadonlyMap<string, readonly ClientRequest[]>
  /** Whether a request broke an error rule of requests, so that its response says nothing about other rules. */
  isInvalid(request: ClientRequest): boolean
  /** Whether the last start_call_by_robot before a request, in its stream, failed. */
  isAfterFailedStart(request: ClientRequest): boolean
}

/** Prepares a run; `invalid` has the numbers of requests that broke a rule of requests, and may be filled later. */
export function toClientRun(journal: Journal, invalid: ReadonlySet<number> = new Set()): ClientRun {
  const entries = journal.entries.filter(({ scope }) => scope === 'call-api')
  const concurrent = findConcurrentStreams(entries)
  const requests = entries.map(entry => toClientRequest(entry, concurrent))
  // Binary searches need the order.
  requests.sort((one, other) => one.position - other.position)
  const streams = groupBy(requests, ({ stream }) => stream)
  const afterFailedStart = new Set([...streams.values()].flatMap(findAfterFailedStart))
  return {
    journal,
    requests,
    streams,
    repeats: groupBy(requests, ({ content }) => content),
    isInvalid: ({ position }) => invalid.has(position),
    isAfterFailedStart: request => afterFailedStart.has(request),
  }
}

function findAfterFailedStart(stream: readonly ClientRequest[]): ClientRequest[] {
  let last: ClientRequest | undefined
  return stream.filter(request => {
    const isAfter = last !== undefined && last.failure !== 'none'
    if (request.command === 'start_call_by_robot') last = request
    return isAfter
  })
}

const toStream = ({ epoch, sdkAppId, identifier }: Entry) => [epoch, sdkAppId, identifier].join('|')

/** The streams in which a request was received before the response to an earlier one was sent. */
function findConcurrentStreams(entries: readonly Entry[]): ReadonlySet<string> {
  const concurrent = new Set<string>()
  const latest = new Map<string, number>()
  const timed = entries.flatMap(entry => (entry.timing ? [{ stream: toStream(entry), ...entry.timing }] : []))
  for (const { stream, receivedAt, sentAt, abortedAt } of timed.toSorted(
    (one, other) => one.receivedAt - other.receivedAt,
  )) {
    const before = latest.get(stream) ?? Number.NEGATIVE_INFINITY
    if (receivedAt < before) concurrent.add(stream)
    latest.set(stream, Math.max(before, abortedAt ?? sentAt ?? receivedAt))
  }
  return concurrent
}

function toClientRequest(entry: Entry, concurrent: ReadonlySet<string>): ClientRequest {
  const body = readBody(entry.unreadable === undefined ? { text: entry.body } : { unreadable: 'too large' })
  const json = !entry.isCut && 'json' in body ? body.json : undefined
  const stream = toStream(entry)
  return {
    ...entry,
    parsed: {
      ...parseRequest(entry.method, entry.target, { text: entry.body }),
      parameterHeaders: entry.parameterHeaders,
    },
    json,
    stream,
    content: [stream, entry.command ?? entry.target, json === undefined ? entry.body : JSON.stringify(json)].join('|'),
    failure: toFailure(entry),
    isConcurrent: concurrent.has(stream),
  }
}

const damaging: ReadonlySet<string> = new Set(['http', 'empty', 'truncated', 'garbage', 'html'])
const changing: ReadonlySet<string> = new Set(['omitted', 'mistyped'])

function toFailure(entry: Entry): FailureKind {
  const { timing, drop, failureModes, errorCode } = entry
  if (timing?.abortedAt !== undefined) return 'disconnected'
  if (drop !== undefined) return 'lost'
  if (failureModes.some(mode => damaging.has(mode))) return 'corrupt'
  if (failureModes.some(mode => changing.has(mode)) && !isUsable(entry)) return 'corrupt'
  if (!errorCode) return 'none'
  const name = findErrorName(errorCode)
  return name === undefined ? 'never' : toError(name).retry
}

/** Whether a response has the fields that distinguish success from failure, and the data of a success; the rest is optional. */
function isUsable({ reply, errorCode, command }: Entry): boolean {
  const needsResponse =
    errorCode === 0 && command !== undefined && isOperationName(command) && 'response' in operations[command]
  return (
    /"ErrorCode":-?\d/.test(reply) && /"ActionStatus":"/.test(reply) && (!needsResponse || /"Response":\{/.test(reply))
  )
}

/**
 * How long a client waited between one response and its next request, in milliseconds of real time; on a clock that is
 * moved by hand the time of that clock counts if it is longer.
 */
export function toPause(one: ClientRequest, next: ClientRequest): number {
  const virtual = next.at - one.at
  if (!one.timing || !next.timing) return virtual
  const real = next.timing.receivedAt - (one.timing.abortedAt ?? one.timing.sentAt ?? one.timing.receivedAt)
  return next.rate > 0 ? real : Math.max(real, virtual)
}

/** The first request of a list after another one, which need not be in it; the list is in the order of the numbers. */
export const findNext = (list: readonly ClientRequest[] | undefined, request: ClientRequest) =>
  list?.[findIndex(list, request.position + 1)]

/** The last request of a list before another one. */
export const findPrevious = (list: readonly ClientRequest[] | undefined, request: ClientRequest) =>
  list?.[findIndex(list, request.position) - 1]

/** How many requests may have been in progress at the same time. */
const mostConcurrent = 1_000

/** The first request of a list that can be a reaction to a response. Without timings it is the next one. */
export function findReaction(list: readonly ClientRequest[] | undefined, request: ClientRequest) {
  const from = list ? findIndex(list, request.position + 1) : 0
  return list?.slice(from, from + mostConcurrent).find(next => isReaction(request, next))
}

/**
 * Whether a request can be a reaction to a response, and was not sent before it. Where requests overlap, one on another
 * connection that was already open may be another worker's, unless it came some milliseconds later.
 */
export function isReaction({ timing, isConcurrent }: ClientRequest, next: ClientRequest): boolean {
  if (!timing || !next.timing) return true
  const end = timing.abortedAt ?? timing.sentAt ?? timing.receivedAt
  const mayBeOther = isConcurrent && timing.connection !== next.timing.connection && (next.timing.opened ?? 0) < end
  return next.timing.receivedAt - end >= (mayBeOther ? shortestReaction : 0)
}

/** A client with other requests in progress does not react faster than this, in milliseconds. */
const shortestReaction = 25

/** The first index whose request has at least this number. */
function findIndex(list: readonly ClientRequest[], number: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.position ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}

/** Items in groups by a key, each group in the order of the items. */
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

const noIds: readonly unknown[] = ['undefined', 'null', '', '[object Object]', 'NaN', null, undefined]

const commandsWithId: ReadonlySet<string | undefined> = new Set(['get_call_info', 'end_call', 'get_record_by_callid'])

/**
 * Whether a request names a call by an id that no response contained, because the start of the call failed. An id in a
 * field with the wrong name is an id; the wrong name is a finding of its own.
 */
export const hasIdOfFailedStart = (run: ClientRun, request: ClientRequest): boolean =>
  commandsWithId.has(request.command) &&
  request.json !== undefined &&
  noIds.includes(request.json.CallId) &&
  !hasOtherId(request.json) &&
  run.isAfterFailedStart(request)

/** Whether a body without CallId has a string or a number in another field. */
const hasOtherId = (json: Json): boolean =>
  json.CallId === undefined &&
  Object.values(json).some(value => (typeof value === 'string' || typeof value === 'number') && !noIds.includes(value))

/** Milliseconds for a sentence, such as `250 ms` or `3.2 s`. */
export const explainSpan = (milliseconds: number): string =>
  milliseconds >= 1_000 ? `${(milliseconds / 1_000).toFixed(1)} s` : `${Math.max(0, Math.round(milliseconds))} ms`
