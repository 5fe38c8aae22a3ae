import * as z from 'zod'
import { type Fault, type FaultInput, faultSchema, findFaultIssues, isOnCallbacks, toFault } from '../faults/fault.ts'
import { explainFaultIssue } from '../faults/messages.ts'
import { once } from '../text/data.ts'
import { parseDuration } from '../text/duration.ts'
import { mostProblems } from '../text/fields.ts'
import { formatValue } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import { toProblems } from './explain-issues.ts'
import type { AppInput, CrowdInput, ScenarioInput } from './input.ts'
import type { ScenarioIssue } from './messages.ts'
import {
  type AppPlan,
  type CallPlan,
  demoApp,
  type OpeningPlan,
  type ScenarioPlan,
  toCallPlan,
  toOpening,
  toPlan,
} from './plan.ts'
import {
  appSchema,
  crowdSchema,
  mostCrowdCalls,
  openingSchema,
  openingShape,
  scenarioSchema,
  stepSchema,
} from './schema.ts'
import { rehearse } from './simulate.ts'

/** What it takes to make an application now: as in a scenario, but whatever is left out is made up. */
export const newAppSchema = once(() => appSchema().partial())

/** An application to be made, checked by itself: what it means, or everything that is wrong with it. */
export function checkApp(
  data: unknown,
): { readonly app: Partial<AppPlan> } | { readonly problems: readonly ScenarioIssue[] } {
  const read = newAppSchema().safeParse(data)
  if (!read.success) return { problems: toProblems(read.error, data) }
  const { sdkAppId, secretKey, admins, rateLimit, callback } = read.data
  // What is left out is as good as anything.
  const whole = { sdkAppId: sdkAppId ?? 1, secretKey: secretKey ?? 'made up', admins: admins ?? [], callback }
  const problems = checkApps([whole]).map(problem => ({ ...problem, path: problem.path.slice(['apps', 0].length) }))
  if (problems.length > 0) return { problems }
  return {
    app: {
      ...(sdkAppId === undefined ? {} : { sdkAppId }),
      ...(secretKey === undefined ? {} : { secretKey }),
      ...(admins === undefined ? {} : { admins }),
      rateLimit,
      callback: callback && { ...callback, retries: callback.retries ?? 0 },
    },
  }
}

/** What is wrong with applications that each look right: two with one id, half of where callbacks go. */
export function checkApps(apps: Sound<AppInput>): readonly ScenarioIssue[] {
  const first = new Map<number, number>()
  return apps.flatMap((app, index) => {
    if (!app) return []
    const problems: ScenarioIssue[] = []
    const add = (path: ScenarioIssue['path'], sentence: string) =>
      problems.push({ path: ['apps', index, ...path], sentence })

    const earlier = first.get(app.sdkAppId)
    if (earlier === undefined) first.set(app.sdkAppId, index)
    else add(['sdkAppId'], `sdkAppId is ${app.sdkAppId}, as in apps[${earlier}]: want another for each application.`)

    const { url, commands } = app.callback ?? {}
    if (url !== undefined && commands === undefined) {
      add(['callback', 'url'], `url is without commands: want which callbacks go there, or neither, ${otherwise}.`)
    }
    if (commands !== undefined && url === undefined) {
      add(['callback', 'commands'], `commands is without url: want where they go, or neither, ${otherwise}.`)
    }
    return problems
  })
}

const otherwise = 'and a client sets both by set_callback'

/** Why a fault or a call cannot be of an application, if it cannot. Whatever is named is fine where not all are known. */
export function explainUnknownApp(
  app: number | undefined,
  apps: Sound<Pick<AppInput, 'sdkAppId'>>,
): string | undefined {
  if (app === undefined || apps.some(one => one === undefined || one.sdkAppId === app)) return undefined
  const ids = apps.slice(0, 10).map(one => one?.sdkAppId)
  return `app is ${app}: want an application of this scenario, which has ${ids.join(', ')}.`
}

/**
 * What is wrong with calls that each look right: ids, applications, who is called, and steps that cannot be. `written`
 * is the list they were read from.
 */
