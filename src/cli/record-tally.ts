import type { Answer, Drift } from '../conformance/server/drift.ts'
import { toDrifts } from '../conformance/server/drift.ts'
import { explainSource } from '../contracts/basis.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import { colours } from './print.ts'

/** In what a server was seen to depart from the contract, each thing once. */
export interface DriftTally {
  add(command: OperationName | undefined, answer: Answer): void
  /** As lines: what, how often, and where the contract has it. */
  explain(): readonly string[]
}

/** The most different drifts that are kept, and the most that are told. */
const mostKept = 1_000
const mostTold = 20

/** Starts to count. */
export function createDriftTally(): DriftTally {
  const seen = new Map<string, { readonly drift: Drift; readonly command: string; count: number }>()
  return {
    add(command, answer) {
      for (const drift of toDrifts(command && operations[command], answer)) {
        const key = [drift.rule, command, drift.field].join(' ')
        const known = seen.get(key)
        if (known) known.count++
        else if (seen.size < mostKept) seen.set(key, { drift, command: command ?? 'no command', count: 1 })
      }
    },
    explain() {
      const all = [...seen.values()].toSorted((one, other) => other.count - one.count)
      if (all.length === 0) return ['Every response of the server matches the contract.']
      const { bold, dim } = colours
      const rest = all.length > mostTold ? [dim(`… and ${all.length - mostTold} more.`)] : []
      const lines = all
        .slice(0, mostTold)
        .flatMap(({ drift, command, count }) => [
          `  ${drift.rule} ${command}, ${count === 1 ? 'once' : `${count} times`}: ${toLine(drift.sentence)}`,
          dim(`    ${explainSource(drift.seen)}`),
        ])
      return [
        bold(`The server differs from the contract in ${all.length === 1 ? 'one way' : `${all.length} ways`}:`),
        ...lines,
        ...rest,
      ]
    },
  }
}

/** What a server says may hold anything. */
const toLine = (text: string) => text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 500)
