import { formatList, formatValue } from '../text/format.ts'
import { maskTarget } from '../text/redact.ts'
import { findNearest } from '../text/suggest.ts'
import { toPath } from './operation.ts'
import { type OperationName, operationNames, operations } from './operations.ts'
import { toScope } from './scope.ts'

/** The commands of the deprecated version by their paths, with the commands that replace them. */
const deprecated: { readonly [path: string]: OperationName } = {
  '/v1/records/get_record_by_callId': 'get_record_by_callid',
  '/v1/records/get_records_by_filter': 'get_record_by_filter',
  '/v1/callback/set': 'set_callback',
  '/v1/callback/update': 'set_callback',
  '/v1/callback/get': 'get_callback',
  '/v1/callback/delete': 'delete_callback',
}

/** Why no command answers under a path, and which one was probably meant, as sentences without secrets. */
export function explainUnknownCommand(path: string): string {
  const shown = formatValue(maskTarget(path), 120)
  if (path.startsWith('/v1/')) {
    const successor = findSuccessor(path)
    const advice = successor ? `Use ${toPath(operations[successor])}.` : known
    return `${shown} belongs to the deprecated v1 API, which ringback does not emulate. ${advice}`
  }
  if (toScope('POST', path) === 'other-service')
    return `${shown} is a command of another service, which ringback does not emulate: --other-commands accept answers such commands with a success. ${known}`
  const nearest = findMeant(path)
  return `Unknown command ${shown}.${nearest ? ` Did you mean "${toPath(operations[nearest])}"?` : ''} ${known}`
}

function findSuccessor(path: string): OperationName | undefined {
  const nearest = findNearest(path, Object.keys(deprecated))
  return nearest === undefined ? undefined : deprecated[nearest]
}

/** The command that a path was probably meant to name; services have similar names, so its last part decides. */
export function findMeant(path: string): OperationName | undefined {
  const last = path.split('/').findLast(part => part !== '') ?? ''
  const nearest = findNearest(last, operationNames)
  return operationNames.find(name => name === nearest) ?? findByBeginning(last.slice(0, 100).toLowerCase())
}

/** The command with the longest beginning in common, if that is most of the word: `start_call` is `start_call_by_robot`. */
function findByBeginning(word: string): OperationName | undefined {
  let longest = 0
  let found: OperationName | undefined
  for (const name of operationNames) {
    let common = 0
    while (common < word.length && word[common] === name[common]) common++
    const isMost = common >= 5 && (common * 2 >= word.length || common === name.length)
    if (isMost && common > longest) [longest, found] = [common, name]
  }
  return found
}

const known = `Known commands: ${formatList(
  operationNames.map(name => toPath(operations[name]).slice('/v4/'.length)),
  'and',
)}.`
