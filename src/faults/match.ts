import { type Delay, type Effect, type Fault, joinEffects, longestDelay, type Phase } from './fault.ts'

/** How many requests or callbacks a fault matched, and how many of them it then acted on. */
export interface HitCount {
  readonly matched: number
  readonly hit: number
}

/** A fault with its counts so far. */
export interface CountedFault {
  readonly fault: Fault
  readonly count: HitCount
}

/** What faults are matched against: a request or a callback. */
export interface FaultTarget {
  /** The command that is requested, or the callback's. */
  readonly command: string | undefined
  readonly app: number | undefined
  /** The account that sends the request; undefined for a callback. */
  readonly identifier: string | undefined
  /** The call it is about; called only by faults that name a call. */
  findCall(): string | undefined
}

/** What matching faults do to a request or a callback. */
interface FaultMatch<Active> {
  /** `prior` and the effects of every applied fault. */
  readonly effect: Effect
  readonly applied: readonly Active[]
  /** The new counts of the faults that matched. */
  readonly counts: readonly (readonly [Active, HitCount])[]
}

/**
 * Matches faults, in order, against a request or a callback, `elapsed` milliseconds after the start of the scenario. One
 * fault applies, and one more that only delays; the others neither apply nor count, so that of two equal faults one
 * applies after the other. `prior` is the effect of an earlier phase on the same request.
 */
export function matchFaults<Active extends CountedFault>(
  faults: readonly Active[],
  phase: Phase,
  target: FaultTarget,
  elapsed: number,
  draw: (fault: Active) => number,
  prior: Effect = {},
): FaultMatch<Active> {
  let effect = prior
  const applied: Active[] = []
  const counts: [Active, HitCount][] = []
  for (const active of faults) {
    const { fault, count } = active
    if (fault.phase !== phase || count.hit >= fault.times) continue
    if (!matches(fault, target, elapsed) || isPreempted(fault.effect, effect)) continue
    const matched = count.matched + 1
    const isHit = matched > fault.skip && (fault.probability === undefined || draw(active) < fault.probability)
    counts.push([active, { matched, hit: count.hit + (isHit ? 1 : 0) }])
    if (!isHit) continue
    applied.push(active)
    effect = joinEffects(effect, fault.effect)
  }
  return { effect, applied, counts }
}

function matches(fault: Fault, target: FaultTarget, elapsed: number): boolean {
  if (elapsed < fault.from || elapsed >= fault.until) return false
  if (typeof fault.on !== 'string' && !fault.on.some(command => command === target.command)) return false
  if (fault.app !== undefined && fault.app !== target.app) return false
  if (fault.identifier !== undefined && fault.identifier !== target.identifier) return false
  return fault.call === undefined || fault.call === target.findCall()
}

const isPreempted = (effect: Effect, prior: Effect): boolean =>
  onlyDelays(effect) ? prior.delay !== undefined : !onlyDelays(prior)

const onlyDelays = ({ delay: _, ...rest }: Effect) => Object.values(rest).every(value => value === undefined)

/** The delay of one reply or callback, in milliseconds; `draw` returns a number from 0 to 1, 1 excluded. */
export function drawDelay(delay: Delay, draw: () => number): number {
  if (typeof delay === 'number') return delay
  if ('uniform' in delay) {
    const [least, most] = delay.uniform
    return Math.round(least + draw() * (most - least))
  }
  const { median, sigma } = delay.lognormal
  // Box and Muller: two uniform draws make one normal one. 1 - draw() keeps the logarithm finite.
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  return Math.min(longestDelay, Math.round(median * Math.exp(sigma * normal)))
}
