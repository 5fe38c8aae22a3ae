import type { CallAction, Duration, Instant } from '../call/call.ts'
import type { CallInit } from '../call/transition.ts'
import { type Fault, toFault } from '../faults/fault.ts'
import { toMilliseconds } from '../text/duration.ts'
import { demoApp } from './demo-app.ts'
import {
  type AppInput,
  type CallbackInput,
  type CallInput,
  defaultMedia,
  defaultOutcomes,
  type GeneratedCallsInput,
  type NewCallInput,
  type ScenarioInput,
  type StepInput,
} from './schema.ts'

/** A scenario with its defaults, times in milliseconds, and steps in order. */
export interface ScenarioPlan {
  /** The scenario as written, plain JSON data. */
  readonly source: ScenarioInput
  readonly name: string
  readonly description?: string | undefined
  readonly seed: number
  /** Where manual and automatic clocks start; real time if absent. */
  readonly start?: Instant | undefined
  readonly apps: readonly AppPlan[]
  readonly calls: readonly CallPlan[]
  /** Calls that are still to be generated. */
  readonly generate: readonly GeneratedCallsPlan[]
  readonly faults: readonly Fault[]
}

/** An application. */
export type AppPlan = Omit<AppInput, 'callback'> & { readonly callback?: CallbackPlan | undefined }

/** How an application sends callbacks. `url` and `commands` are both present, or absent until a client sets them. */
type CallbackPlan = Omit<CallbackInput, 'retries'> & { readonly retries: number }

/** A call to start; its id is generated from the seed if absent. */
export type NewCallPlan = Omit<CallInit, 'id'> & { readonly id?: string | undefined }

/** A call and its script, `at` milliseconds after the start of the scenario. */
export interface CallPlan extends NewCallPlan {
  readonly app: number
  readonly at: Duration
  /** In the order of time; at the same time, as written. */
  readonly then: readonly StepPlan[]
}

/** One step of a script, `at` milliseconds after the start of the call. */
export interface StepPlan {
  readonly at: Duration
  readonly action: CallAction
}

/** Calls to generate: how many, in how many milliseconds, and how frequent each kind is, in proportion. */
export type GeneratedCallsPlan = Required<Omit<GeneratedCallsInput, 'over' | 'media' | 'outcome'>> & {
  readonly app: number
  readonly over: Duration
  readonly media: NonNullable<GeneratedCallsInput['media']>
  readonly outcome: NonNullable<GeneratedCallsInput['outcome']>
}

/** The plan of a valid scenario. */
export function toPlan(source: ScenarioInput): ScenarioPlan {
  const apps = source.apps ? source.apps.map(toAppPlan) : [demoApp]
  const app = (apps[0] ?? demoApp).sdkAppId
  return {
    source,
    name: source.name ?? 'a scenario without a name',
    description: source.about,
    seed: source.seed ?? 1,
    start: source.start === undefined ? undefined : Date.parse(source.start),
    apps,
    calls: (source.calls ?? []).map(call => toCallPlan(call, app)),
    generate: (source.generate ?? []).map(({ calls, over, media = defaultMedia, outcome = defaultOutcomes }) => ({
      app,
      calls,
      over: toMilliseconds(over),
      media,
      outcome,
    })),
    faults: (source.faults ?? []).map(toFault),
  }
}

const toAppPlan = ({ callback, ...app }: AppInput): AppPlan => ({
  ...app,
  callback: callback && { ...callback, retries: callback.retries ?? 0 },
})

/** A call to start, from one as written. */
export function toNewCallPlan({ id, from, to, media, room, group, ring }: NewCallInput): NewCallPlan {
  return {
    id,
    from,
    to,
    media,
    room: room === undefined ? undefined : { id: String(room), kind: typeof room === 'number' ? 'number' : 'text' },
    group,
    ring: ring === undefined ? undefined : toMilliseconds(ring),
  }
}

/** A call and its script, from one as written; `app` is its application if it names none. */
export function toCallPlan(input: CallInput, app: number): CallPlan {
  return {
    ...toNewCallPlan(input),
    app: input.app ?? app,
    at: toMilliseconds(input.at ?? '0s'),
    then: (input.then ?? []).map(toStep).sort((one, other) => one.at - other.at),
  }
}

const toStep = (step: StepInput): StepPlan => ({ at: toMilliseconds(step.at), action: toAction(step) })

function toAction(step: StepInput): CallAction {
  if ('user' in step) return { does: step.does, user: step.user }
  if ('users' in step) return { does: step.does, users: step.users }
  return { does: step.does }
}
