import type { Application } from '../gates/identity.ts'
import { type CommandCount, createCounts } from '../journal/counts.ts'
import type { Exchange, Line } from '../journal/exchange.ts'
import { createRing } from '../journal/ring.ts'
import type { App } from './state.ts'

/** What clients did over a whole run, however often the emulator begins anew meanwhile: reports are made from it. */
export interface Evidence {
  /** Keeps an exchange, with what the real world does around it. */
  add(exchange: Exchange, line: Line | undefined): void
  /** The emulator begins anew: what comes after has nothing to do with what came before. */
  begin(): void
  /** The latest exchanges, in order. */
  list(): readonly Sighting[]
  /** How many there were. */
  readonly total: number
  counts(): readonly CommandCount[]
  clear(): void
  /** Texts that no journal may show, whoever sends them. */
  readonly secrets: Iterable<string>
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
  readonly line: Line | undefined
  /** Which beginning of the emulator it came after, from 1. */
  readonly beginning: number
  /** Whose it is, if there is such an application. */
  readonly owner: Owner | undefined
}

/** An application as its requests are judged: without its calls, which may be gone long before the report is made. */
export interface Owner extends Application {
  /** How many exchanges there had been when it last began anew. */
  readonly life: number
}

/** How many keys and tokens are remembered, those of removed applications included. */
const secretsKept = 10_000

/** Keeps the latest `size` exchanges, and counts them all. */
export function createEvidence(size: number): Evidence {
  let ring = createRing<Sighting>(size)
  let counts = createCounts()
  const secrets = new Set<string>()
  const owners = new Map<number, Owner>()
  let beginning = 0
  return {
    add(exchange, line) {
      const { sdkAppId } = exchange
      const owner = sdkAppId === undefined ? undefined : owners.get(sdkAppId)
      ring.push({ number: ring.count + 1, exchange, line, beginning, owner })
      counts.add(exchange)
    },
    begin() {
      beginning++
      owners.clear()
    },
    list: () => ring.since(),
    get total() {
      return ring.count
    },
    counts: () => counts.list(),
    secrets,
    meet({ sdkAppId, secretKey, admins, token, began }) {
      owners.set(sdkAppId, { sdkAppId, secretKey, admins, life: began.exchanges })
      secrets.add(secretKey)
      if (token !== undefined) secrets.add(token)
      const [oldest] = secrets
      if (secrets.size > secretsKept && oldest !== undefined) secrets.delete(oldest)
    },
    forget: sdkAppId => void owners.delete(sdkAppId),
    clear() {
      ring = createRing(size)
      counts = createCounts()
    },
  }
}
