import { type Scope, scopes } from '../contracts/scope.ts'
import { type Exchange, type FailureMode, failureModes } from './exchange.ts'
import type { CommandCount } from './journal.ts'

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
