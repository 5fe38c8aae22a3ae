import { type OperationName, operationNames } from '../contracts/operations.ts'
import { type Scope, scopes } from '../contracts/scope.ts'
import { type FailureMode, failureModes } from '../faults/failure-modes.ts'
import { createSecrets, type Secrets } from '../text/redact.ts'
import { createRingBuffer, type RingBuffer } from './buffers.ts'
import { type Connection, type Exchange, longestKept, type RequestTiming } from './exchange.ts'
import type { CommandCount, LoggedAction, RefusedHost } from './journal.ts'
import { createPackedRing, isWellFormed, type PackedForm, toOptional } from './packed-ring.ts'
import type { AppCredentials, Application } from './state.ts'

/**
 * Every input of a run in the order of arrival, over all applications and their resets: the requests, and what else changed the
 * emulator. Journals are filtered views of it, and reports are made from it. It keeps the latest ones and counts all requests.
 */
export interface RunLog {
  /** The exchanges by position. Each is made when it is read; reading many takes time. */
  readonly exchanges: Pick<RingBuffer<Exchange>, 'count' | 'find' | 'since'>
  add(exchange: Exchange, timing: RequestTiming | undefined, credentials: AppCredentials | undefined): void
  /** Notes how an exchange ended; `at` is in Unix milliseconds of the wall clock, with fractions. */
  noteEnd(position: number, end: 'sentAt' | 'abortedAt', at: number): void
  /** When an exchange that is kept was received and its reply sent, in Unix milliseconds of the wall clock. */
  findTimes(position: number): { readonly receivedAt: number | undefined; readonly sentAt: number | undefined }
  /** The latest exchanges that are kept and match, oldest first. */
  query(query: RunLogQuery): readonly Exchange[]
  /** The exchange at a position, with what is known of it. */
  get(position: number): LoggedExchange | undefined
  /** The exchanges that are kept, in order. */
  list(): readonly LoggedExchange[]
  /** How many there were since it was cleared. */
  readonly total: number
  counts(): readonly CommandCount[]
  /** Keeps what was done to the emulator, after the requests so far. */
  addAction(action: Omit<LoggedAction, 'after' | 'input'> & { readonly input?: object | undefined }): void
  /** The latest of these, oldest first. */
  listActions(): readonly LoggedAction[]
  /** Counts a host that the proxy refused. Without a name nothing is counted. */
  addRefusedHost(host: string, reason: string): void
  refusedHosts(): readonly RefusedHost[]
  /** Forgets exchanges and counts; positions continue. */
  clear(): void
}

/** Which exchanges are looked for; all that are kept if nothing is given. */
export interface RunLogQuery {
  /** Only those after this position. */
  readonly after?: number
  readonly isEpoch?: (epoch: number) => boolean
  readonly command?: string | undefined
  readonly errorCode?: number | undefined
  /** Only those that pass this test; it is slower than the other criteria. */
  readonly test?: (exchange: Exchange) => boolean
  readonly limit?: number
}

/** An exchange with its timing and the credentials of its application at that time. */
export interface LoggedExchange {
  readonly exchange: Exchange
  readonly timing: RequestTiming | undefined
  /** Absent if the request named no known application. */
  readonly credentials: AppCredentials | undefined
}

/** The most refused hosts that are counted separately. */
const mostHosts = 100

