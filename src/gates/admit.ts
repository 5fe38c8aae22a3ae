import type { Ask } from '../contracts/ask.ts'
import { explainMisplaced, findMisplaced } from '../contracts/misplaced.ts'
import { findOperation, type OperationName } from '../contracts/operations.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import { type Refusal, refuseWith } from '../contracts/refusal.ts'
import { toScope } from '../contracts/scope.ts'
import { explainUnknownCommand } from '../contracts/unknown-command.ts'
import { maskTarget } from '../words/mask.ts'
import { quote } from '../words/quote.ts'
import { type Application, checkIdentity, type Signatures } from './identity.ts'
import { checkParameter } from './parameter.ts'

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
export function admit<App extends Application>(ask: Ask, desk: Desk<App>, now: number): Admission<App> | Refusal {
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
function checkOther(ask: Ask, otherCommands: 'refuse' | 'accept'): Refusal | undefined {
  const { path } = ask
  if (!/^\/v[14]\//.test(path)) {
    const shown = path === '' ? 'empty' : quote(maskTarget(path), 120)
    return refuseWith('HttpParseError', `Invalid path: expected /v4/{servicename}/{command}, got ${shown}.`)
  }
  const isAccepted = otherCommands === 'accept' && toScope('POST', path) === 'other-service'
  if (isAccepted) return undefined
  const misplaced = findMisplaced(ask)
  if (misplaced?.places.includes('the path')) return refuseWith('ServiceTimeout', explainMisplaced(misplaced))
  return refuseWith('ServiceTimeout', explainUnknownCommand(path))
}
