import { checkApps } from './check-apps.ts'
import { checkCalls } from './check-calls.ts'
import { checkCrowds } from './check-crowds.ts'
import { checkFaults, checkOneFault } from './check-faults.ts'
import { demoApp } from './demo-app.ts'
import { toProblems } from './explain-issues.ts'
import type { FaultPlan, OpeningPlan, ScenarioPlan } from './plan.ts'
import { mostProblems, type ScenarioIssue } from './problems.ts'
import { scenarioSchema } from './schema.ts'
import { openingSchema } from './schema-call.ts'
import { faultSchema } from './schema-fault.ts'
import { type SoundScenario, toSound } from './sound.ts'
import { toOpening } from './to-call-plan.ts'
import { toFaultPlan } from './to-fault-plan.ts'
import { toPlan } from './to-plan.ts'

/** A scenario as data, checked: its plan, or everything that is wrong with it (the first 1,000 slips). */
export function checkScenario(
  data: unknown,
): { readonly plan: ScenarioPlan } | { readonly problems: readonly ScenarioIssue[] } {
  const read = scenarioSchema().safeParse(data)
  if (!read.success) {
    const problems = [...toProblems(read.error, data), ...checkMeaning(toSound(data), data)]
    return { problems: problems.slice(0, mostProblems) }
  }
  const plan = toPlan(read.data)
  const problems = checkMeaning({ ...read.data, calls: plan.calls }, data)
  return problems.length === 0 ? { plan } : { problems: problems.slice(0, mostProblems) }
}

function checkMeaning({ apps = [demoApp], calls = [], faults = [], generate = [] }: SoundScenario, data: unknown) {
  return [
    ...checkApps(apps),
    ...checkCalls(calls, apps, Object(data).calls),
    ...checkFaults(faults, apps, calls),
    ...checkCrowds(generate),
  ]
}

/** One fault as in scenarios, checked by itself: what it means, or everything that is wrong with it. */
export function checkFault(
  data: unknown,
): { readonly fault: FaultPlan } | { readonly problems: readonly ScenarioIssue[] } {
  const read = faultSchema().safeParse(data)
  const problems = read.success ? checkOneFault(read.data) : toProblems(read.error, data)
  return read.success && problems.length === 0 ? { fault: toFaultPlan(read.data) } : { problems }
}

/** What it takes to open a call now, checked by itself: what it means, or everything that is wrong with it. */
export function checkOpening(
  data: unknown,
):
  | { readonly opening: OpeningPlan & { readonly app?: number | undefined } }
  | { readonly problems: readonly ScenarioIssue[] } {
  const read = openingSchema().safeParse(data)
  if (!read.success) return { problems: toProblems(read.error, data) }
  return { opening: { ...toOpening(read.data), app: read.data.app } }
}
