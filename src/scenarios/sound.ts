import { z } from 'zod'
import { parseDuration } from '../words/duration.ts'
import type { AppInput, CallInput, CrowdInput, FaultInput, ScenarioInput, StepInput } from './input.ts'
import { appSchema } from './schema-app.ts'
import { openingShape, stepSchema } from './schema-call.ts'
import { crowdSchema } from './schema-crowd.ts'
import { faultSchema } from './schema-fault.ts'

/** A list of which those items are undefined that the schema found something wrong with. */
export type Sound<Item> = readonly (Item | undefined)[]

/** What of a call its rehearsal looks at. */
export type SoundCall = Pick<CallInput, 'id' | 'app' | 'from' | 'to' | 'ring'> & {
  readonly then?: Sound<StepInput> | undefined
}

/** As much of a scenario as can be asked whether it makes sense. */
export interface SoundScenario {
  readonly apps?: Sound<AppInput> | undefined
  readonly calls?: Sound<SoundCall> | undefined
  readonly faults?: Sound<FaultInput> | undefined
  readonly generate?: Sound<CrowdInput> | undefined
}

/** What is sound of a scenario that the schema has refused, so that all its slips are told at once. */
export function toSound(data: unknown): SoundScenario {
  const { apps, calls, faults, generate }: { readonly [Key in keyof ScenarioInput]?: unknown } = Object(data)
  return {
    apps: toItems(apps, appSchema),
    calls: Array.isArray(calls) ? calls.map(toSoundCall) : undefined,
    faults: toItems(faults, faultSchema),
    generate: toItems(generate, crowdSchema),
  }
}

const toItems = <Item>(items: unknown, schema: z.ZodType<Item>): Sound<Item> | undefined =>
  Array.isArray(items) ? items.map(item => schema.safeParse(item).data) : undefined

const { id, app, from, to, ring } = openingShape
const castSchema = z.object({ id, app, from, to, ring })

function toSoundCall(call: unknown): SoundCall | undefined {
  const cast = castSchema.safeParse(call).data
  if (!cast) return undefined
  const { then }: { readonly then?: unknown } = Object(call)
  const steps = Array.isArray(then) ? then : []
  const sound = toItems(steps, stepSchema) ?? []
  // What happens from the first broken step on depends on what it was meant to be.
  const broken = steps.filter((_, index) => !sound[index]).map(step => findMoment(Object(step).at))
  const end = Math.min(Number.POSITIVE_INFINITY, ...broken)
  return { ...cast, then: sound.map(step => (step && findMoment(step.at) < end ? step : undefined)) }
}

const findMoment = (at: unknown) => (typeof at === 'string' ? (parseDuration(at) ?? 0) : 0)
