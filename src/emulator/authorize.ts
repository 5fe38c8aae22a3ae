import type { ErrorName } from '../contracts/errors.ts'
import { findOperation, type OperationName } from '../contracts/operations.ts'
import type { ApiRequest } from '../contracts/parse-request.ts'
import { findMisplaced, type MisplacedParameters } from '../contracts/parse-request.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import { findUnknownCommand, toScope } from '../contracts/scope.ts'
import { maskTarget } from '../text/redact.ts'
import type { UserSigReason } from '../usersig/messages.ts'
import type { ParameterIssue, Refusal, RefusalIssue } from './messages.ts'
import type { AppCredentials } from './state.ts'

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
  readonly tolerated: readonly RefusalIssue[]
}

/**
 * Everything the service checks before the rate limit and the body, in its own order: path, command, application, the rest
 * of the query, identity, method. `app` is the application that `sdkappid` names, if it is known.
 */
export function authorize(
  request: ApiRequest,
  app: AppCredentials | undefined,
  context: AuthContext,
  now: number,
): AuthorizedRequest | Refusal {
  const operation = findOperation(request.path)
  if (operation === undefined || request.method === '') {
    const refusal = checkPath(request, context.otherCommands)
    if (refusal) return refusal
  }

  const invalidId = checkParameter('sdkappid', request)
  if (invalidId) return invalidId
  if (!app) {
    const known = context.listAppIds().slice(0, 5)
    const sdkAppId = request.query.get('sdkappid') ?? ''
    return { refuse: 'SdkAppIdInvalid', issue: { code: 'unknown-application', sdkAppId, known } }
  }

  let tolerated: RefusalIssue[] | undefined
  for (const name of laterParameters) {
    const invalid = checkParameter(name, request)
    if (!invalid) continue
    if (context.validation === 'strict' || !('tolerated' in parameters[name])) return invalid
    tolerated ??= []
    tolerated.push(invalid.issue)
  }

  const identifier = request.query.get('identifier') ?? ''
  const denied = checkIdentity(app, identifier, request.query.get('usersig') ?? '', context, now)
  if (denied) return denied
  if (request.method !== 'POST')
    return { refuse: 'ServiceTimeout', issue: { code: 'invalid-method', method: request.method } }
  return { operation, tolerated: tolerated ?? none }
}

const none: readonly never[] = []

const laterParameters: readonly ParameterName[] = ['contenttype', 'random', 'identifier', 'usersig']

/** Checks that a path is a command of the Call API, or one of another service if those are accepted. */
export function checkPath(request: ApiRequest, otherCommands: 'refuse' | 'accept'): Refusal | undefined {
  const { method, path } = request
  if (method === '') return { refuse: 'HttpParseError' }
  if (findOperation(path) !== undefined) return undefined
  if (!/^\/v[14]\//.test(path)) {
    return { refuse: 'HttpParseError', issue: { code: 'invalid-path', path: maskTarget(path) } }
  }
  const isAccepted = otherCommands === 'accept' && toScope('POST', path) === 'other-service'
  if (isAccepted) return undefined
  const misplaced = findMisplaced(request)
  if (misplaced?.places.includes('the path')) return { refuse: 'ServiceTimeout', issue: misplaced }
  return { refuse: 'ServiceTimeout', issue: findUnknownCommand(path) }
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
        readonly issue: UserSigReason
      }
}

/** Checks that the caller is an administrator of the application and proves it with a UserSig. */
export function checkIdentity(
  app: AppCredentials,
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
    if (!proof.ok) return { refuse: proof.refuse, issue: proof.issue }
  }
  if (app.admins.has(identifier)) return undefined
  const admins = [...app.admins].slice(0, 5)
  return {
    refuse: 'NotAdministrator',
    issue: { code: 'not-an-administrator', identifier, sdkAppId: app.sdkAppId, admins },
  }
}

/** Checks one parameter of the query against its contract. Returns the refusal if it is invalid. */
export function checkParameter(
  name: ParameterName,
  request: ApiRequest,
): (Refusal & { readonly issue: ParameterIssue | MisplacedParameters }) | undefined {
  const { schema, missing, wrong } = parameters[name]
  const value = request.query.get(name)
  if (value === undefined) {
    const misplaced = findMisplaced(request)
    if (misplaced?.names.includes(name)) return { refuse: missing, issue: misplaced }
    return { refuse: missing, issue: { code: 'missing-parameter', name, received: findOtherCase(name, request) } }
  }
  if (request.repeated.length > 0 && request.repeated.includes(name)) {
    return { refuse: wrong, issue: { code: 'repeated-parameter', name } }
  }
  if (lastGood.get(name) === value) return undefined
  if (schema.safeParse(value).success) {
    lastGood.set(name, value)
    return undefined
  }
  const received = name === 'usersig' ? undefined : value
  return { refuse: wrong, issue: { code: 'invalid-parameter', name, received } }
}

/** The last valid value of each parameter: clients repeat all of them except `random`. */
const lastGood = new Map<ParameterName, string>()

/** Names are case-sensitive (page 68926), and a name in another case is the likeliest mistake. */
function findOtherCase(name: ParameterName, request: ApiRequest): string | undefined {
  for (const other of request.query.keys()) if (other.toLowerCase() === name) return other
  return undefined
}
