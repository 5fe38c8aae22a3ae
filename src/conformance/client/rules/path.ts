import { toPath } from '../../../contracts/operation.ts'
import { operationNames, operations } from '../../../contracts/operations.ts'
import { quote } from '../../../words/quote.ts'
import { findNearest } from '../../../words/suggest.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q02: a command's path. */
export const path: Rule = {
  id: 'RB-Q02',
  group: 'request',
  severity: 'error',
  sentence: 'Asks under the documented path of a command',
  reason: 'A command answers under /v4/, its service and its own name, in small letters, and nowhere else.',
  seen: { page: 68926 },
  fix: "Take the path from the command's page to the letter, without a slash at its end.",
  judge: eachEntry(
    ({ command, ask }) => command !== undefined || `There is no ${quote(ask.path, 120)}.${explainMeant(ask.path)}`,
  ),
}

function explainMeant(came: string): string {
  // The services' names are alike, so a slip is looked for in the last part alone.
  const last = came.split('/').findLast(part => part !== '') ?? ''
  const nearest = findNearest(last, operationNames)
  const known = operationNames.find(name => name === nearest)
  return known ? ` Did you mean ${toPath(operations[known])}?` : ''
}
