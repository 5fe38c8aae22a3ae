import { recordDelay } from '../../../call/record.ts'
import { findErrorName, toError } from '../../../contracts/errors.ts'
import { isOperationName, operations } from '../../../contracts/operations.ts'
import { slowestBody } from '../../../contracts/parse-request.ts'
import { findRefusalSource } from '../../../contracts/refusal-order.ts'
import type { Source } from '../../../contracts/source.ts'
import {
  explainMet,
  findRetrySequences,
  isNotFound,
  isReadOnly,
  type Met,
  type RetrySequence,
  toMet,
  toSteps,
} from '../retries.ts'
import { type ClientRule, defineClientRule } from '../rule.ts'
import {
  type ClientRequest,
  type ClientRun,
  explainSpan,
  findNext,
  findReaction,
  groupBy,
  isReaction,
  toPause,
} from '../run.ts'

const second = 1_000

/** The shortest pauses before a retry, in milliseconds: after a temporary failure, and after too many requests. */
const shortestPause = 100
const shortestBackoff = 200

/** Two requests with the same content this close together are not a coincidence, in milliseconds. */
const repeatedAtOnce = 1_000

/** The most attempts at one request; a client that repeats it less than once a second is polling. */
const mostAttempts = 10
const pollingPause = 1_000

/** How many requests may follow the end of a call, since they were in progress or are another client's. */
const mostAfterEnd = 1

/** Connections close just after a command has exited, in milliseconds. */
const exiting = 200

/** From how many missed chances on new connections are a habit. */
const leastMissed = 4

/** How long an idle connection can certainly be reused, in milliseconds of real time. */
const longestIdle = 5_000

/** A client that does not keep connections closes them this soon after a response; requests of a burst are closer. */
const closingTime = 25

/** How many requests in a row are a poll, and the shortest pause between them, in milliseconds. */
const leastPolls = 5
const shortestPoll = 1_000

/** The page that documents a refusal: that of the command, if it declares it. */
function findErrorSource({ command, errorCode }: ClientRequest): Source | undefined {
  const name = errorCode ? findErrorName(errorCode) : undefined
  if (name === undefined || command === undefined || !isOperationName(command)) return undefined
  return findRefusalSource(operations[command], name)
}

/** Two tests may send the same request by coincidence; one client, at once and with nothing in between, does not. */
const isImmediate = (run: ClientRun, first: ClientRequest, next: ClientRequest) =>
  findNext(run.streams.get(first.stream), first) === next && toPause(first, next) < repeatedAtOnce

function isFast({ attempts }: RetrySequence, milliseconds: number): boolean {
  const pauses = toSteps(attempts).map(([before, next]) => toPause(before, next))
  return pauses.filter(pause => pause < milliseconds).length * 2 > pauses.length
}

/** The most requests within a second, and the last of them: of real time, or of both clocks if one is moved by hand. */
function findBusiestSecond(requests: readonly ClientRequest[]) {
  let from = 0
  let most = 0
  let subject: ClientRequest | undefined
  for (const [index, request] of requests.entries()) {
    for (let first = requests[from]; first && from < index && toSpan(first, request) >= second; first = requests[from])
      from++
    if (index - from + 1 <= most) continue
    most = index - from + 1
    subject = request
  }
  return { most, subject }
}

function toSpan(first: ClientRequest, last: ClientRequest): number {
  const virtual = last.at - first.at
  if (!first.timing || !last.timing) return virtual
  const real = last.timing.receivedAt - first.timing.receivedAt
  return last.rate > 0 ? real : Math.max(real, virtual)
}

/** Whether the response before was sent, whole, shortly before this request, so that its connection could be reused. */
function couldReuse(before: ClientRequest | undefined, { timing }: ClientRequest): boolean {
  if (!before?.timing || !timing || before.drop !== undefined || before.timing.abortedAt !== undefined) return false
  const { sentAt = Number.POSITIVE_INFINITY, closed = Number.POSITIVE_INFINITY } = before.timing
  const idle = timing.receivedAt - sentAt
  if (idle < 0 || idle >= longestIdle) return false
  // In a burst a request has its own connection while the response before is in transit.
  if ((timing.opened ?? timing.receivedAt) < sentAt) return false
  return closed - sentAt <= closingTime || idle >= closingTime
}

