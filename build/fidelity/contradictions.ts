import type { Callback } from '../../src/contracts/callback.ts'
import { callbackContradictions } from '../../src/contracts/callback.ts'
import { callbackCommands, callbacks } from '../../src/contracts/callbacks.ts'
import type { Operation } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { gateContradictions } from '../../src/contracts/refusal-order.ts'
import type { Contradiction } from '../../src/contracts/source.ts'
import { toPageLink, toRow } from './section.ts'

/** Where the vendor's pages contradict each other: what each says, and what is kept here and why. */
export function toContradictionTable(): string {
  const contracts: readonly (Operation | Callback)[] = [
    ...operationNames.map(name => operations[name]),
    ...callbackCommands.map(command => callbacks[command]),
  ]
  const general = [...gateContradictions, ...callbackContradictions].map(({ about, says, kept }) =>
    toContradictionRow(about, says, kept),
  )
  const rows = contracts.flatMap(({ command, contradictions = [] }) =>
    contradictions.map(({ about, says, kept }) => toContradictionRow(`${about}, in \`${command}\``, says, kept)),
  )
  return [
    toRow(['about', 'what the pages say', 'what is kept']),
    toRow(['---', '---', '---']),
    ...general,
    ...rows,
  ].join('\n')
}

function toContradictionRow(about: string, says: Contradiction['says'], kept: string): string {
  const sides = says.map(({ page, what }) => `${toPageLink(page)}: ${what}`)
  return toRow([about, sides.join('<br>'), kept])
}
