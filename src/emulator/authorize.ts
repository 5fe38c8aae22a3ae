import type { ApiRequest } from '../contracts/api-request.ts'
import type { ErrorName } from '../contracts/errors.ts'
import { explainIssue, type Refusal, refuseWith } from '../contracts/messages.ts'
import { findOperation, type OperationName } from '../contracts/operations.ts'
import { findMisplaced } from '../contracts/parse-request.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import { findUnknownCommand, toScope } from '../contracts/scope.ts'
import { formatValue } from '../text/format.ts'
import { maskTarget } from '../text/redact.ts'
import { explainReason, type UserSigReason } from '../usersig/messages.ts'
import type { Credentials } from './state.ts'

/** What requests are authorized with. */
export interface AuthContext {
  /** The ids of the known applications. */
  listAppIds(): readonly number[]
  readonly signatures: Signatures
  readonly validation: 'strict' | 'lenient'
  readonly auth: 'verify' | 'off'
  /** Whether commands of other services, such as Chat's, are refused as unknown or answered with a success. */
  readonly otherCommands: 'refuse' | 'accept'
}

/** A request that may be served. */
export interface AuthorizedRequest {
  /** Absent for an accepted command of another service. */
  readonly operation: OperationName | undefined
  /** What strict validation would refuse. */
  readonly tolerated: readonly string[]
}

/**
 * Everything the service checks before the rate limit and the body, in its own order: path, command, application, the rest
 * of the query, identity, method. `app` is the application that `sdkappid` names, if it is known.
 */
export function authorize(
  request: ApiRequest,
  app: Credentials | undefined,
  context: AuthContext,
  now: number,
): AuthorizedRequest | Refusal {
  if (request.method === '') return { refuse: 'HttpParseError' }
  const operation = findOperation(request.path)
  if (operation === undefined) {
    const refusal = checkOther(request, context.otherCommands)
    if (refusal) return refusal
  }

  const invalidId = checkParameter('sdkappid', request)
  if (invalidId) return invalidId
  if (!app) {
    const known = context.listAppIds().slice(0, 5).join(', ')
    const because = `Unknown sdkappid ${request.query.get('sdkappid')}. Known applications: ${known}.`
    return { refuse: 'SdkAppIdInvalid', because }
  }

  let tolerated: string[] | undefined
  for (const name of laterParameters) {
    const invalid = checkParameter(name, request)
    if (!invalid) continue
    if (context.validation === 'strict' || !('tolerated' in parameters[name]))
      return refuseWith(invalid.refuse, invalid.because)
    tolerated ??= []
    tolerated.push(invalid.because)
  }

  const identifier = request.query.get('identifier') ?? ''
  const denied = checkIdentity(app, identifier, request.query.get('usersig') ?? '', context, now)
  if (denied) return denied
  if (request.method !== 'POST')
    return refuseWith('ServiceTimeout', `Invalid method: expected POST, got ${request.method.slice(0, 20)}.`)
  return { operation, tolerated: tolerated ?? none }
}

const none: readonly never[] = []

const laterParameters: readonly ParameterName[] = ['contenttype', 'random', 'identifier', 'usersig']

/** Why a path that is not a command of the Call API is refused; undefined for a command of another service that is accepted. */
function checkOther(request: ApiRequest, otherCommands: 'refuse' | 'accept'): Refusal | undefined {
  const { path } = request
  if (!/^\/v[14]\//.test(path)) {
    const shown = path === '' ? 'empty' : formatValue(maskTarget(path), 120)
    return refuseWith('HttpParseError', `Invalid path: expected /v4/{servicename}/{command}, got ${shown}.`)
  }
  const isAccepted = otherCommands === 'accept' && toScope('POST', path) === 'other-service'
  if (isAccepted) return undefined
  const misplaced = findMisplaced(request)
  if (misplaced?.places.includes('the path')) return refuseWith('ServiceTimeout', misplaced)
  return refuseWith('ServiceTimeout', findUnknownCommand(path))
}

/** Reads and verifies UserSigs. */
export interface Signatures {
  /** The claims of a UserSig, times in Unix seconds; undefined if it cannot be read. */
  read(
    userSig: string,
  ):
    | { readonly identifier: string; readonly sdkAppId: number; readonly time: number; readonly expire: number }
    | undefined

  verify(
    userSig: string,
    claim: {
      sdkAppId: number
      secretKey: string
      identifier: string
      now: number
    },
  ):
    | { readonly ok: true }
    | {
        readonly ok: false
        readonly refuse: ErrorName
        readonly because: UserSigReason
      }
}

/** Checks that the caller is an administrator of the application and proves it with a UserSig. */
export function checkIdentity(
  app: Credentials,
  identifier: string,
  userSig: string,
  { signatures, auth }: { readonly signatures: Signatures; readonly auth: 'verify' | 'off' },
  now: number,
): Refusal | undefined {
  if (auth === 'verify') {
    const proof = signatures.verify(userSig, {
      sdkAppId: app.sdkAppId,
      secretKey: app.secretKey,
      identifier,
      now,
    })
    if (!proof.ok) return { refuse: proof.refuse, because: explainReason(proof.because) }
  }
  if (app.admins.has(identifier)) return undefined
  return {
    refuse: 'NotAdministrator',
    because: `${formatValue(identifier)} is not an administrator of application ${app.sdkAppId}. Administrators: ${[
      ...app.admins,
    ]
      .map(name => formatValue(name))
      .slice(0, 5)
      .join(', ')}.`,
  }
}

/** Checks one parameter of the query against its contract. Returns the refusal if it is invalid. */
export function checkParameter(
  name: ParameterName,
  request: ApiRequest,
): (Refusal & { readonly because: string }) | undefined {
  const { schema, expected: wanted, missing, wrong } = parameters[name]
  const value = request.query.get(name)
  if (value === undefined) {
    const misplaced = findMisplaced(request)
    if (misplaced?.names.includes(name)) return { refuse: missing, because: explainIssue(misplaced) }
    return { refuse: missing, because: `Missing ${name}${explainOtherCase(name, request)}: expected ${wanted}.` }
  }
  if (request.repeated.length > 0 && request.repeated.includes(name)) {
    return { refuse: wrong, because: `Repeated ${name}: expected ${wanted}, once.` }
  }
  if (lastGood.get(name) === value) return undefined
  if (schema.safeParse(value).success) {
    lastGood.set(name, value)
    return undefined
  }
  const came = name === 'usersig' ? 'an empty value' : formatValue(value)
  return { refuse: wrong, because: `Invalid ${name}: expected ${wanted}, got ${came}.` }
}

/** The last valid value of each parameter: clients repeat all of them except `random`. */
const lastGood = new Map<ParameterName, string>()

/** Names are case-sensitive (page 68926), and a name in another case is the likeliest mistake. */
function explainOtherCase(name: ParameterName, request: ApiRequest): string {
  for (const other of request.query.keys()) {
    if (other.toLowerCase() === name) return ` (received ${formatValue(other)}; names are case-sensitive)`
  }
  return ''
}
