import { type CallAction, invitationActions, memberActions, wholeCallActions } from '../call/call.ts'
import { describeAllowedActions } from '../call/messages.ts'
import { catchUp } from '../emulator/advance.ts'
import { applyAction, openCall as open } from '../emulator/calls.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Application, StoredCall } from '../emulator/state.ts'
import { explainIssues } from '../scenarios/messages.ts'
import { checkNewCall } from '../scenarios/validate.ts'
import { findNearest } from '../text/suggest.ts'
import { checkSameApp, findApp } from './apps.ts'
import { Problem, toFilter, toProblem } from './problem.ts'
import { toCallView } from './views.ts'

/** Which calls are listed; all if nothing is given. */
export interface CallFilter {
  /** Only calls of this application. */
  readonly app?: number | undefined
  readonly state?: 'live' | 'ended' | undefined
  /** Only calls that pass this filter, such as `state:ended outcome:!completed`. */
  readonly q?: string | undefined
}

/** Live and ended calls of one application, or of all, in the order of their start. Throws a Problem if `q` is invalid. */
export function listCalls(core: EmulatorCore, { app, state, q }: CallFilter): readonly StoredCall[] {
  const query = q === undefined ? undefined : toFilter(q, 'calls')
  const apps = app === undefined ? core.listApps() : [core.findApp(app)].filter(one => one !== undefined)
  return apps
    .flatMap(one => {
      catchUp(one)
      return [...one.calls.values()]
    })
    .sort((one, other) => one.call.startedAt - other.call.startedAt)
    .filter(({ call }) => state === undefined || (call.ending ? 'ended' : 'live') === state)
    .filter(one => !query || query.matches(toCallView(one), one.app.clock.now()))
}

/** Starts a call, written as in a scenario. Throws a Problem with every mistake, or with why it is not possible. */
export function openCall(core: EmulatorCore, input: object, within?: Application): StoredCall {
  const checked = checkNewCall({ media: 'audio', ...input })
  if ('issues' in checked) throw toProblem(explainIssues(checked.issues))
  const { app: named, ...init } = checked.call
  checkSameApp(within, named)
  const app = within ?? findApp(core, named)
  app.usedAt = Date.now()
  const opened = open(app, { ...init, id: init.id ?? app.nextCallId() }, [], catchUp(app))
  if ('code' in opened) throw new Problem({ code: 'action-rejected', rejection: opened })
  app.note('start-call', { ...init, id: opened.call.call.id })
  return opened.call
}

/** A call by its id in one application or in the first that has it; undefined if there is none. */
export function findCall(core: EmulatorCore, id: string, app?: Application): StoredCall | undefined {
  for (const one of app ? [app] : core.listApps()) {
    const found = one.calls.get(id)
    if (!found) continue
    catchUp(one)
    // Ended calls may have been evicted meanwhile.
    return one.calls.get(id)
  }
  return undefined
}

/** A call by its id. Throws a Problem with the id that was probably meant. */
export function getCall(core: EmulatorCore, id: string, app?: Application): StoredCall {
  const found = findCall(core, id, app)
  if (found) return found
  const latest = listCalls(core, { app: app?.sdkAppId }).slice(-1_000)
  const suggestion = findNearest(
    `${id}`,
    latest.map(({ call }) => call.id),
  )
  throw new Problem({ code: 'unknown-call', id, suggestion })
}

/** Performs an action on a call. Throws a Problem that says why it is not possible, and which actions are. */
export function actOnCall(stored: StoredCall, action: CallAction): void {
  const now = catchUp(stored.app)
  stored.app.usedAt = Date.now()
  const applied = applyAction(stored, action, now)
  if (!('code' in applied)) {
    stored.app.note('change-call', { call: stored.call.id, ...action })
    return
  }
  const allowed = stored.app.isClosed ? undefined : describeAllowedActions(stored.call, now)
  throw new Problem({ code: 'action-rejected', rejection: applied, allowed })
}

/** The action that a verb and the named users mean. Throws a Problem for an unknown verb or missing users. */
export function toCallAction(
  verb: string,
  { user, users }: { readonly user?: string | undefined; readonly users?: readonly string[] | undefined },
): CallAction {
  if (isOneOf(memberActions, verb)) {
    const member = user ?? (users?.length === 1 ? users[0] : undefined)
    if (member === undefined) throw new Problem({ code: 'missing-user', action: verb })
    return { does: verb, user: member }
  }
  if (isOneOf(invitationActions, verb)) {
    const members = users ?? (user === undefined ? undefined : [user])
    if (!members) throw new Problem({ code: 'missing-users', action: verb })
    return { does: verb, users: members }
  }
  if (isOneOf(wholeCallActions, verb)) return { does: verb }
  const known = [...memberActions, ...invitationActions, ...wholeCallActions]
  throw new Problem({ code: 'unknown-action', received: verb, known, suggestion: findNearest(verb, known) })
}

const isOneOf = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  (words as readonly string[]).includes(word)
