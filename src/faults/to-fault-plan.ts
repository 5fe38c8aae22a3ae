import { findErrorName } from '../contracts/errors.ts'
import { toMilliseconds } from '../text/duration.ts'
import type { Delay as DelayPlan, Effect as EffectPlan, Fault as FaultPlan } from './fault.ts'
import type { DelayInput, FaultInput } from './fault-input.ts'

/** A fault, from what was written. */
export function toFaultPlan(input: FaultInput): FaultPlan {
  const { on, app, call, identifier, probability } = input
  return {
    on: typeof on !== 'string' || on === 'all' || on === 'callbacks' ? on : [on],
    app,
    call,
    identifier,
    skip: input.skip ?? 0,
    times: input.times ?? Number.POSITIVE_INFINITY,
    from: toMilliseconds(input.from ?? '0s'),
    until: toMilliseconds(input.until ?? 'never'),
    probability,
    effect: toEffect(input),
  }
}

function toEffect(input: FaultInput): EffectPlan {
  const { error, message, delay, http, drop, body, omit, mistype, dribble, callback } = input
  const name = error === undefined ? undefined : findErrorName(error)
  return {
    error: name && { name, message },
    delay: delay === undefined ? undefined : toDelay(delay),
    http,
    drop,
    body,
    omit,
    mistype,
    dribble: dribble === undefined ? undefined : Number.parseInt(dribble, 10),
    callback,
  }
}

function toDelay(delay: DelayInput): DelayPlan {
  if (typeof delay === 'string') return toMilliseconds(delay)
  if ('uniform' in delay) {
    const [least, most] = delay.uniform
    return { uniform: [toMilliseconds(least), toMilliseconds(most)] }
  }
  const { median, sigma } = delay.lognormal
  return { lognormal: { median: toMilliseconds(median), sigma } }
}
