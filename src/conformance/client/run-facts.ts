import { isOperationName, operationNames } from '../../contracts/operations.ts'
import type { Scope } from '../../contracts/scope.ts'
import type { Journal, RefusedHost } from '../../emulator/journal.ts'
import { countRequests } from '../../emulator/run-log.ts'

/** A run without its exchanges. */
export interface RunFacts extends Pick<Journal, 'scenario' | 'validation' | 'auth' | 'run'> {
  /** Its file; absent if it was not read from one. */
  readonly name: string | undefined
  /** The number of requests of the Call API. */
  readonly requests: number
  /** How many of them were kept; the rules evaluate these. */
  readonly kept: number
  /** By command, in the order of the contracts; `undefined` stands for requests without a command. */
  readonly commands: readonly { readonly command: string | undefined; readonly requests: number }[]
  /** Requests to other services of the same host, by command; `undefined` stands for those without a usual name. */
  readonly otherServices: readonly {
    readonly command: string | undefined
    readonly requests: number
    /** How many of them were answered with ErrorCode 0, as `--other-commands accept` does. */
    readonly accepted: number
  }[]
  /** Requests that belong to no service. */
  readonly outside: {
    readonly requests: number
    /** The first few of them, each once. The method is empty if the bytes were not HTTP. */
    readonly examples: readonly { readonly method: string; readonly path: string }[]
  }
  /** Hosts that the proxy refused to clients. */
  readonly refused: readonly RefusedHost[]
}

/** A journal, and the name of its file if it has one. */
export interface NamedJournal {
  readonly journal: Journal
  readonly name?: string | undefined
}

/** What a run was, read from its journal. */
export function toRunFacts({ journal, name }: NamedJournal): RunFacts {
  const { scenario, validation, auth, run, counts, entries, refused = [] } = journal
  const of = (wanted: Scope) => counts.filter(({ scope }) => scope === wanted)
  // Requests without a command come last.
  const toRank = (command: string | undefined) =>
    command !== undefined && isOperationName(command) ? operationNames.indexOf(command) : operationNames.length
  return {
    name,
    scenario,
    validation,
    auth,
    run: run && { ...run, timedOut: run.timedOut ?? false },
    requests: countRequests(counts, 'call-api'),
    kept: entries.filter(({ scope }) => scope === 'call-api').length,
    commands: of('call-api')
      .map(({ command, requests }) => ({ command, requests }))
      .toSorted((one, other) => toRank(one.command) - toRank(other.command)),
    otherServices: of('other-service').map(({ command, requests, codes }) => ({
      command,
      requests,
      accepted: codes[0] ?? 0,
    })),
    outside: { requests: countRequests(counts, 'outside'), examples: listExamples(journal) },
    refused,
  }
}

const mostExamples = 3

function listExamples({ entries }: Journal): RunFacts['outside']['examples'] {
  const examples = new Map<string, RunFacts['outside']['examples'][number]>()
  for (const { scope, method, target } of entries) {
    if (scope !== 'outside') continue
    const path = target.replace(/\?.*$/s, '')
    examples.set(`${method} ${path}`, { method, path })
    if (examples.size === mostExamples) break
  }
  return [...examples.values()]
}
