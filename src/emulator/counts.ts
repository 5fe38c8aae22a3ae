import { type Scope, scopes } from '../contracts/scope.ts'
import { type Exchange, type FailureMode, failureModes } from './exchange.ts'

/** How often a command was asked, and what its clients met, whether or not the exchanges are still kept. */
export interface CommandCount {
  readonly scope: Scope
  /** `undefined` for everything that named no command. */
  readonly command: string | undefined
  readonly requests: number
  /** By ErrorCode, of the answers that reached their client as the service meant them. */
  readonly codes: { readonly [code: number]: number }
  readonly failureModes: { readonly [Name in FailureMode]?: number }
}

/** Counts exchanges; what was counted stays counted. */
export interface Counts {
  add(exchange: Pick<Exchange, 'scope' | 'command' | 'errorCode' | 'failureModes'>): void
  list(): readonly CommandCount[]
}

/** Starts counting. */
export function createCounts(): Counts {
  const byScope: { readonly [Name in Scope]: Map<string | undefined, Tally> } = {
    'call-api': new Map(),
    'other-service': new Map(),
    outside: new Map(),
  }
  return {
    add({ scope, command: named, errorCode, failureModes: met }) {
      const counts = byScope[scope]
      // The names of other services' commands are the client's, so their number is bounded.
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

/** How many commands of one scope are counted apart. */
const mostCommands = 200

/** How many requests of a scope there were. */
export const countRequests = (counts: readonly CommandCount[], scope: Scope): number =>
  counts.reduce((sum, count) => sum + (count.scope === scope ? count.requests : 0), 0)

/** Stumbles that leave the answer's ErrorCode as it is. */
const harmless: ReadonlySet<FailureMode> = new Set(['refusal', 'slow', 'dribble'])

interface Tally {
  requests: number
  readonly codes: Map<number, number>
  readonly failureModes: Map<FailureMode, number>
}

const increment = <Key>(counts: Map<Key, number>, key: Key) => void counts.set(key, (counts.get(key) ?? 0) + 1)
