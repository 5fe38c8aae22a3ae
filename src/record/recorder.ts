import { toError } from '../contracts/errors.ts'
import { findOperation, type OperationName, operations } from '../contracts/operations.ts'
import { findOtherCommand, toScope } from '../contracts/scope.ts'
import { createRingBuffer } from '../emulator/buffers.ts'
import { type Journal, journalVersion } from '../emulator/journal.ts'
import { createRateLimiter, type RateLimiter } from '../emulator/rate-limiter.ts'
import { createCounts } from '../emulator/run-log.ts'
import { readBody } from '../emulator/validate-body.ts'
import { createMask } from '../text/redact.ts'
import { checkRequest, type ExchangeFacts, parseAnswer, type RecordedExchange } from './exchange.ts'
import { createObservations, toCallKey } from './observe.ts'
import { type KeptExchange, type ReadUserSig, toEntry, toKeptExchange } from './to-journal-entry.ts'
import { type Recording, toRecording } from './to-scenario.ts'

/** The size, secrets and UserSig reader of a recorder. */
interface RecorderOptions {
  /** How many exchanges are kept: the first ones for the scenario, the latest ones for the report on the client. */
  readonly size: number
  /** Texts that a journal must not contain. */
  readonly secrets: Iterable<string>
  readonly readUserSig: ReadUserSig
}

/** Turns the exchanges between a client and a server into a journal and a scenario. */
export type Recorder = ReturnType<typeof createRecorder>

/** Creates a recorder without exchanges. */
export function createRecorder({ size, secrets, readUserSig }: RecorderOptions) {
  const ring = createRingBuffer<KeptExchange>(size)
  const counts = createCounts()
  const observations = createObservations()
  const facts: ExchangeFacts[] = []
  const limiters = new Map<string, RateLimiter>()
  let began: number | undefined
  let answered = 0
  let isLenient = false

  function isThrottled(app: number, command: OperationName, at: number): boolean {
    const key = toCallKey(app, command)
    const limiter = limiters.get(key) ?? createRateLimiter(operations[command].perSecond.limit)
    if (limiters.size < mostLimiters) limiters.set(key, limiter)
    return !limiter.admit(at)
  }

  return {
    get total() {
      return ring.count
    },
    /** How many requests the server answered. */
    get answered() {
      return answered
    },
    /** Adds an exchange, in the order of the requests; returns what is kept of it. */
    add(exchange: RecordedExchange): KeptExchange {
      const { at, ask, answer, took } = exchange
      began = Math.min(began ?? at, at)
      const scope = toScope(ask.method, ask.path)
      const command = scope === 'call-api' ? findOperation(ask.path) : undefined
      const parsed = parseAnswer(command, answer)
      const { sdkAppId, identifier, callId } = toSubject(exchange)
      const isSet = sdkAppId === undefined ? undefined : observations.apps.get(sdkAppId)?.isSet
      const kept = toKeptExchange(exchange, parsed, {
        scope,
        command,
        sdkAppId,
        identifier,
        callId,
        hasCallback: isSet === true,
      })
      ring.push(kept)
      const named = scope === 'other-service' ? findOtherCommand(ask.path) : command
      counts.add({ scope, command: named, errorCode: parsed.code, failureModes: kept.failureModes })
      if ('status' in answer) answered++
      if (command === undefined || ring.count > size) return kept

      const validity = checkRequest(command, ask, parsed.code)
      const throttled = validity !== 'invalid' && isThrottled(sdkAppId ?? 0, command, at)
      const passes = validity !== 'invalid' && !(throttled && parsed.code === toError('TooManyRequests').code)
      if (passes && validity === 'lenient' && parsed.code !== undefined) isLenient = true
      const { damage, isBeyond, code } = parsed
      const call = sdkAppId === undefined || callId === undefined ? undefined : { app: sdkAppId, id: callId }
      facts.push({ at, command, took, damage, isBeyond, code, passes, call, hasNoCallback: isSet !== true })
      if (sdkAppId !== undefined)
        observations.observe({ at, command, app: sdkAppId, identifier, callId, parsed, passes })
      return kept
    },
    /** The journal of the client, for a report on it. */
    toJournal(): Journal {
      const mask = createMask(secrets)
      const first = ring.count - Math.min(size, ring.count) + 1
      return {
        ringback: 'journal',
        version: journalVersion,
        scenario: 'a recording',
        validation: 'strict',
        auth: 'verify',
        counts: counts.list(),
        total: ring.count,
        entries: ring.since().map((kept, index) => toEntry(kept, first + index, mask, readUserSig)),
      }
    },
    toRecording: (): Recording =>
      toRecording({ observations, facts, exchanges: Math.min(size, ring.count), began: began ?? 0, isLenient }),
  }
}

/** The most applications and commands with a rate limiter. */
const mostLimiters = 1_000

function toSubject({ ask }: RecordedExchange) {
  const sdkAppId = Number(ask.query.get('sdkappid') ?? Number.NaN)
  const read = readBody(ask.body)
  const id = 'json' in read ? read.json.CallId : undefined
  return {
    sdkAppId: Number.isSafeInteger(sdkAppId) ? sdkAppId : undefined,
    identifier: ask.query.get('identifier')?.slice(0, longestName),
    callId: typeof id === 'string' && id.length <= longestName ? id : undefined,
  }
}

/** The longest id or account that is kept, in characters. */
const longestName = 256
