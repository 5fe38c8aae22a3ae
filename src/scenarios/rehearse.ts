import { findDeadline, type Instant } from '../call/call.ts'
import type { CallAction } from '../call/command.ts'
import type { CallEvent } from '../call/event.ts'
import { start } from '../call/start.ts'
import { step } from '../call/step.ts'
import { findNearest } from '../text/suggest.ts'
import { explainSlip } from './explain-slip.ts'
import type { CallPlan } from './plan.ts'
import type { Slip } from './scene.ts'

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