export function checkCalls(
  calls: Sound<CallPlan>,
  apps: Sound<Pick<AppInput, 'sdkAppId'>>,
  written: unknown,
): readonly ScenarioIssue[] {
  const first = new Map<string, number>()
  const problems: ScenarioIssue[] = []
  for (const [index, call] of calls.entries()) {
    if (!call) continue
    const add = (path: ScenarioIssue['path'], sentence: string) =>
      problems.push({ path: ['calls', index, ...path], sentence })

    const stranger = explainUnknownApp(call.app, apps)
    if (stranger !== undefined) add(['app'], stranger)

    if (call.id !== undefined) {
      const key = `${call.app}/${call.id}`
      const earlier = first.get(key)
      if (earlier === undefined) first.set(key, index)
      else
        add(
          ['id'],
          `id is ${formatValue(call.id)}, as in calls[${earlier}]: want another for each call of an application.`,
        )
    }

    for (const [place, user] of call.to.entries()) {
      if (user === call.from) add(['to', place], `to has ${formatValue(user)}, who is the caller: want somebody else.`)
      else if (call.to.indexOf(user) < place)
        add(['to', place], `to has ${formatValue(user)} twice: want everybody once.`)
    }

    // Whoever is called wrongly has been told of; the rest of the call can be looked at all the same.
    const to = [...new Set(call.to)].filter(user => user !== call.from)
    for (const { turn, key, sentence } of rehearse({ ...call, to })) {
      const { then }: { readonly then?: unknown } = Object(Object(written)[index])
      add(['then', toWrittenIndex(then, turn), key], sentence)
    }
  }
  return problems
}

/** What is wrong with crowds that each look right: weights that are all zero, too many calls together. */
export function checkCrowds(crowds: Sound<CrowdInput>): readonly ScenarioIssue[] {
  let total = 0
  return crowds.flatMap((crowd, index) => {
    if (!crowd) return []
    const problems: ScenarioIssue[] = []
    for (const key of ['media', 'outcome'] as const) {
      const weights = crowd[key]
      if (!weights || Object.values(weights).some(weight => weight !== undefined && weight > 0)) continue
      problems.push({ path: ['generate', index, key], sentence: `${key} has no weight above 0: want at least one.` })
    }
    total += crowd.calls
    if (total > mostCrowdCalls && total - crowd.calls <= mostCrowdCalls) {
      const sentence = `The crowds have ${total} calls up to here: want ${mostCrowdCalls} at most, all together.`
      problems.push({ path: ['generate', index, 'calls'], sentence })
    }
    return problems
  })
}

/** What makes no sense within one fault that looks right, by itself. */
export const checkOneFault = (fault: FaultInput): readonly ScenarioIssue[] =>
  findFaultIssues(fault).map(issue => ({ path: issue.path, sentence: explainFaultIssue(issue) }))

/** What is wrong with faults that each look right: what makes no sense within them, and whom they are meant for. */
export function checkFaults(
  faults: Sound<FaultInput>,
  apps: Sound<Pick<AppInput, 'sdkAppId' | 'admins'>>,
  calls: Sound<Pick<CallPlan, 'id'>>,
): readonly ScenarioIssue[] {
  const ids = new Set(calls.flatMap(call => call?.id ?? []))
  const admins = new Set(apps.flatMap(app => app?.admins ?? []))
  return faults.flatMap((fault, index) => {
    if (!fault) return []
    const problems = checkOneFault(fault)
    const stranger = explainUnknownApp(fault.app, apps)
    // On callbacks no identifier makes sense, so it does not matter which.
    const identifier = isOnCallbacks(fault) ? undefined : fault.identifier
    const mistyped = [
      { path: ['app'], sentence: stranger },
      { path: ['call'], sentence: explainMistyped('call', fault.call, ids) },
      { path: ['identifier'], sentence: explainMistyped('identifier', identifier, admins) },
    ]
    return [...problems, ...mistyped].flatMap(({ path, sentence }) =>
      sentence === undefined ? [] : [{ path: ['faults', index, ...path], sentence }],
    )
  })
}

/** A call may begin while the scenario runs, and anybody may send a request, so only what nearly exists is a slip. */
function explainMistyped(key: string, word: string | undefined, known: ReadonlySet<string>): string | undefined {
  if (word === undefined || known.has(word)) return undefined
  const nearest = findNearest(word, known)
  return (
    nearest && `${key} is ${formatValue(word)}, which is not in this scenario. Did you mean ${formatValue(nearest)}?`
  )
}

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
export function checkFault(data: unknown): { readonly fault: Fault } | { readonly problems: readonly ScenarioIssue[] } {
  const read = faultSchema().safeParse(data)
  const problems = read.success ? checkOneFault(read.data) : toProblems(read.error, data)
  return read.success && problems.length === 0 ? { fault: toFault(read.data) } : { problems }
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
