import type { CallAction } from '../call/command.ts'
import type { CallInput, OpeningInput, StepInput } from './input.ts'
import type { CallPlan, OpeningPlan, StepPlan } from './plan.ts'
import { toMilliseconds } from './to-milliseconds.ts'

/** What it takes to open a call, from what was written. */
export function toOpening({ id, from, to, media, room, group, ring }: OpeningInput): OpeningPlan {
  return {
    id,
    from,
    to,
    media,
    room:
      room === undefined
        ? undefined
        : { id: String(room), kind: typeof room === 'number' ? ('number' as const) : ('text' as const) },
    group,
    ring: ring === undefined ? undefined : toMilliseconds(ring),
  }
}

/** A scripted call, from what was written; `app` is whose it is if the call does not say. */
export function toCallPlan(input: CallInput, app: number): CallPlan {
  return {
    ...toOpening(input),
    app: input.app ?? app,
    at: toMilliseconds(input.at ?? '0s'),
    then: (input.then ?? []).map(toStep).sort((one, other) => one.at - other.at),
  }
}

const toStep = (step: StepInput): StepPlan => ({ at: toMilliseconds(step.at), command: toCommand(step) })

function toCommand(step: StepInput): CallAction {
  if ('user' in step) return { does: step.does, user: step.user }
  if ('users' in step) return { does: step.does, users: step.users }
  return { does: step.does }
}
