import type { Duration } from '../call/call.ts'
import type { CrowdOutcome } from './input.ts'
import type { StepPlan } from './plan.ts'

/** Who takes part in a made-up call, and how long it rings. */
interface Pair {
  readonly from: string
  readonly to: string
  readonly ring: Duration
}

/** What happens in a made-up call that comes out so, at moments people take. `draw` gives numbers from 0 to 1. */
export function toCrowdSteps(outcome: CrowdOutcome, pair: Pair, draw: () => number): readonly StepPlan[] {
  return scripts[outcome](pair, (least, most) => Math.round(least + draw() * (most - least)))
}

type Between = (least: number, most: number) => number
type Script = (pair: Pair, between: Between) => readonly StepPlan[]

const shortestTalk = 10_000
const longestTalk = 600_000

const scripts: { readonly [Name in CrowdOutcome]: Script } = {
  unanswered: () => [],
  rejected: ({ to, ring }, between) => [{ at: between(1500, ring / 2), command: { does: 'reject', user: to } }],
  cancelled: ({ ring }, between) => [{ at: between(3000, ring - 1000), command: { does: 'cancel' } }],
  busy: ({ to }, between) => [{ at: between(200, 1500), command: { does: 'busy', user: to } }],
  answered: (pair, between) => talk(pair, between, { does: 'hangup', user: between(0, 1) === 0 ? pair.from : pair.to }),
  offline: (pair, between) => talk(pair, between, { does: 'offline', user: between(0, 1) === 0 ? pair.from : pair.to }),
  interrupted: (pair, between) => talk(pair, between, { does: 'interrupt' }),
}

function talk({ to, ring }: Pair, between: Between, end: StepPlan['command']): readonly StepPlan[] {
  const answeredAt = between(1500, ring - 5000)
  return [
    { at: answeredAt, command: { does: 'answer', user: to } },
    { at: answeredAt + between(shortestTalk, longestTalk), command: end },
  ]
}
