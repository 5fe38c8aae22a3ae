import type { ActionName, CallAction } from '../call/call.ts'
import { doToHeld, toCommand } from '../control/calls.ts'
import { Problem } from '../control/problem.ts'
import { type CallView, toCallView } from '../control/views.ts'
import type { HeldCall } from '../emulator/state.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { formatValue } from '../text/format.ts'
import { attempt } from './emulator-error.ts'

/**
 * A call, always as it is now, and what is done to it. Each deed gives the same handle, and throws an EmulatorError that
 * says why, and what would be possible, where the call does not allow it.
 */
export interface CallHandle extends CallView {
  answer(user: string): CallHandle
  reject(user: string): CallHandle
  busy(user: string): CallHandle
  hangup(user: string): CallHandle
  /** A member's heartbeat expires. */
  offline(user: string): CallHandle
  /** Somebody who is not in the call enters it unasked. */
  join(user: string): CallHandle
  /** Others ring from now on. */
  invite(user: string, ...others: readonly string[]): CallHandle
  /** Invitations of those who ring are withdrawn. */
  cancelInvite(user: string, ...others: readonly string[]): CallHandle
  /** The caller gives up before anybody answered. */
  cancel(): CallHandle
  /** The network breaks. */
  interrupt(): CallHandle
  /** The service ends it. */
  end(): CallHandle
}

type Deeds = Omit<CallHandle, keyof CallView>

/** A handle of a held call. Of a call that a reset took away it tells what it was last. */
export function createCallHandle(switchboard: Switchboard, held: HeldCall): CallHandle {
  const look = () => {
    switchboard.now()
    return structuredClone(toCallView(held))
  }
  const act = (command: () => CallAction, asked: (...input: never[]) => CallHandle) => {
    attempt(() => doToHeld(switchboard, held, command()), asked)
    return handle
  }
  const byOne = (deed: ActionName) =>
    function done(user: string) {
      return act(() => toCommand(deed, { user: demandName(user) }), done)
    }
  const bySeveral = (deed: ActionName) =>
    function done(...users: readonly string[]) {
      return act(() => toCommand(deed, { users: users.map(demandName) }), done)
    }
  const byNobody = (deed: ActionName) =>
    function done() {
      return act(() => toCommand(deed, {}), done)
    }
  const deeds: Deeds = {
    answer: byOne('answer'),
    reject: byOne('reject'),
    busy: byOne('busy'),
    hangup: byOne('hangup'),
    offline: byOne('offline'),
    join: byOne('join'),
    invite: bySeveral('invite'),
    cancelInvite: bySeveral('cancel-invite'),
    cancel: byNobody('cancel'),
    interrupt: byNobody('interrupt'),
    end: byNobody('end'),
  }
  // Sound: each key of a view is a getter of what the view has there, and the deeds are beside them. A handle that is
  // compared or printed is its view, so only that is enumerable.
  const handle = Object.defineProperties({}, { ...toGetters(look), ...toHidden(deeds) }) as CallHandle
  return handle
}

/** A list in place of names would become a member of its own. */
function demandName(user: string): string {
  if (typeof user === 'string') return user
  throw new Problem('not-valid', `${formatValue(user)} is no account: want a text such as "user2".`)
}

const toGetters = (look: () => CallView): PropertyDescriptorMap =>
  Object.fromEntries(
    // The keys of a view are just those of its type.
    (Object.keys(look()) as (keyof CallView)[]).map(key => [key, { enumerable: true, get: () => look()[key] }]),
  )

const toHidden = (deeds: Deeds): PropertyDescriptorMap =>
  Object.fromEntries(Object.entries(deeds).map(([name, value]) => [name, { value }]))
