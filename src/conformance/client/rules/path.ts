import { findMisplaced } from '../../../contracts/parse-request.ts'
import { explainUnknownCommand } from '../../../contracts/scope.ts'
import { eachEntry, type Rule } from '../rule.ts'

/** RB-Q02: a command's path. */
export const path: Rule = {
  id: 'RB-Q02',
  group: 'request',
  severity: 'error',
  sentence: 'Sends requests to the documented path of a command',
  reason:
    'A command is served under /v4/, its service and its own name, in lowercase. Any other path is answered 60008.',
  seen: { page: 68926 },
  fix: "Copy the path from the command's page exactly, without a trailing slash.",
  judge: eachEntry(({ command, ask }) => {
    if (command !== undefined) return true
    return findMisplaced(ask)?.places.includes('the path') ? undefined : explainUnknownCommand(ask.path)
  }),
}
