import * as z from 'zod'
import { parseDuration } from '../text/duration.ts'
import { demoApp } from './demo-app.ts'
import type { AppInput, CrowdInput, FaultInput, ScenarioInput } from './input.ts'
import { once } from './once.ts'
import type { CallPlan } from './plan.ts'
import { appSchema } from './schema-app.ts'
import { openingShape, stepSchema } from './schema-call.ts'
import { crowdSchema } from './schema-crowd.ts'
import { faultSchema } from './schema-fault.ts'
import { toCallPlan } from './to-call-plan.ts'

/** A list of which those items are undefined that the schema found something wrong with. */
export type Sound<Item> = readonly (Item | undefined)[]

/** As much of a scenario as can be asked whether it makes sense. */
export interface SoundScenario {
  readonly apps?: Sound<AppInput> | undefined
  readonly calls?: Sound<CallPlan> | undefined
  readonly faults?: Sound<FaultInput> | undefined
  readonly generate?: Sound<CrowdInput> | undefined
}

/** What is sound of a scenario that the schema has refused, so that all its slips are told at once. */
export function toSound(data: unknown): SoundScenario {
  const written: { readonly [Key in keyof ScenarioInput]?: unknown } = Object(data)
  const apps = toItems(written.apps, appSchema())
  const app = (apps ?? [demoApp])[0]?.sdkAppId ?? 0
  return {
    apps,
    calls: Array.isArray(written.calls) ? written.calls.map(call => toSoundCall(call, app)) : undefined,
    faults: toItems(written.faults, faultSchema()),
    generate: toItems(written.generate, crowdSchema()),
  }
}

const toItems = <Item>(items: unknown, schema: z.ZodType<Item>): Sound<Item> | undefined =>
  Array.isArray(items) ? items.map(item => schema.safeParse(item).data) : undefined

const castSchema = once(() => {
  const { id, app, from, to, ring } = openingShape()
  // Of what is wrong here enough is known to look at the rest: a ring that cannot be read makes nobody late.
  return z.object({ id: id.catch(undefined), app: app.catch(undefined), from, to, ring: ring.catch('never') })
})

/** Who takes part, and the steps up to the first broken one: what follows depends on what that was meant to be. */
function toSoundCall(call: unknown, app: number): CallPlan | undefined {
  const cast = castSchema().safeParse(call).data
  if (!cast) return undefined
  const { then: written }: { readonly then?: unknown } = Object(call)
  const steps = (Array.isArray(written) ? written : []).map(step => ({
    at: findMoment(step),
    sound: stepSchema().safeParse(step).data,
  }))
  const end = Math.min(Number.POSITIVE_INFINITY, ...steps.filter(({ sound }) => !sound).map(({ at }) => at))
  const then = steps.flatMap(({ at, sound }) => (sound && at < end ? [sound] : []))
  return toCallPlan({ ...cast, media: 'audio', then }, app)
}

/** Where the step that is `turn`th in time stands in the list as written. */
export const toWrittenIndex = (steps: unknown, turn: number): number =>
  (Array.isArray(steps) ? steps : [])
    .map((step, index) => ({ at: findMoment(step), index }))
    .sort((one, other) => one.at - other.at)[turn]?.index ?? 0

/** When a step is, or at the very beginning if that cannot be read. */
function findMoment(step: unknown): number {
  const { at }: { readonly at?: unknown } = Object(step)
  return typeof at === 'string' ? (parseDuration(at) ?? 0) : 0
}
