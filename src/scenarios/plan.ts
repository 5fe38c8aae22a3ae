import type { CallAction, Duration, Instant, Media } from '../call/call.ts'
import type { CallInit } from '../call/transition.ts'
import type { CallbackCommand } from '../contracts/callbacks.ts'
import { type Fault, toFault } from '../faults/fault.ts'
import { toMilliseconds } from '../text/duration.ts'
import type { AppInput, CallInput, CrowdOutcome, OpeningInput, ScenarioInput, StepInput } from './input.ts'
import { defaultMedia, defaultOutcomes } from './schema.ts'

/** A scenario with everything resolved: durations are milliseconds, what was left out has its default. */
export interface ScenarioPlan {
  readonly name: string
  readonly about?: string | undefined
  readonly seed: number
  /** Where the manual clock begins; real time if absent. */
  readonly start?: Instant | undefined
  readonly apps: readonly AppPlan[]
  readonly calls: readonly CallPlan[]
  /** Crowds that have not been made into calls yet. */
  readonly crowds: readonly CrowdPlan[]
  readonly faults: readonly Fault[]
}

/** An application that exists. */
export interface AppPlan {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly admins: readonly string[]
  readonly callback?: CallbackPlan | undefined
  /** Requests a second for each command, `off` for no limit; each command's own if absent. */
  readonly rateLimit?: number | 'off' | undefined
}

/** How an application's callbacks are sent. `url` and `commands` are there together, or not until a client sets them. */
export interface CallbackPlan {
  readonly url?: string | undefined
  readonly commands?: readonly CallbackCommand[] | undefined
  /** Signs each callback, if given. */
  readonly token?: string | undefined
  /** How often an unanswered callback is sent again. */
  readonly retries: number
}

/** What it takes to open a call; its id is made from the seed if absent. */
export type OpeningPlan = Omit<CallInit, 'id'> & { readonly id?: string | undefined }

/** A scripted call, `at` milliseconds after the scenario's beginning. */
export interface CallPlan extends OpeningPlan {
  readonly app: number
  readonly at: Duration
  /** In the order of their moments; of the same moment, in the order in which they were written. */
  readonly then: readonly StepPlan[]
}

/** Something done to a call, `at` milliseconds after that call's start. */
export interface StepPlan {
  readonly at: Duration
  readonly command: CallAction
}

/** Calls to be made up: how many, in which stretch (milliseconds), and how often each kind comes, in proportion. */
export interface CrowdPlan {
  readonly app: number
  readonly calls: number
  readonly over: Duration
  readonly media: { readonly [Name in Media]?: number | undefined }
  readonly outcome: { readonly [Name in CrowdOutcome]?: number | undefined }
}

/** The application there is if a scenario names none. Its key is meant to be known. */
export const demoApp = {
  sdkAppId: 88888888,
  secretKey: '72696e676261636b'.repeat(4),
  admins: ['administrator', 'admin'],
} as const satisfies AppPlan

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
    faults: (input.faults ?? []).map(toFault),
  }
}

const toAppPlan = ({ callback, ...app }: AppInput): AppPlan => ({
  ...app,
  callback: callback && { ...callback, retries: callback.retries ?? 0 },
})

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
