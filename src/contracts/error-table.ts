import { type Source, toPageUrl } from './basis.ts'
import { type ErrorName, errorNames, toError } from './errors.ts'
import { gateRefusals } from './gate-refusals.ts'
import type { Operation } from './operation.ts'
import { type OperationName, operationNames, operations } from './operations.ts'

/** One error code with everything known of it, ready to be shown. */
export interface ErrorRow {
  readonly name: ErrorName
  readonly code: number
  readonly meaning: string
  readonly retry: 'again' | 'after a pause' | 'never'
  readonly seen: Source
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

/** One refusal that a command declares for itself, ready to be shown. */
export interface RefusalRow {
  readonly name: ErrorName
  readonly code: number
  readonly meaning: string
  /** Where it was seen that this command answers so. */
  readonly seen: Source
}

/** What a command declares that it refuses: on its own page, unless its contract says of `invalid` that it is not there. */
export function toRefusalTable(operation: Operation): readonly RefusalRow[] {
  return operation.refusals.map(name => {
    const { code, meaning } = toError(name)
    return { name, code, meaning, seen: findRefusalBasis(operation, name) }
  })
}

/** Where it was seen that a command answers with an error: its own page if it declares that error, else where the error was seen. */
export function findRefusalBasis({ refusals, invalid, invalidSeen, pages }: Operation, name: ErrorName): Source {
  if (!refusals.includes(name)) return toError(name).seen
  return (name === invalid ? invalidSeen : undefined) ?? { page: pages[0] }
}

function findCommands(error: ErrorName): ErrorRow['commands'] {
  if (gateRefusals.some(rule => rule.refuse === error)) return 'every command'
  return operationNames.filter(command => {
    const declared: readonly ErrorName[] = operations[command].refusals
    return declared.includes(error)
  })
}
