import { defaultMedia, defaultOutcomes } from './crowd-defaults.ts'
import { demoApp } from './demo-app.ts'
import type { AppInput, ScenarioInput } from './input.ts'
import type { AppPlan, ScenarioPlan } from './plan.ts'
import { toCallPlan } from './to-call-plan.ts'
import { toFaultPlan } from './to-fault-plan.ts'
import { toMilliseconds } from './to-milliseconds.ts'

/** The plan of a scenario that has been checked: defaults filled in, durations as milliseconds, steps in order. */
export function toPlan(input: ScenarioInput): ScenarioPlan {
  const apps = input.apps ? input.apps.map(toAppPlan) : [demoApp]
  const app = (apps[0] ?? demoApp).sdkAppId
  return {
    name: input.name ?? 'a scenario without a name',
    about: input.about,
    seed: input.seed ?? 1,
    start: input.start === undefined ? undefined : Date.parse(input.start),
    apps,
    calls: (input.calls ?? []).map(call => toCallPlan(call, app)),
    crowds: (input.generate ?? []).map(({ calls, over, media = defaultMedia, outcome = defaultOutcomes }) => ({
      app,
      calls,
      over: toMilliseconds(over),
      media,
      outcome,
    })),
    faults: (input.faults ?? []).map(toFaultPlan),
  }
}

const toAppPlan = ({ callback, ...app }: AppInput): AppPlan => ({
  ...app,
  callback: callback && { ...callback, retries: callback.retries ?? 0 },
})
