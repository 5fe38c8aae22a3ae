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

/** How many keys and tokens are remembered, those of removed applications included. */
const secretsKept = 10_000

/** Keeps the latest `size` exchanges, and counts them all. */
export function createEvidence(size: number): Evidence {
  // Rings of one step: an object for each exchange would be the dearest part of keeping it.
  let exchanges = createRing<Exchange>(size)
  let lines = createRing<Line | undefined>(size)
  let owners = createRing<Owner>(size)
  let counts = createCounts()
  const secrets = new Set<string>()
  const present = new Map<number, Owner>()
  let beginning = 0
  let nobody: Owner = { beginning, life: 0, app: undefined }
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
    secrets,
    meet({ sdkAppId, secretKey, admins, token, began }) {
      present.set(sdkAppId, { beginning, life: began.exchanges, app: { sdkAppId, secretKey, admins } })
      secrets.add(secretKey)
      if (token !== undefined) secrets.add(token)
      const [oldest] = secrets
      if (secrets.size > secretsKept && oldest !== undefined) secrets.delete(oldest)
    },
    forget: sdkAppId => void present.delete(sdkAppId),
    clear() {
      exchanges = createRing(size)
      lines = createRing(size)
      owners = createRing(size)
      counts = createCounts()
    },
  }
}
