import type { ActionName, Media } from '../call/call.ts'
import { actOnCall, type CallFilter, findCall, getCall, listCalls, openCall, toCallAction } from '../control/calls.ts'
import type { HandleContext } from '../control/control.ts'
import { Problem } from '../control/problem.ts'
import { type CallView, toCallView } from '../control/views.ts'
import { catchUp } from '../emulator/advance.ts'
import type { StoredCall } from '../emulator/state.ts'
import type { NewCallInput } from '../scenarios/schema.ts'
import { checkKeys } from './check-options.ts'
import { attempt } from './emulator-error.ts'

/**
 * A call, always as it is now, and the actions on it. Each action returns the same handle, and throws an EmulatorError that
 * says why, and which actions are possible, if the call does not allow it.
 */
export interface CallHandle extends CallView {
  answer(user: string): CallHandle
  reject(user: string): CallHandle
  busy(user: string): CallHandle
  hangup(user: string): CallHandle
  /** A member's heartbeat expires. */
  offline(user: string): CallHandle
  /** A user who is not in the call enters it without an invitation. */
  join(user: string): CallHandle
  /** Other users ring from now on. */
  invite(user: string, ...others: readonly string[]): CallHandle
  /** Withdraws the invitations of users who ring. */
  cancelInvite(user: string, ...others: readonly string[]): CallHandle
  /** The caller gives up before anyone has answered. */
  cancel(): CallHandle
  /** The network breaks. */
  interrupt(): CallHandle
  /** The service ends it. */
  end(): CallHandle
}

type Actions = Omit<CallHandle, keyof CallView>

/** Creates the handle of a call. If a reset has removed the call, it shows its last state. */
export function createCallHandle(stored: StoredCall): CallHandle {
  const view = () => {
    catchUp(stored.app)
    return structuredClone(toCallView(stored))
  }
  const act = (verb: ActionName, users: readonly string[], caller: (...input: never[]) => CallHandle) => {
    attempt(() => actOnCall(stored, toCallAction(verb, { users: users.map(checkName) })), caller)
    return handle
  }
  const byOne = (verb: ActionName) =>
    function action(user: string) {
      return act(verb, [user], action)
    }
  const onSeveral = (verb: ActionName) =>
    function action(...users: readonly string[]) {
      return act(verb, users, action)
    }
  const onCall = (verb: ActionName) =>
    function action() {
      return act(verb, [], action)
    }
  const actions: Actions = {
    answer: byOne('answer'),
    reject: byOne('reject'),
    busy: byOne('busy'),
    hangup: byOne('hangup'),
    offline: byOne('offline'),
    join: byOne('join'),
    invite: onSeveral('invite'),
    cancelInvite: onSeveral('cancel-invite'),
    cancel: onCall('cancel'),
    interrupt: onCall('interrupt'),
    end: onCall('end'),
  }
  // Sound: each key of the view is a getter of its current value, and the actions are beside them. A handle that is compared
  // or printed is its view, so only that is enumerable.
  const handle = Object.defineProperties({}, { ...toGetters(view), ...toHidden(actions) }) as CallHandle
  return handle
}

/** A list in place of a name would become a member of its own. */
function checkName(user: string): string {
  if (typeof user === 'string') return user
  throw new Problem({ code: 'invalid-value', field: 'user', expected: 'a string such as "user2"', received: user })
}

const toGetters = (view: () => CallView): PropertyDescriptorMap =>
  Object.fromEntries(
    // The keys of a view are those of its type.
    (Object.keys(view()) as (keyof CallView)[]).map(key => [key, { enumerable: true, get: () => view()[key] }]),
  )

const toHidden = (actions: Actions): PropertyDescriptorMap =>
  Object.fromEntries(Object.entries(actions).map(([name, value]) => [name, { value }]))

/** A call as it is started: as in a scenario; audio if no media is given. */
export interface CallOpening extends Omit<NewCallInput, 'media'> {
  readonly media?: Media | undefined
}

/** The calls of an application. */
export interface Calls {
  /** Starts a call: the caller is in it, everyone called rings. Throws an EmulatorError with every mistake. */
  open(opening: CallOpening): CallHandle
  /** Live and ended calls, in the order of their start. */
  list(filter?: Omit<CallFilter, 'app'>): readonly CallHandle[]
  /** A call by its id, live or ended. Throws an EmulatorError if there is none. */
  get(id: string): CallHandle
  /** A call by its id, or undefined. */
  find(id: string): CallHandle | undefined
}

/** Creates the handle of an application's calls. */
export function createCalls({ control: { core }, toApp, toScope }: HandleContext): Calls {
  const toHandle = (stored: StoredCall) => createCallHandle(stored)
  return {
    open: function open(opening) {
      return toHandle(attempt(() => openCall(core, opening, toScope()), open))
    },
    list: function list(filter = {}) {
      return attempt(() => {
        checkKeys('a filter of calls', filter, ['state', 'q'])
        return listCalls(core, { ...filter, app: toApp().sdkAppId })
      }, list).map(toHandle)
    },
    get: function get(id) {
      return toHandle(attempt(() => getCall(core, id, toApp()), get))
    },
    find(id) {
      const stored = findCall(core, id, toApp())
      return stored && toHandle(stored)
    },
  }
}
