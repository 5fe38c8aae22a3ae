import type { CallbackContract } from '../../src/contracts/callback.ts'
import { callbackContradictions } from '../../src/contracts/callback.ts'
import { callbackCommands, callbacks } from '../../src/contracts/callbacks.ts'
import type { Operation } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { refusalContradictions } from '../../src/contracts/refusal-order.ts'
import type { Contradiction } from '../../src/contracts/source.ts'
import { toPageLink, toRow } from './section.ts'

/** The contradictions of the vendor's pages: what each page states, and what the emulator does and why. */
export function toContradictionTable(): string {
  const contracts: readonly (Operation | CallbackContract)[] = [
    ...operationNames.map(name => operations[name]),
    ...callbackCommands.map(command => callbacks[command]),
  ]
  const general = [...refusalContradictions, ...callbackContradictions].map(({ subject, statements, decision }) =>
    toContradictionRow(subject, statements, decision),
  )
  const rows = contracts.flatMap(({ command, contradictions = [] }) =>
    contradictions.map(({ subject, statements, decision }) =>
      toContradictionRow(`${subject}, in \`${command}\``, statements, decision),
    ),
  )
  return [
    toRow(['subject', 'what the pages state', 'what the emulator does']),
    toRow(['---', '---', '---']),
    ...general,
    ...rows,
  ].join('\n')
}

function toContradictionRow(subject: string, statements: Contradiction['statements'], decision: string): string {
  const sides = statements.map(({ page, text }) => `${toPageLink(page)}: ${text}`)
  return toRow([subject, sides.join('<br>'), decision])
}
