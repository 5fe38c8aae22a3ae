import { type ActionName, type CallAction, invitationActions, memberActions, wholeCallActions } from '../call/call.ts'
import { describeAllowedActions, describeRejection } from '../call/messages.ts'
import type { HeldCall } from '../emulator/state.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { explainIssues } from '../scenarios/messages.ts'
import { checkNewCall as checkOpening } from '../scenarios/validate.ts'
import { formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { findApp } from './find.ts'
import { Problem, toProblem } from './problem.ts'

/** Which calls are listed; all if nothing is said. */
export interface CallFilter {
  /** Only those of this application. */
  readonly app?: number | undefined
  readonly state?: 'live' | 'ended' | undefined
}

/** Live and ended calls as they are now, in the order in which they began. */
export function listHeld(switchboard: Switchboard, { app, state }: CallFilter): readonly HeldCall[] {
  switchboard.now()
  return switchboard
    .listCalls()
    .filter(held => app === undefined || held.app.sdkAppId === app)
    .filter(({ call }) => state === undefined || (call.ending ? 'ended' : 'live') === state)
}

/** Begins a call written as in a scenario. Throws a Problem with every slip, or with why that is not possible. */
export function openHeld(switchboard: Switchboard, input: object): HeldCall {
  const checked = checkOpening({ media: 'audio', ...input })
  if ('issues' in checked) throw toProblem(explainIssues(checked.issues))
  const { app: wanted, ...opening } = checked.call
  const { sdkAppId } = findApp(switchboard, wanted)
  const opened = switchboard.openCall(sdkAppId, opening)
  if ('code' in opened) throw new Problem('not-possible', describeRejection(opened))
  return opened
}

/** A call by its id, live or ended, as it is now. Throws a Problem that says which id was probably meant. */
export function getHeld(switchboard: Switchboard, id: string, sdkAppId: number | undefined): HeldCall {
  switchboard.now()
  const held = switchboard.findCall(id, sdkAppId)
  if (held) return held
  const near = explainNearest(
    `${id}`,
    switchboard
      .listCalls()
      .slice(-1_000)
      .map(({ call }) => call.id),
  )
  throw new Problem('no-such-call', `There is no call ${formatValue(id)}.${near}`)
}

/** Does something to a call. Throws a Problem that says why that is not possible, and what would be. */
export function doToHeld(switchboard: Switchboard, held: HeldCall, command: CallAction): void {
  const done = switchboard.obey(held, command)
  if (!('code' in done)) return
  const isThere = switchboard.findApp(held.app.sdkAppId) === held.app
  const possible = isThere ? ` ${describeAllowedActions(held.call, switchboard.now())}` : ''
  throw new Problem('not-possible', `${describeRejection(done)}${possible}`)
}

/** What a verb and whoever it names ask of a call. Throws a Problem where it is no verb, or names nobody. */
export function toCommand(
  verb: string,
  { user, users }: { readonly user?: string | undefined; readonly users?: readonly string[] | undefined },
): CallAction {
  if (isOneOf(memberActions, verb)) {
    const who = user ?? (users?.length === 1 ? users[0] : undefined)
    if (who === undefined) throw new Problem('not-valid', `${verb} is done by one member: want {"user":"…"}.`)
    return { does: verb, user: who }
  }
  if (isOneOf(invitationActions, verb)) {
    const whom = users ?? (user === undefined ? undefined : [user])
    if (!whom) throw new Problem('not-valid', `${verb} is about members: want {"users":["…"]}.`)
    return { does: verb, users: whom }
  }
  if (isOneOf(wholeCallActions, verb)) return { does: verb }
  const verbs: readonly ActionName[] = [...memberActions, ...invitationActions, ...wholeCallActions]
  throw new Problem(
    'no-such-path',
    `${formatValue(verb)} is not something that is done to a call.${explainNearest(verb, verbs)} There are ${verbs.join(', ')}.`,
  )
}

const isOneOf = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  (words as readonly string[]).includes(word)
