import { findDeadline, type Instant } from '../engine/call.ts'
import type { Command } from '../engine/command.ts'
import type { Event } from '../engine/event.ts'
import { start } from '../engine/start.ts'
import { step } from '../engine/step.ts'
import { findNearest } from '../words/suggest.ts'
import { explainSlip } from './explain-slip.ts'
import type { OpeningPlan } from './plan.ts'
import type { Cue, Slip } from './scene.ts'

/**
 * Plays a scripted call by itself, its steps in order, and says which are not possible. Who has rung long enough leaves
 * in between; at the same instant a scripted step comes first. A call that cannot even start has no slips here.
 */
export function rehearse(cast: Pick<OpeningPlan, 'from' | 'to' | 'ring'>, cues: readonly Cue[]): readonly Slip[] {
  const begun = start({ ...cast, id: '', media: 'audio' }, 0)
  if ('impossible' in begun) return []
  let call = begun.call
  const history: Event[] = []
  const slips: Slip[] = []

  const obey = (command: Command, at: Instant) => {
    const next = step(call, command, at)
    if ('impossible' in next) return next.impossible
    call = next.call
    history.push(...next.events)
    return undefined
  }

  for (const [turn, cue] of cues.entries()) {
    for (let due = findDeadline(call); due !== undefined && due < cue.at; due = findDeadline(call)) {
      obey({ does: 'expire' }, due)
    }
    const impossible = obey(cue.command, cue.at)
    if (impossible === undefined) continue
    const later = cues.slice(turn + 1)
    slips.push({ index: cue.index, ...explainSlip({ call, history }, cue, impossible, later) })
    // Nothing can follow the end: one sentence speaks for all the steps that do.
    if (call.ending) break
    const { command } = cue
    // Going on as it was meant keeps one mistyped name from making every later step look wrong.
    const meant = 'user' in command ? findNearest(command.user, call.everyone) : undefined
    if ('user' in command && meant !== undefined && !call.everyone.includes(command.user)) {
      obey({ ...command, user: meant }, cue.at)
    }
  }
  return slips
}
