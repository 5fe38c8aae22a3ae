import { toError } from '../contracts/errors.ts'
import { findOperation, type OperationName, operations } from '../contracts/operations.ts'
import { findOtherCommand, toScope } from '../contracts/scope.ts'
import { createCounts } from '../emulator/counts.ts'
import type { Journal } from '../emulator/journal.ts'
import { createRateLimiter, type RateLimiter } from '../emulator/rate-limiter.ts'
import { createRingBuffer } from '../emulator/ring-buffer.ts'
import { readBody } from '../emulator/validate-body.ts'
import { createMask } from '../text/redact.ts'
import type { Clue } from './clue.ts'
import { createLives, toCallKey } from './lives.ts'
import { toMerit } from './passes.ts'
import { readAnswer } from './read-answer.ts'
import type { Sighting } from './sighting.ts'
import { type Kept, type ReadUserSig, toEntry, toKeptExchange } from './to-entry.ts'
import { type Recording, toRecording } from './to-recording.ts'

/** What a recorder is made with. */
export interface RecorderOptions {
  /** How many exchanges are kept: the first so many for the scenario, the latest for the report on the client. */
  readonly size: number
  /** Texts that no journal may show. */
  readonly secrets: Iterable<string>
  readonly readUserSig: ReadUserSig
}

/** Listens to what passes between a client and a server, and makes of it what can be kept. */
export interface Recorder {
  /** Takes in an exchange, in the order in which requests came; gives what was understood of it. */
  add(sighting: Sighting): Kept
  readonly total: number
  /** How many exchanges were answered by the server, however well. */
  readonly answered: number
  /** What the client did, for a report on it. */
  toJournal(): Journal
  toRecording(): Recording
}

/** Begins to listen. */
export function createRecorder({ size, secrets, readUserSig }: RecorderOptions): Recorder {
  const ring = createRingBuffer<Kept>(size)
  const counts = createCounts()
  const lives = createLives()
  const clues: Clue[] = []
  const meters = new Map<string, RateLimiter>()
  let began: number | undefined
  let answered = 0
  let isLenient = false

  function isThrottled(app: number, command: OperationName, at: number): boolean {
    const key = toCallKey(app, command)
    const meter = meters.get(key) ?? createRateLimiter(operations[command].perSecond.limit)
    if (meters.size < mostMeters) meters.set(key, meter)
    return !meter.admit(at)
  }

  return {
    get total() {
      return ring.count
    },
    get answered() {
      return answered
    },
    add(sighting) {
      const { at, ask, answer, took } = sighting
      began = Math.min(began ?? at, at)
      const scope = toScope(ask.method, ask.path)
      const command = scope === 'call-api' ? findOperation(ask.path) : undefined
      const reading = readAnswer(command, answer)
      const { sdkAppId, identifier, callId } = toSubject(sighting)
      const isSet = sdkAppId === undefined ? undefined : lives.apps.get(sdkAppId)?.isSet
      const kept = toKeptExchange(sighting, reading, {
        scope,
        command,
        sdkAppId,
        identifier,
        callId,
        hasCallback: isSet === true,
      })
      ring.push(kept)
      const named = scope === 'other-service' ? findOtherCommand(ask.path) : command
      counts.add({ scope, command: named, errorCode: reading.code, failureModes: kept.failureModes })
      if ('status' in answer) answered++
      if (command === undefined || ring.count > size) return kept

      const merit = toMerit(command, ask, reading.code)
      const throttled = merit !== 'refused' && isThrottled(sdkAppId ?? 0, command, at)
      const passes = merit !== 'refused' && !(throttled && reading.code === toError('TooManyRequests').code)
      if (passes && merit === 'lenient' && reading.code !== undefined) isLenient = true
      const { damage, isBeyond, code } = reading
      const call = sdkAppId === undefined || callId === undefined ? undefined : { app: sdkAppId, id: callId }
      clues.push({ at, command, took, damage, isBeyond, code, passes, call, isUnset: isSet !== true })
      if (sdkAppId !== undefined) lives.learn({ at, command, app: sdkAppId, identifier, callId, reading, passes })
      return kept
    },
    toJournal() {
      const mask = createMask(secrets)
      const first = ring.count - Math.min(size, ring.count) + 1
      return {
        ringback: 'journal',
        version: 1,
        scenario: 'a recording',
        validation: 'strict',
        auth: 'verify',
        rate: 1,
        counts: counts.list(),
        total: ring.count,
        entries: ring.since().map((kept, index) => toEntry(kept, first + index, mask, readUserSig)),
      }
    },
    toRecording: () =>
      toRecording({ lives, clues, exchanges: Math.min(size, ring.count), began: began ?? 0, isLenient }),
  }
}

/** For how many applications and commands it is counted how often they are asked. */
const mostMeters = 1_000

function toSubject({ ask }: Sighting) {
  const sdkAppId = Number(ask.query.get('sdkappid') ?? Number.NaN)
  const read = readBody(ask.body)
  const id = 'json' in read ? read.json.CallId : undefined
  return {
    sdkAppId: Number.isSafeInteger(sdkAppId) ? sdkAppId : undefined,
    identifier: ask.query.get('identifier')?.slice(0, longestName),
    callId: typeof id === 'string' && id.length <= longestName ? id : undefined,
  }
}

/** The longest id or account there can be, in characters. */
const longestName = 256
