import { type Scope, scopes } from '../contracts/scope.ts'
import { createSecrets, type Secrets } from '../text/redact.ts'
import { createRingBuffer, type RingBuffer } from './buffers.ts'
import { type Exchange, type FailureMode, failureModes, type RequestTiming } from './exchange.ts'
import type { CommandCount, RefusedHost } from './journal.ts'
import type { Application, Credentials } from './state.ts'

/**
 * Every request of a run in the order of arrival, over all applications and their resets. Journals are filtered views of it,
 * and reports are made from it. It keeps the latest ones and counts all.
 */
export interface RunLog {
  readonly exchanges: RingBuffer<Exchange>
  add(exchange: Exchange, timing: RequestTiming | undefined, credentials: Credentials | undefined): void
  /** The exchanges that are kept, in order. */
  list(): readonly LoggedExchange[]
  /** How many there were since it was cleared. */
  readonly total: number
  counts(): readonly CommandCount[]
  /** Counts a host that the proxy refused. Without a name nothing is counted. */
  addRefusedHost(host: string, reason: string): void
  refusedHosts(): readonly RefusedHost[]
  /** Forgets exchanges and counts; positions continue. */
  clear(): void
}

/** An exchange with its timing and the credentials of its application at that time. */
export interface LoggedExchange {
  readonly exchange: Exchange
  readonly timing: RequestTiming | undefined
  /** Absent if the request named no known application. */
  readonly credentials: Credentials | undefined
}

/** The most refused hosts that are counted separately. */
const mostHosts = 100

/** Creates a run log that keeps the latest `size` exchanges. */
export function createRunLog(size: number): RunLog {
  // Rings side by side: an object for each exchange would be the largest part of keeping it.
  const exchanges = createRingBuffer<Exchange>(size)
  const timings = createRingBuffer<RequestTiming | undefined>(size)
  const credentials = createRingBuffer<Credentials | undefined>(size)
  let counts = createCounts()
  let hosts = new Map<string, { count: number; readonly reason: string }>()
  let cleared = 0
  return {
    exchanges,
    add(exchange, timing, owner) {
      exchanges.push(exchange)
      timings.push(timing)
      credentials.push(owner)
      counts.add(exchange)
    },
    list: () =>
      exchanges.since().map(exchange => ({
        exchange,
        timing: timings.find(exchange.position),
        credentials: credentials.find(exchange.position),
      })),
    get total() {
      return exchanges.count - cleared
    },
    counts: () => counts.list(),
    addRefusedHost(name, reason) {
      const host = name.toLowerCase().replace(/\.+$/, '')
      const known = hosts.get(host)
      if (known) known.count++
      else if (host !== '' && hosts.size < mostHosts) hosts.set(host, { count: 1, reason })
    },
    refusedHosts: () => [...hosts].map(([host, { count, reason }]) => ({ host, count, reason })),
    clear() {
      for (const ring of [exchanges, timings, credentials]) ring.clear()
      counts = createCounts()
      hosts = new Map()
      cleared = exchanges.count
    },
  }
}

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
