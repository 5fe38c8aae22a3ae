import type { Ask } from '../contracts/ask.ts'
import { toPath } from '../contracts/operation.ts'
import { findOperation, type OperationName, operationNames, operations } from '../contracts/operations.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import type { Refusal } from '../contracts/refusal.ts'
import { maskTarget } from '../words/mask.ts'
import { quote } from '../words/quote.ts'
import { findNearest } from '../words/suggest.ts'
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
}

/** A request that may be served: what it asks, for which application, and what was let pass in it. */
export interface Admission<App> {
  readonly operation: OperationName
  readonly app: App
  readonly identifier: string
  /** Slips that strict validation refuses, as sentences. */
  readonly tolerated: readonly string[]
}

/**
 * Everything the service looks at before the command itself, in its own order: method, command, application, the rest
 * of the query, who asks. How often, and the body, come after.
 */
export function admit<App extends Application>(ask: Ask, desk: Desk<App>, now: number): Admission<App> | Refusal {
  if (ask.method === '') return { refuse: 'HttpParseError' }
  if (ask.method !== 'POST') {
    return {
      refuse: 'HttpParseError',
      because: `HTTP parse Error: the method is ${ask.method.slice(0, 20)}, want POST.`,
    }
  }
  const operation = findOperation(ask.path)
  if (!operation) return refuseUnknown(ask.path)

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
    if (desk.validation === 'strict' || !('tolerated' in parameters[name])) return wrong
    tolerated.push(wrong.because)
  }

  const identifier = ask.query.get('identifier') ?? ''
  const stranger = checkIdentity(app, identifier, ask.query.get('usersig') ?? '', desk, now)
  if (stranger) return stranger
  return { operation, app, identifier, tolerated }
}

const laterParameters: readonly ParameterName[] = ['contenttype', 'random', 'identifier', 'usersig']

function refuseUnknown(path: string): Refusal {
  // The services' names are long and alike, so a slip is looked for in the command alone.
  const nearest = findNearest(path.slice(path.lastIndexOf('/') + 1), operationNames)
  const known = operationNames.find(name => name === nearest)
  const advice = known
    ? ` Did you mean "${toPath(operations[known])}"?`
    : ` Want a path such as ${toPath(operations.get_call_info)}.`
  return { refuse: 'NoSuchCommand', because: `There is no ${quote(maskTarget(path), 120)} here.${advice}` }
}
