import { createSecrets, type Secrets } from '../text/redact.ts'
import type { Application } from './authorize.ts'
import { type CommandCount, createCounts } from './counts.ts'
import type { Exchange, RequestTiming } from './exchange.ts'
import type { RefusedHost } from './journal.ts'
import { createRefusedHosts } from './refused-hosts.ts'
import { createRingBuffer } from './ring-buffer.ts'
import type { App } from './state.ts'

/** What clients did over a whole run, however often the emulator begins anew meanwhile: reports are made from it. */
export interface Evidence {
  /** Keeps an exchange, with what the real world does around it. */
  add(exchange: Exchange, line: RequestTiming | undefined): void
  /** The emulator begins anew: what comes after has nothing to do with what came before. */
  begin(): void
  /** The latest exchanges, in order. */
  list(): readonly Sighting[]
  /** How many there were. */
  readonly total: number
  counts(): readonly CommandCount[]
  /** Counts a host that the proxy refused; `reason` is a sentence. */
  refuseHost(host: string, reason: string): void
  refusedHosts(): readonly RefusedHost[]
  clear(): void
  /** Keys and tokens of every present application and of the last removed ones; no output shows them. */
  readonly secrets: Secrets
  /** An application is there from now on. What is secret of it stays so, also when it is gone. */
  meet(app: App): void
  /** An application is gone. */
  forget(sdkAppId: number): void
}

/** An exchange in a run. */
export interface Sighting {
  /** Which one it is of the run, from 1. */
  readonly number: number
  readonly exchange: Exchange
  readonly line: RequestTiming | undefined
  readonly owner: Owner
}

/** Whose a request is, and when it was so. */
export interface Owner {
  /** Which beginning of the emulator it came after, from 1. */
  readonly beginning: number
  /** How many exchanges there had been when the application last began anew. */
  readonly life: number
  /** The application as its requests are judged: without its calls, which may be gone before. Absent if there is none. */
  readonly app: Application | undefined
}

/** How many keys and tokens are remembered of applications that are gone. */
const goneKept = 10_000

/** Keeps the latest `size` exchanges, and counts them all. */
export function createEvidence(size: number): Evidence {
  // Rings of one step: an object for each exchange would be the dearest part of keeping it.
  let exchanges = createRingBuffer<Exchange>(size)
  let lines = createRingBuffer<RequestTiming | undefined>(size)
  let owners = createRingBuffer<Owner>(size)
  let counts = createCounts()
  let refused = createRefusedHosts()
  const secrets = createSecrets()
  /** How many applications have a secret, and those that none has any more, the oldest first. */
  const holders = new Map<string, number>()
  const gone = new Set<string>()
  const held = new Map<number, readonly string[]>()
  const present = new Map<number, Owner>()
  let beginning = 0
  let nobody: Owner = { beginning, life: 0, app: undefined }

  /** An application no longer has its secrets. The oldest of those that none has are forgotten. */
  function release(sdkAppId: number): void {
    for (const secret of held.get(sdkAppId) ?? []) {
      const others = (holders.get(secret) ?? 1) - 1
      if (others > 0) holders.set(secret, others)
      else {
        holders.delete(secret)
        gone.add(secret)
      }
    }
    held.delete(sdkAppId)
    for (const oldest of gone) {
      if (gone.size <= goneKept) break
      gone.delete(oldest)
      secrets.delete(oldest)
    }
  }

  return {
    add(exchange, line) {
      const { sdkAppId } = exchange
      exchanges.push(exchange)
      lines.push(line)
      owners.push((sdkAppId === undefined ? undefined : present.get(sdkAppId)) ?? nobody)
      counts.add(exchange)
    },
    begin() {
      beginning++
      nobody = { beginning, life: 0, app: undefined }
      for (const sdkAppId of held.keys()) release(sdkAppId)
      present.clear()
    },
    list() {
      const first = exchanges.count - Math.min(size, exchanges.count) + 1
      return exchanges.since().map((exchange, index) => {
        const number = first + index
        return { number, exchange, line: lines.find(number), owner: owners.find(number) ?? nobody }
      })
    },
    get total() {
      return exchanges.count
    },
    counts: () => counts.list(),
    refuseHost: (host, reason) => refused.add(host, reason),
    refusedHosts: () => refused.list(),
    secrets,
    meet({ sdkAppId, secretKey, admins, token, began }) {
      release(sdkAppId)
      const own = token === undefined ? [secretKey] : [secretKey, token]
      for (const secret of own) {
        secrets.add(secret)
        gone.delete(secret)
        holders.set(secret, (holders.get(secret) ?? 0) + 1)
      }
      held.set(sdkAppId, own)
      present.set(sdkAppId, { beginning, life: began.exchanges, app: { sdkAppId, secretKey, admins } })
    },
    forget(sdkAppId) {
      release(sdkAppId)
      present.delete(sdkAppId)
    },
    clear() {
      exchanges = createRingBuffer(size)
      lines = createRingBuffer(size)
      owners = createRingBuffer(size)
      counts = createCounts()
      refused = createRefusedHosts()
    },
  }
}
