import type { ApiRequest } from '../contracts/api-request.ts'
import type { ErrorName } from '../contracts/errors.ts'
import { findOperation, type OperationName } from '../contracts/operations.ts'
import { explainMisplaced, findMisplaced } from '../contracts/parse-request.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import { type Refusal, refuseWith } from '../contracts/refusal.ts'
import { explainUnknownCommand, toScope } from '../contracts/scope.ts'
import { formatValue } from '../text/format.ts'
import { maskTarget } from '../text/redact.ts'
import { explainReason, type UserSigReason } from '../usersig/messages.ts'

/** What the gates look things up in. */
export interface Desk<App extends Application> {
  findApp(sdkAppId: number): App | undefined
  /** The ids there are, for whoever names another. */
  listApps(): readonly number[]
  readonly signatures: Signatures
  readonly validation: 'strict' | 'lenient'
  readonly auth: 'verify' | 'off'
  /** Whether commands of other services, such as Chat's, are refused as unknown or answered with a success. */
  readonly otherCommands: 'refuse' | 'accept'
}

/** A request that may be served: what it asks, for which application, and what was let pass in it. */
export interface Admission<App> {
  /** Absent for an accepted command of another service. */
  readonly operation: OperationName | undefined
  readonly app: App
  readonly identifier: string
  /** Slips that strict validation refuses, as sentences. */
  readonly tolerated: readonly string[]
}

/**
 * Everything the service checks before the command itself, in its own order: path, command, application, the rest of the
 * query, identity, method. The rate limit and the body come after.
 */
export function admit<App extends Application>(
  ask: ApiRequest,
  desk: Desk<App>,
  now: number,
): Admission<App> | Refusal {
  if (ask.method === '') return { refuse: 'HttpParseError' }
  const operation = findOperation(ask.path)
  if (operation === undefined) {
    const refusal = checkOther(ask, desk.otherCommands)
    if (refusal) return refusal
  }

  const wrongId = checkParameter('sdkappid', ask)
  if (wrongId) return wrongId
  const app = desk.findApp(Number(ask.query.get('sdkappid')))
  if (!app)
    return {
      refuse: 'SdkAppIdInvalid',
      because: `There is no application ${ask.query.get('sdkappid')} here: want ${desk.listApps().slice(0, 5).join(' or ')}.`,
    }

  const tolerated: string[] = []
  for (const name of laterParameters) {
    const wrong = checkParameter(name, ask)
    if (!wrong) continue
    if (desk.validation === 'strict' || !('tolerated' in parameters[name]))
      return refuseWith(wrong.refuse, wrong.because)
    tolerated.push(wrong.because)
  }

  const identifier = ask.query.get('identifier') ?? ''
  const stranger = checkIdentity(app, identifier, ask.query.get('usersig') ?? '', desk, now)
  if (stranger) return stranger
  if (ask.method !== 'POST')
    return refuseWith('ServiceTimeout', `Invalid method: expected POST, got ${ask.method.slice(0, 20)}.`)
  return { operation, app, identifier, tolerated }
}

const laterParameters: readonly ParameterName[] = ['contenttype', 'random', 'identifier', 'usersig']

/** Why a path that is no command of the Call API is refused; undefined for another service's command that is accepted. */
function checkOther(ask: ApiRequest, otherCommands: 'refuse' | 'accept'): Refusal | undefined {
  const { path } = ask
  if (!/^\/v[14]\//.test(path)) {
    const shown = path === '' ? 'empty' : formatValue(maskTarget(path), 120)
    return refuseWith('HttpParseError', `Invalid path: expected /v4/{servicename}/{command}, got ${shown}.`)
  }
  const isAccepted = otherCommands === 'accept' && toScope('POST', path) === 'other-service'
  if (isAccepted) return undefined
  const misplaced = findMisplaced(ask)
  if (misplaced?.places.includes('the path')) return refuseWith('ServiceTimeout', explainMisplaced(misplaced))
  return refuseWith('ServiceTimeout', explainUnknownCommand(path))
}

/** What the gates know of an application. */
export interface Application {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly admins: ReadonlySet<string>
}

/** Reads and verifies UserSigs. */
export interface Signatures {
  /** What one says of itself, times in Unix seconds; undefined if it cannot be read. */
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

/** Whether whoever asks is an administrator of the application and can prove it. */
export function checkIdentity(
  app: Application,
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
    because: `${formatValue(identifier)} is not an administrator of application ${app.sdkAppId}: want ${[...app.admins]
      .map(name => formatValue(name))
      .slice(0, 5)
      .join(' or ')}.`,
  }
}

/** Whether one parameter of the query is as its contract wants it: the refusal if not, with what came and what is wanted. */
export function checkParameter(
  name: ParameterName,
  ask: ApiRequest,
): (Refusal & { readonly because: string }) | undefined {
  const { schema, expected: wanted, missing, wrong } = parameters[name]
  const value = ask.query.get(name)
  if (value === undefined) {
    const misplaced = findMisplaced(ask)
    if (misplaced?.names.includes(name)) return { refuse: missing, because: explainMisplaced(misplaced) }
    return { refuse: missing, because: `Missing ${name}${explainOtherCase(name, ask)}: expected ${wanted}.` }
  }
  if (ask.repeated.length > 0 && ask.repeated.includes(name)) {
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

/** A client sends the same values all day, but for random; what was good a request ago is good. */
const lastGood = new Map<ParameterName, string>()

/** Names are case-sensitive (page 68926), and a name in another case is the likeliest slip. */
function explainOtherCase(name: ParameterName, ask: ApiRequest): string {
  for (const other of ask.query.keys()) {
    if (other.toLowerCase() === name) return ` (received ${formatValue(other)}; names are case-sensitive)`
  }
  return ''
}
