import { isOperationName, type OperationName, operationNames } from '../../contracts/operations.ts'
import { formatList, formatValue } from '../../text/format.ts'
import { explainNearest } from '../../text/suggest.ts'
import { listFailures } from '../client/failure-modes.ts'
import type { Mutant } from './mutant.ts'

/** A part of a sweep: a command and what befalls it; whatever is absent is every one. */
export interface Part {
  readonly command: OperationName | undefined
  readonly meets: string | undefined
}

/** Reads `get_call_info`, `get_call_info:http` or `all:101001`; gives a sentence where it is none of these. */
export function parsePart(text: string): { readonly part: Part } | { readonly problem: string } {
  const [word = '', meets, ...rest] = text.split(':')
  if (rest.length > 0 || word === '' || meets === '')
    return {
      problem: `${formatValue(text)} is no part of a sweep: want COMMAND or COMMAND:FAULT, such as get_call_info:http.`,
    }
  if (word !== 'all' && !isOperationName(word)) {
    const names = [...operationNames, 'all']
    return {
      problem: `${formatValue(word)} is not a command.${explainNearest(word, names) || ` Want ${formatList(names)}.`}`,
    }
  }
  const command = word === 'all' ? undefined : word
  const names = toNames(command)
  if (meets === undefined || names.includes(meets)) return { part: { command, meets } }
  const what = command === undefined ? 'a client' : command
  const known = explainNearest(meets, names) || ` Want ${formatList(names)}.`
  return { problem: `${formatValue(meets)} is nothing that befalls ${what}.${known}` }
}

const toNames = (command: OperationName | undefined): readonly string[] => [
  ...new Set(
    (command === undefined ? operationNames : [command]).flatMap(each => listFailures(each).map(({ name }) => name)),
  ),
]

/** Whether a run belongs to one of the parts; without parts every one does. */
export const isPart = (parts: readonly Part[], mutant: Pick<Mutant, 'command' | 'meets'>): boolean =>
  parts.length === 0 ||
  parts.some(
    ({ command, meets }) =>
      (command ?? mutant.command) === mutant.command && (meets ?? mutant.meets.name) === mutant.meets.name,
  )