/** Creates a run log that keeps the latest `size` exchanges. */
export function createRunLog(size: number): RunLog {
  const ring = createPackedRing(size, loggedForm)
  const actions = createRingBuffer<LoggedAction>(size)
  let counts = createCounts()
  let hosts = new Map<string, { count: number; readonly reason: string }>()
  let cleared = 0
  return {
    exchanges: {
      get count() {
        return ring.count
      },
      find: position => ring.find(position)?.exchange,
      since: after => ring.since(after).map(({ exchange }) => exchange),
    },
    add(exchange, timing, credentials) {
      ring.push({ exchange, timing, credentials })
      counts.add(exchange)
    },
    noteEnd: (position, end, at) => ring.setNumber(position, cells[end], at),
    findTimes: position => ({
      receivedAt: toOptional(ring.getNumber(position, cells.receivedAt) ?? Number.NaN),
      sentAt: toOptional(ring.getNumber(position, cells.sentAt) ?? Number.NaN),
    }),
    query({ after = 0, isEpoch, command, errorCode, test, limit = Number.POSITIVE_INFINITY }) {
      const found: Exchange[] = []
      // From the newest: most callers look for the last few of many.
      for (let position = ring.count; position > after && found.length < limit; position--) {
        const epoch = ring.getNumber(position, cells.epoch)
        if (epoch === undefined) break
        if (isEpoch && !isEpoch(epoch)) continue
        const packed = ring.getNumber(position, cells.command) ?? unpacked
        if (command !== undefined && packed !== unpacked && operationNames[packed] !== command) continue
        const code = ring.getNumber(position, cells.errorCode)
        if (errorCode !== undefined && code !== errorCode) continue
        const exchange = ring.find(position)?.exchange
        if (!exchange || (command !== undefined && exchange.command !== command)) continue
        if (!test || test(exchange)) found.push(exchange)
      }
      return found.reverse()
    },
    get: ring.find,
    list: () => ring.since(),
    get total() {
      return ring.count - cleared
    },
    counts: () => counts.list(),
    // Sound: an object is a record of unknown values.
    addAction: action => void actions.push({ after: ring.count, ...action } as LoggedAction),
    listActions: () => actions.since(),
    addRefusedHost(name, reason) {
      const host = name.toLowerCase().replace(/\.+$/, '')
      const known = hosts.get(host)
      if (known) known.count++
      else if (host !== '' && hosts.size < mostHosts) hosts.set(host, { count: 1, reason })
    },
    refusedHosts: () => [...hosts].map(([host, { count, reason }]) => ({ host, count, reason })),
    clear() {
      ring.clear()
      actions.clear()
      counts = createCounts()
      hosts = new Map()
      cleared = ring.count
    },
  }
}

/** The place of the numbers that are read or changed by themselves. */
const cells = { receivedAt: 0, sentAt: 1, abortedAt: 2, epoch: 3, errorCode: 4, command: 5 } as const

/** The command of an exchange that is kept as an object, since it has more than a usual one. */
const unpacked = -1

const loggedForm: PackedForm<LoggedExchange> = {
  width: 20,
  write({ exchange, timing, credentials }, row) {
    const command = isUsual(exchange) ? operationNames.indexOf(exchange.command as OperationName) : unpacked
    row.number(timing?.receivedAt ?? Number.NaN)
    row.number(timing?.sentAt ?? Number.NaN)
    row.number(timing?.abortedAt ?? Number.NaN)
    row.number(exchange.epoch)
    row.number(exchange.errorCode ?? Number.NaN)
    row.number(command)
    row.reference(timing?.connection)
    row.text(timing?.host)
    row.reference(credentials)
    if (command === unpacked) {
      row.reference(exchange)
      return
    }
    row.text(exchange.id)
    row.number(exchange.at)
    row.number(exchange.rate)
    row.text(exchange.target)
    row.text(exchange.body)
    row.number(exchange.sdkAppId ?? Number.NaN)
    row.text(exchange.identifier)
    row.text(exchange.callId)
    row.number(exchange.status)
    row.text(exchange.reply)
    row.number(exchange.hasCallback ? 1 : 0)
  },
  read(row, position) {
    const receivedAt = row.number()
    const sentAt = toOptional(row.number())
    const abortedAt = toOptional(row.number())
    const epoch = row.number()
    const errorCode = toOptional(row.number())
    const command = row.number()
    // Sound: `write` put these there.
    const connection = row.reference() as Connection | undefined
    const host = row.text()
    const credentials = row.reference() as AppCredentials | undefined
    const timing = Number.isNaN(receivedAt) ? undefined : { connection, host, receivedAt, sentAt, abortedAt }
    // Sound, too.
    if (command === unpacked) return { exchange: row.reference() as Exchange, timing, credentials }
    const exchange: Exchange = {
      id: row.text() ?? '',
      position,
      epoch,
      at: row.number(),
      rate: row.number(),
      method: 'POST',
      target: row.text() ?? '',
      body: row.text() ?? '',
      unreadable: undefined,
      scope: 'call-api',
      command: operationNames[command],
      sdkAppId: toOptional(row.number()),
      identifier: row.text(),
      callId: row.text(),
      status: row.number(),
      errorCode,
      reply: row.text() ?? '',
      faults: none,
      failureModes: none,
      tolerated: none,
      delay: 0,
      drop: undefined,
      events: none,
      endedAt: undefined,
      hasCallback: row.number() === 1,
    }
    return { exchange, timing, credentials }
  },
}

