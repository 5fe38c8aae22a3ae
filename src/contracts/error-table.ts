import { type Basis, toPageUrl } from './basis.ts'
import { type ErrorName, errorNames, toError } from './errors.ts'
import { gateRefusals } from './gate-refusals.ts'
import { type OperationName, operationNames, operations } from './operations.ts'

/** One error code with everything known of it, ready to be shown. */
export interface ErrorRow {
  readonly name: ErrorName
  readonly code: number
  readonly meaning: string
  readonly retry: 'again' | 'after a pause' | 'never'
  readonly seen: Basis
  /** The address of the page that documents it; absent if none does. */
  readonly pageUrl?: string
  /** Who answers it: every command, where the gates do, or those that declare it. None means that only faults do. */
  readonly commands: 'every command' | readonly OperationName[]
}

/** Every documented error code, in the order of their table. */
export function toErrorTable(): readonly ErrorRow[] {
  return errorNames.map(name => {
    const { code, meaning, retry, seen } = toError(name)
    const pageUrl = 'page' in seen ? { pageUrl: toPageUrl(seen.page) } : {}
    return { name, code, meaning, retry, seen, ...pageUrl, commands: findCommands(name) }
  })
}

function findCommands(error: ErrorName): ErrorRow['commands'] {
  if (gateRefusals.some(rule => rule.refuse === error)) return 'every command'
  return operationNames.filter(command => {
    const declared: readonly ErrorName[] = operations[command].refusals
    return declared.includes(error)
  })
}
