import { type Exchange, type Stumble, stumbles } from './exchange.ts'

/** How often a command was asked, and what its clients met, whether or not the exchanges are still kept. */
export interface CommandCount {
  /** `undefined` for everything that named no command. */
  readonly command: string | undefined
  readonly requests: number
  /** By ErrorCode, of the answers that reached their client as the service meant them. */
  readonly codes: { readonly [code: number]: number }
  readonly stumbles: { readonly [Name in Stumble]?: number }
}

/** Counts exchanges; what was counted stays counted. */
export interface Counts {
  add(exchange: Pick<Exchange, 'command' | 'errorCode' | 'stumbles'>): void
  list(): readonly CommandCount[]
}

/** Starts counting. */
export function createCounts(): Counts {
  const counts = new Map<string | undefined, Tally>()
  return {
    add({ command, errorCode, stumbles: met }) {
      let tally = counts.get(command)
      if (!tally) {
        tally = { requests: 0, codes: new Map(), stumbles: new Map() }
        counts.set(command, tally)
      }
      tally.requests++
      if (errorCode !== undefined && met.every(stumble => harmless.has(stumble))) increment(tally.codes, errorCode)
      for (const stumble of met) increment(tally.stumbles, stumble)
    },
    list: () =>
      [...counts].map(([command, { requests, codes, stumbles: met }]) => ({
        command,
        requests,
        codes: Object.fromEntries([...codes].toSorted(([one], [other]) => one - other)),
        stumbles: Object.fromEntries(stumbles.flatMap(name => (met.has(name) ? [[name, met.get(name)]] : []))),
      })),
  }
}

/** Stumbles that leave the answer's ErrorCode as it is. */
const harmless: ReadonlySet<Stumble> = new Set(['refusal', 'slow', 'dribble'])

interface Tally {
  requests: number
  readonly codes: Map<number, number>
  readonly stumbles: Map<Stumble, number>
}

const increment = <Key>(counts: Map<Key, number>, key: Key) => void counts.set(key, (counts.get(key) ?? 0) + 1)
