import { maskTarget } from '../text/redact.ts'
import { countEdits, findNearest } from '../text/suggest.ts'
import { findOperation, isOperationName, type OperationName, operationNames, operations } from './operations.ts'

/**
 * What a request belongs to. `call-api`: the documented commands, unknown commands of their services, and the deprecated
 * `/v1/`. `other-service`: a `/v4/` command of another service of the same host, such as Chat's. `outside`: everything
 * else, such as a readiness probe, a browser's preflight, or bytes that are not HTTP. `admin`: sent by the admin API, not by
 * a client. Clients are evaluated by `call-api` alone.
 */
export type Scope = (typeof scopes)[number]

/** Every scope. */
export const scopes = ['call-api', 'other-service', 'outside', 'admin'] as const

/** The scope of a request, by its method (empty if the bytes were not HTTP) and its path without the query. */
export function toScope(method: string, path: string): Exclude<Scope, 'admin'> {
  if (method === '' || method === 'OPTIONS') return 'outside'
  if (findOperation(path) !== undefined || path.startsWith('/v1/')) return 'call-api'
  if (!path.startsWith('/v4/')) return 'outside'
  const [service = '', ...rest] = path.slice('/v4/'.length).split('/')
  const command = rest.findLast(part => part !== '')
  // Without a command it names nothing of any service. No other service has a command of one of these names.
  if (service === '' || command === undefined || isOperationName(command)) return 'call-api'
  return isMisspelled(service) ? 'call-api' : 'other-service'
}

/** The service and the command of another service's path, such as `openim/sendmsg`; undefined if it has another form. */
export const findOtherCommand = (path: string): string | undefined =>
  otherCommand.test(path) ? path.slice('/v4/'.length) : undefined

/** No documented name is longer, and no UserSig or key is this short. */
const otherCommand = /^\/v4\/[\w.-]{1,40}\/[\w.-]{1,40}$/

const services: readonly string[] = [...new Set(operationNames.map(name => operations[name].service))]

/**
 * Whether a service's name is, or was probably meant to be, one of the three. Names of other services are similar
 * (`room_engine_http_srv` differs in four letters), so only two letters may differ, or the end may be missing.
 */
function isMisspelled(service: string): boolean {
  const name = service.slice(0, 100).toLowerCase()
  return services.some(known => known.startsWith(name) || countEdits(name, known) <= 2)
}

/** The commands of the deprecated version by their paths, with the commands that replace them. */
const deprecated: { readonly [path: string]: OperationName } = {
  '/v1/records/get_record_by_callId': 'get_record_by_callid',
  '/v1/records/get_records_by_filter': 'get_record_by_filter',
  '/v1/callback/set': 'set_callback',
  '/v1/callback/update': 'set_callback',
  '/v1/callback/get': 'get_callback',
  '/v1/callback/delete': 'delete_callback',
}

/** A path that no command has, as data. It contains no UserSig. */
export type UnknownCommand =
  | { readonly code: 'deprecated-command'; readonly path: string; readonly successor?: OperationName | undefined }
  | { readonly code: 'other-service'; readonly path: string }
  | { readonly code: 'unknown-command'; readonly path: string; readonly suggestion?: OperationName | undefined }

/** Finds out why no command has a path, and which one was probably meant. */
export function findUnknownCommand(path: string): UnknownCommand {
  const masked = maskTarget(path)
  if (path.startsWith('/v1/')) return { code: 'deprecated-command', path: masked, successor: findSuccessor(path) }
  if (toScope('POST', path) === 'other-service') return { code: 'other-service', path: masked }
  return { code: 'unknown-command', path: masked, suggestion: findMeant(path) }
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
