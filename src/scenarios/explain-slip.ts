import type { CallEvent, MemberEvent } from '../call/event.ts'
import { toDurationText } from '../text/duration.ts'
import { formatList, formatValue } from '../text/quote.ts'
import { explainNearest } from '../text/suggest.ts'
import type { StepPlan } from './plan.ts'
import type { Scene, Slip } from './scene.ts'

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
