import { countEdits } from '../text/suggest.ts'
import { findOperation, isOperationName, operationNames, operations } from './operations.ts'

/**
 * What a request belongs to. `call-api`: the documented commands, unknown commands of their services, and the deprecated
 * `/v1/`. `other-service`: a `/v4/` command of another service of the same host, such as Chat's. `outside`: everything
 * else, such as a readiness probe, a browser's preflight, or bytes that are not HTTP. Clients are evaluated by `call-api` alone.
 */
export type Scope = (typeof scopes)[number]

/** Every scope. */
export const scopes = ['call-api', 'other-service', 'outside'] as const

/** The scope of a request, by its method (empty if the bytes were not HTTP) and its path without the query. */
export function toScope(method: string, path: string): Scope {
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