function countLongest(numbers: readonly number[], isMet: (number: number) => boolean): number {
  let longest = 0
  let run = 0
  for (const number of numbers) {
    run = isMet(number) ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** The rules on what a client does over time. */
export const behaviourRules: readonly ClientRule[] = [
  defineClientRule({
    id: 'RB-B01',
    severity: 'warning',
    title: 'Retries after an internal error, a timeout of the service or a connection reset',
    reason: '101001 is documented with the advice to retry; the others are temporary, too.',
    source: { page: 68932 },
    fix: 'Retry ErrorCodes 101001, 60008, 60013, 60014, 70169, 70500 and 100001 a few times with growing pauses, and read-only commands after a connection reset.',
    examples: { good: [{ fault: { error: 101_001 } }, { after: '200ms' }], bad: [{ fault: { error: 101_001 } }] },
    messages: { never: (met: Met) => `It met ${explainMet(met)} and did not retry.` },
    *evaluate(run) {
      for (const { first, attempts } of findRetrySequences(run, ['immediate', 'lost'])) {
        // Whether the service has carried out a request whose response was lost is unknown, so a retry may do harm.
        if (first.drop === 'during' || (first.drop === 'before' && !isReadOnly(first.command))) continue
        if (attempts.length > 1) yield { subject: first }
        else yield { subject: first, broken: { code: 'never', ...toMet(first) }, source: findErrorSource(first) }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B02',
    title: 'Does not repeat a request that was refused permanently',
    reason: 'The same request gets the same refusal; each repetition only counts against the rate limit.',
    source: { assumed: 'the pages give each code a meaning; which may be retried follows from it' },
    fix: 'Retry by code: never 101002, 101004, 60010 or 70xxx (except 70169 and 70500). Fix the request, renew the UserSig, or give up.',
    examples: { good: [{ fault: { error: 60_020 } }], bad: [{ fault: { error: 60_020 }, times: 3, after: '200ms' }] },
    messages: {
      once: ({ errorCode, pause }: { errorCode: number | undefined; pause: number }) =>
        `It was refused with ${errorCode} and sent again after ${explainSpan(pause)}.`,
      repeated: ({ errorCode, times }: { errorCode: number | undefined; times: number }) =>
        `It was refused with ${errorCode} and sent ${times} more times.`,
    },
    *evaluate(run) {
      for (const { first, attempts } of findRetrySequences(run, ['never'])) {
        if (isNotFound(first)) continue
        const { errorCode } = first
        const repeats = attempts.slice(1).filter(other => other.failure === 'never' && isReaction(first, other))
        const [next] = repeats
        if (!next || (repeats.length === 1 && !isImmediate(run, first, next))) yield { subject: first }
        else if (repeats.length === 1)
          yield { subject: first, broken: { code: 'once', errorCode, pause: toPause(first, next) } }
        else yield { subject: first, broken: { code: 'repeated', errorCode, times: repeats.length } }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B03',
    severity: 'warning',
    title: `Waits at least ${shortestPause} ms before a retry`,
    reason: 'An internal failure usually lasts a short time, and a thousand clients that retry at once prolong it.',
    source: { assumed: 'the page says to retry, and not when; the bound is ours' },
    fix: 'Wait some hundred milliseconds before the first retry, and double the pause before each further one.',
    examples: {
      good: [{ fault: { error: 101_001 } }, { after: '200ms' }],
      bad: [{ fault: { error: 101_001 } }, { after: '20ms' }],
    },
    messages: {
      fast: ({ met, pause }: { met: Met; pause: number }) =>
        `It met ${explainMet(met)} and retried after ${explainSpan(pause)}.`,
    },
    *evaluate(run) {
      for (const { attempts } of findRetrySequences(run, ['immediate', 'corrupt'])) {
        for (const [subject, next] of toSteps(attempts)) {
          if ((subject.failure !== 'immediate' && subject.failure !== 'corrupt') || !isReaction(subject, next)) continue
          const pause = toPause(subject, next)
          if (pause >= shortestPause) yield { subject }
          else yield { subject, broken: { code: 'fast', met: toMet(subject), pause } }
        }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B04',
    severity: 'warning',
    title: `Gives up after at most ${mostAttempts} attempts`,
    reason: 'The caller has to know of a lasting failure; endless attempts pile up until it ends.',
    source: { assumed: 'the page says to retry, and not how often; the bound is ours' },
    fix: 'Limit the retries by number and by time, and return the last error to the caller.',
    examples: {
      good: [{ fault: { error: 101_001 }, times: 4, after: '200ms' }],
      bad: [{ fault: { error: 101_001 }, times: 11, after: '200ms' }],
    },
    messages: {
      endless: ({ met, times }: { met: Met; times: number }) =>
        `It met ${explainMet(met)} and failed ${times} times in a row.`,
    },
    *evaluate(run) {
      for (const sequence of findRetrySequences(run, ['immediate', 'corrupt', 'lost', 'backoff'])) {
        const { first: subject, attempts, succeeded } = sequence
        const times = attempts.filter(({ failure }) => failure !== 'none').length
        if (times > mostAttempts) {
          // Attempts without pauses are a finding of RB-B03.
          if (isFast(sequence, pollingPause) && (subject.failure === 'lost' || !isFast(sequence, shortestPause)))
            yield { subject, broken: { code: 'endless', met: toMet(subject), times } }
        } else if (times > 1 && !succeeded) yield { subject }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B05',
    title: `Waits at least ${shortestBackoff} ms after a refusal for too many requests`,
    reason: 'The limit is counted over a second: a request that follows at once is refused again.',
    source: { assumed: 'the limit and its code are documented, how long to wait is not; the bound is ours' },
    fix: 'After 60007, hold back all requests of that command for about a second plus a random delay.',
    examples: {
      good: [{ fault: { error: 60_007 } }, { after: '1s' }],
      bad: [{ fault: { error: 60_007 } }, { after: '50ms' }],
    },
    messages: {
      fast: ({ errorCode, pause }: { errorCode: number | undefined; pause: number }) =>
        `It was refused for too many requests (${errorCode}) and sent the next after ${explainSpan(pause)}.`,
    },
    *evaluate(run) {
      const toConnection = ({ stream, command, timing, position }: ClientRequest) =>
        [stream, command, timing?.connection ?? `none of ${position}`].join('|')
      const byConnection = groupBy(run.requests, toConnection)
      for (const subject of run.requests) {
        if (subject.failure !== 'backoff' || run.isInvalid(subject)) continue
        // Concurrent requests are not reactions; one with the same content or on the same connection is.
        const lists = [run.repeats.get(subject.content), byConnection.get(toConnection(subject))]
        const [next] = lists
          .flatMap(list => findReaction(list, subject) ?? [])
          .toSorted((one, other) => one.position - other.position)
        if (!next) continue
        const pause = toPause(subject, next)
        if (pause >= shortestBackoff) yield { subject }
        else yield { subject, broken: { code: 'fast', errorCode: subject.errorCode, pause } }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B06',
    title: 'Stops requesting a call once it has ended',
    reason: '101004 means that the call does not exist or has ended; this is final.',
    source: toError('CallNotFound').source,
    fix: 'Stop polling when get_call_info returns 101004, and read the record instead. If two tests share the id, give each a call of its own or reset in between.',
    examples: { good: [{ body: { CallId: 'ended-call' } }], bad: [{ body: { CallId: 'ended-call' }, times: 4 }] },
    messages: {
      polled: ({ times }: { times: number }) => `It received 101004 for the call and requested it ${times} more times.`,
    },
    *evaluate(run) {
      const { code } = toError('CallNotFound')
      for (const repeats of run.repeats.values()) {
        const index = repeats.findIndex(({ failure, errorCode }) => failure === 'never' && errorCode === code)
        const subject = repeats[index]
        if (subject?.command !== 'get_call_info' || run.isInvalid(subject)) continue
        const times = repeats.slice(index + 1).filter(other => isReaction(subject, other)).length
        if (times <= mostAfterEnd) yield { subject }
        else yield { subject, broken: { code: 'polled', times } }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B07',
    title: 'Stays below the documented rate limit of each command by itself',
    reason: 'Each command takes 200 requests a second for an application.',
    source: { page: 68932 },
    isOnEachPage: true,
    fix: 'Queue requests in the client, with a limit a little below the documented one that all of its processes share.',
    examples: { good: [{ times: 180, after: '5ms' }], bad: [{ times: 201, after: '4ms' }] },
    messages: {
      many: ({ most, limit }: { most: number; limit: number }) =>
        `${most} requests were received within a second; the limit is ${limit}.`,
    },
    *evaluate(run) {
      // A request that is refused as invalid does not count against the limit, and has a finding of its own.
      const counted = run.requests.filter(request => !(request.failure === 'never' && run.isInvalid(request)))
      for (const own of groupBy(counted, one => `${one.epoch}|${one.sdkAppId}|${one.command}`).values()) {
        const command = own[0]?.command
        if (command === undefined || !isOperationName(command)) continue
        const { limit } = operations[command].perSecond
        const { most, subject } = findBusiestSecond(own)
        if (!subject || most * 2 <= limit) continue
        if (most <= limit) yield { subject }
        else yield { subject, broken: { code: 'many', most, limit } }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B08',
    title: `Waits longer than ${slowestBody / 1_000} s for a response`,
    reason:
      'The backend itself gives up after 3 s; a client that disconnects earlier never learns the outcome of the request.',
    source: { page: 68926 },
    fix: "Set the client's timeout above 3 s, such as 5 s. Check the timeouts for connecting, for reading and for the whole request.",
    examples: { good: [{ fault: { delay: '3s' } }], bad: [{ fault: { delay: '2900ms' }, timeout: '2s' }] },
    messages: {
      early: ({ waited }: { waited: number }) =>
        `It disconnected after ${explainSpan(waited)}, before the response was complete.`,
    },
    *evaluate({ requests, journal }) {
      for (const subject of requests) {
        const { timing, failureModes } = subject
        if (!timing || !(failureModes.includes('slow') || failureModes.includes('dribble'))) continue
        const end = timing.abortedAt ?? timing.sentAt
        if (end === undefined) continue
        const waited = end - timing.receivedAt
        if (waited >= slowestBody) yield { subject }
        else if (timing.abortedAt !== undefined && !(journal.run && timing.abortedAt > journal.run.ended - exiting))
          yield { subject, broken: { code: 'early', waited } }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B09',
    severity: 'warning',
    title: 'Uses a connection for more than one request',
    reason:
      'The service asks for connections that are kept alive and pooled; a new one for each request costs three round trips.',
    source: { page: 68926 },
    fix: 'Create one HTTP client with keep-alive (an agent, session or pool), use it for all requests, and read each body to its end. A process that sends a single request cannot.',
    examples: { good: [{ times: 6 }], bad: [{ connection: 'new', times: 6 }] },
    messages: {
      new: ({ requests, connections }: { requests: number; connections: number }) =>
        `${requests} requests used ${connections} connections and reused none.`,
    },
    *evaluate({ requests, journal }) {
      // Requests to other services use connections, too.
      const firstUse = new Map<number | undefined, number>()
      for (const { timing, position } of journal.entries)
        if (!firstUse.has(timing?.connection)) firstUse.set(timing?.connection, position)
      const connected = requests.filter(({ timing }) => timing?.connection !== undefined)
      for (const own of groupBy(connected, ({ timing }) => timing?.agent).values()) {
        const connections = new Set<number | undefined>()
        let reused = 0
        let missed = 0
        for (const [index, request] of own.entries()) {
          if ((firstUse.get(request.timing?.connection) ?? request.position) < request.position) reused++
          else if (couldReuse(own[index - 1], request)) missed++
          connections.add(request.timing?.connection)
        }
        const subject = own.at(-1)
        if (!subject) continue
        if (reused > 0) yield { subject }
        else if (missed >= leastMissed)
          yield { subject, broken: { code: 'new', requests: own.length, connections: connections.size } }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B10',
    severity: 'warning',
    title: 'Reads a record 5 s after the end of its call, or retries later',
    reason: 'A record is available 5 s after the end of the call, and not earlier.',
    source: { page: 68930 },
    fix: 'Wait 5 s after the end, or treat 101050 as "not yet" and retry after a few seconds.',
    examples: {
      good: [{ command: 'end_call' }, { command: 'get_record_by_callid', after: '5s' }],
      bad: [{ command: 'end_call' }, { command: 'get_record_by_callid', after: '1s' }],
    },
    messages: {
      early: ({ elapsed }: { elapsed: number }) =>
        `It requested the record ${explainSpan(elapsed)} after the end, received 101050, and did not retry.`,
    },
    *evaluate(run) {
      const { code } = toError('RecordNotFound')
      for (const repeats of run.repeats.values()) {
        const [first] = repeats
        if (first?.command !== 'get_record_by_callid' || run.isInvalid(first)) continue
        const early = repeats.findLast(
          ({ errorCode, failure, endedAt, at }) =>
            failure !== 'none' && errorCode === code && endedAt !== undefined && at - endedAt < recordDelay,
        )
        if (early && repeats.at(-1) === early)
          yield { subject: early, broken: { code: 'early', elapsed: early.at - (early.endedAt ?? early.at) } }
        else if (early || repeats.some(({ failure }) => failure === 'none')) yield { subject: early ?? first }
      }
    },
  }),
  defineClientRule({
    id: 'RB-B11',
    severity: 'warning',
    title: 'Polls a call at most once a second if it has callbacks',
    reason:
      'Callbacks report every change at once; polling in addition only uses up the rate limit that all calls share.',
    source: { assumed: 'the pages offer callbacks and limit requests, and say nothing of polling; the pace is ours' },
    fix: 'Rely on the callbacks, and poll every few seconds to notice a lost one.',
    examples: {
      good: [{ command: 'set_callback' }, { times: 6, after: '3s' }],
      bad: [{ command: 'set_callback' }, { times: 6, after: '200ms' }],
    },
    messages: {
      fast: ({ times }: { times: number }) => `It requested a call ${times} times in a row, less than a second apart.`,
    },
    *evaluate(run) {
      for (const repeats of run.repeats.values()) {
        const polls = repeats.filter(
          ({ command, hasCallback, failure }) => command === 'get_call_info' && hasCallback && failure === 'none',
        )
        const [subject] = polls
        if (!subject || polls.length < leastPolls) continue
        const pauses = toSteps(polls).map(([before, next]) => Math.max(toPause(before, next), next.at - before.at))
        const fast = countLongest(pauses, pause => pause < shortestPoll)
        if (fast < leastPolls - 1) yield { subject }
        else yield { subject, broken: { code: 'fast', times: fast + 1 } }
      }
    },
  }),
]
