import {
  type Call,
  type CallAction,
  type CallEvent,
  findDeadline,
  type Instant,
  type MemberEvent,
} from '../call/call.ts'
import { start, step } from '../call/transition.ts'
import { toDurationText } from '../text/duration.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest, findNearest } from '../text/suggest.ts'
import type { CallPlan, StepPlan } from './plan.ts'

/** Why a step is not possible, in the words of whoever wrote the script: when, who, and what came before it. */
export function explainSlip(
  scene: Scene,
  cue: StepPlan,
  impossible: string,
  later: readonly StepPlan[],
): Omit<Slip, 'turn'> {
  const { call, history } = scene
  const { command } = cue
  const when = toDurationText(cue.at)
  if (call.ending) return { key: 'at', sentence: `At ${when} ${explainOver(scene, later.length)}` }
  const who = 'user' in command ? command.user : undefined
  if (who === undefined || call.members.some(({ user }) => user === who)) {
    return { key: 'users' in command ? 'users' : 'does', sentence: `Not possible at ${when}: ${impossible}` }
  }
  if (call.everyone.includes(who)) {
    const last = history.findLast(event => 'user' in event && event.user === who)
    const why = last ? explainEvent(last, scene) : ''
    return { key: 'at', sentence: `At ${when} ${formatValue(who)} is not in the call any more: ${why}.` }
  }
  const entry = later.find(one => entersWith(one, who))
  if (entry) {
    const sentence = `At ${when} ${formatValue(who)} is not in the call yet, but enters at ${toDurationText(entry.at)}.`
    return { key: 'at', sentence }
  }
  const members = formatList(
    call.everyone.slice(0, 5).map(user => formatValue(user)),
    'and',
  )
  const nearest = explainNearest(who, call.everyone) || ` Its members are ${members}.`
  return { key: 'user', sentence: `${formatValue(who)} is nobody in this call.${nearest}` }
}

const entersWith = ({ command }: StepPlan, who: string) =>
  (command.does === 'join' && command.user === who) || (command.does === 'invite' && command.users.includes(who))

function explainOver(scene: Scene, later: number): string {
  const { ending, answeredAt } = scene.call
  const last = scene.history.findLast(event => 'user' in event && event.at === ending?.at)
  const unanswered = ending?.outcome === 'unanswered' && answeredAt === undefined
  const why = unanswered ? `nobody answered within ${toDurationText(scene.call.ring)}` : explainEnd(scene, last)
  const others = later === 0 ? '' : later === 1 ? ' So does the step after it.' : ` So do the ${later} steps after it.`
  return `the call is over: ${why}, so it ended at ${toDurationText(ending?.at ?? 0)}. This step comes too late.${others}`
}

function explainEnd(scene: Scene, last: CallEvent | undefined): string {
  if (last) return explainEvent(last, scene)
  return scene.call.ending?.outcome === 'interrupted' ? 'it was interrupted' : 'it was given up or ended'
}

const deeds: { readonly [What in MemberEvent]: string } = {
  answered: 'answered',
  rejected: 'rejected',
  unanswered: 'did not answer',
  busy: 'was busy',
  'hung-up': 'hung up',
  'went-offline': 'went offline',
  joined: 'joined',
  invited: 'was invited',
  uninvited: 'was uninvited',
}

function explainEvent(event: CallEvent, { call }: Scene): string {
  if (!('user' in event)) return 'the call ended'
  const within =
    event.what === 'unanswered' ? ` within ${toDurationText(call.ring)}` : ` at ${toDurationText(event.at)}`
  return `${formatValue(event.user)} ${deeds[event.what]}${within}`
}

/** A step that is not possible at its moment: which, in the order of time, the part that is at fault, and why. */
export interface Slip {
  readonly turn: number
  readonly key: 'at' | 'does' | 'user' | 'users'
  readonly sentence: string
}

/** How a rehearsed call stands: what it is and what has happened to it. */
export interface Scene {
  readonly call: Call
  readonly history: readonly CallEvent[]
}

/**
 * Plays a scripted call by itself, its steps in order, and says which are not possible. Who has rung long enough leaves
 * in between; at the same instant a scripted step comes first. A call that cannot even start has no slips here.
 */
export function rehearse({ from, to, ring, then }: CallPlan): readonly Slip[] {
  if (then.length === 0) return []
  const begun = start({ id: '', from, to, media: 'audio', ring }, 0)
  if ('impossible' in begun) return []
  let call = begun.call
  const history: CallEvent[] = []
  const slips: Slip[] = []

  const obey = (command: CallAction, at: Instant) => {
    const next = step(call, command, at)
    if ('impossible' in next) return next.impossible
    call = next.call
    history.push(...next.events)
    return undefined
  }

  // Whom a mistyped name was taken for. Going on as it was meant keeps one slip from making all that follows look wrong.
  let meant: string | undefined
  for (const [turn, cue] of then.entries()) {
    for (let due = findDeadline(call); due !== undefined && due < cue.at; due = findDeadline(call)) {
      obey({ does: 'expire' }, due)
    }
    const { command } = cue
    const impossible = obey(command, cue.at)
    if (impossible === undefined) continue
    // What follows a guess may only be wrong because of it.
    if (meant !== undefined && (call.ending || ('user' in command && command.user === meant))) continue
    slips.push({ turn, ...explainSlip({ call, history }, cue, impossible, then.slice(turn + 1)) })
    // Nothing can follow the end: one sentence speaks for all the steps that do.
    if (call.ending) break
    if (!('user' in command) || call.everyone.includes(command.user)) continue
    meant = findNearest(command.user, call.everyone)
    if (meant !== undefined) obey({ ...command, user: meant }, cue.at)
  }
  return slips
}