/** Whether an exchange has nothing but what most have, so that it fits into a row. */
const isUsual = (one: Exchange): boolean =>
  one.method === 'POST' &&
  one.scope === 'call-api' &&
  one.unreadable === undefined &&
  one.parameterHeaders === undefined &&
  one.traceparent === undefined &&
  one.test === undefined &&
  one.faults.length === 0 &&
  one.failureModes.length === 0 &&
  one.tolerated.length === 0 &&
  one.delay === 0 &&
  one.drop === undefined &&
  one.events.length === 0 &&
  one.endedAt === undefined &&
  isWellFormed(one.callId) &&
  Math.max(one.target.length, one.body.length, one.reply.length) <= longestKept

const none: readonly never[] = []

/** The keys and tokens of all applications, and of the last removed ones; no output shows them. */
export interface KnownSecrets {
  readonly secrets: Secrets
  add(app: Application): void
  /** The application no longer exists. */
  release(sdkAppId: number): void
}

/** How many keys and tokens of removed applications are remembered. */
const removedKept = 10_000

/** Creates an empty set of secrets. */
export function createKnownSecrets(): KnownSecrets {
  const secrets = createSecrets()
  const holders = new Map<string, number>()
  const removed = new Set<string>()
  const byApp = new Map<number, readonly string[]>()
  function release(sdkAppId: number): void {
    for (const secret of byApp.get(sdkAppId) ?? []) {
      const others = (holders.get(secret) ?? 1) - 1
      if (others > 0) holders.set(secret, others)
      else {
        holders.delete(secret)
        removed.add(secret)
      }
    }
    byApp.delete(sdkAppId)
    for (const oldest of removed) {
      if (removed.size <= removedKept) break
      removed.delete(oldest)
      secrets.delete(oldest)
    }
  }
  return {
    secrets,
    add({ sdkAppId, secretKey, token }) {
      release(sdkAppId)
      const own = token === undefined ? [secretKey] : [secretKey, token]
      for (const secret of own) {
        secrets.add(secret)
        removed.delete(secret)
        holders.set(secret, (holders.get(secret) ?? 0) + 1)
      }
      byApp.set(sdkAppId, own)
    },
    release,
  }
}

/** Counts exchanges by command, error code and failure mode. */
export interface Counts {
  add(exchange: Pick<Exchange, 'scope' | 'command' | 'errorCode' | 'failureModes'>): void
  list(): readonly CommandCount[]
}

/** Creates counts of nothing. */
export function createCounts(): Counts {
  const byScope: { readonly [Name in Scope]: Map<string | undefined, Tally> } = {
    'call-api': new Map(),
    'other-service': new Map(),
    outside: new Map(),
    admin: new Map(),
  }
  return {
    add({ scope, command: named, errorCode, failureModes: met }) {
      const counts = byScope[scope]
      // Clients choose the names of other services' commands, so their number is bounded.
      const command = counts.has(named) || counts.size < mostCommands ? named : undefined
      let tally = counts.get(command)
      if (!tally) {
        tally = { requests: 0, codes: new Map(), failureModes: new Map() }
        counts.set(command, tally)
      }
      tally.requests++
      if (errorCode !== undefined && met.every(mode => harmless.has(mode))) increment(tally.codes, errorCode)
      for (const mode of met) increment(tally.failureModes, mode)
    },
    list: () =>
      scopes.flatMap(scope =>
        [...byScope[scope]].map(([command, { requests, codes, failureModes: met }]) => ({
          scope,
          command,
          requests,
          codes: Object.fromEntries([...codes].toSorted(([one], [other]) => one - other)),
          failureModes: Object.fromEntries(
            failureModes.flatMap(name => (met.has(name) ? [[name, met.get(name)]] : [])),
          ),
        })),
      ),
  }
}

/** The most commands of one scope that are counted separately. */
const mostCommands = 200

/** How many requests of a scope there were. */
export const countRequests = (counts: readonly CommandCount[], scope: Scope): number =>
  counts.reduce((sum, count) => sum + (count.scope === scope ? count.requests : 0), 0)

/** Failure modes that leave the ErrorCode of the reply as it is. */
const harmless: ReadonlySet<FailureMode> = new Set(['refusal', 'slow', 'dribble'])

interface Tally {
  requests: number
  readonly codes: Map<number, number>
  readonly failureModes: Map<FailureMode, number>
}

const increment = <Key>(counts: Map<Key, number>, key: Key) => void counts.set(key, (counts.get(key) ?? 0) + 1)
