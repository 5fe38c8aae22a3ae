import { type DetailOf, explainDetail } from '../conformance/rule.ts'
import { formatList, formatValue } from '../text/format.ts'

interface Reason {
  readonly reason: string
}

/** Every message of contracts of clients: invalid adapters and options, then what was found besides failed cases. */
export const contractMessages = {
  'not-a-function': ({ name, got }: { readonly name: string; readonly got: unknown }) =>
    `Invalid ${name}: expected a function, got ${formatValue(got)}.`,
  'unknown-command': ({ name, nearest }: { readonly name: string; readonly nearest: string }) =>
    `Unknown command ${formatValue(name)}. Did you mean ${formatValue(nearest)}?`,
  'no-functions': ({ names }: { readonly names: readonly string[] }) =>
    `Invalid adapter: expected a function for at least one of ${formatList(names)}.`,
  'answer-timeout': ({ got }: { readonly got: unknown }) =>
    `Invalid answerTimeout: expected a number of milliseconds above 0, got ${formatValue(got)}.`,
  closed: () => 'The contract is closed. Close it after its last case, or define another.',
  passes: ({ line }: { readonly line: number }) => `It passes now. Remove line ${line} from the known issues.`,
  'rules-failed': ({ message, others }: { readonly message: string; readonly others: readonly string[] }) =>
    others.length === 0 ? message : `${message} Also failed: ${others.join(', ')}.`,
  'not-json': ({ reason }: Reason) => `Its result cannot be written as JSON: ${reason}.`,
  'client-failed': ({ reason }: Reason) => `The client failed: ${reason}.`,
}

/** A message of a contract as a sentence. */
export const explainContract = (detail: DetailOf<typeof contractMessages>): string =>
  explainDetail(contractMessages, detail)
