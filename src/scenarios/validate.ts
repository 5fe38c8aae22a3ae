import * as z from 'zod'
import { actionNames } from '../call/call.ts'
import { type Fault, type FaultInput, faultSchema, findFaultIssues, isOnCallbacks, toFault } from '../faults/fault.ts'
import { findAt, isRecord, once } from '../text/data.ts'
import { parseDuration } from '../text/duration.ts'
import { mostIssues } from '../text/fields.ts'
import { findNearest } from '../text/suggest.ts'
import { type Path, toFieldIssues } from '../text/zod-issues.ts'
import { demoApp } from './demo-app.ts'
import { type DetectedIssue, explainIssues, type ScenarioIssue } from './messages.ts'
import {
  type AppPlan,
  type CallPlan,
  type NewCallPlan,
  type ScenarioPlan,
  toCallPlan,
  toNewCallPlan,
  toPlan,
} from './plan.ts'
import {
  type AppInput,
  appSchema,
  type GeneratedCallsInput,
  generatedCallsSchema,
  looseStepSchema,
  mostGeneratedCalls,
  newAppSchema,
  newCallFields,
  newCallSchema,
  scenarioSchema,
  stepSchema,
} from './schema.ts'
import { simulate } from './simulate.ts'

/** A scenario as data, checked: its plan, or the first 1,000 mistakes in it. */
export function checkScenario(
  data: unknown,
): { readonly plan: ScenarioPlan } | { readonly issues: readonly DetectedIssue[] } {
  const read = scenarioSchema().safeParse(data)
  if (!read.success) {
    return { issues: [...toIssues(read.error, data), ...findConflicts(toValidParts(data), data)].slice(0, mostIssues) }
  }
  const plan = toPlan(read.data)
  const issues = findConflicts({ ...read.data, calls: plan.calls }, data)
  return issues.length === 0 ? { plan } : { issues: issues.slice(0, mostIssues) }
}

/** A scenario as data, validated: its plan, or every mistake in it, up to 1,000. */
export function validateScenario(
  data: unknown,
): { readonly plan: ScenarioPlan } | { readonly problems: readonly ScenarioIssue[] } {
  const checked = checkScenario(data)
  return 'plan' in checked ? checked : { problems: explainIssues(checked.issues) }
}

/** One fault as in scenarios, checked by itself. */
export function checkFault(data: unknown): { readonly fault: Fault } | { readonly issues: readonly DetectedIssue[] } {
  const read = faultSchema().safeParse(data)
  if (!read.success) return { issues: toIssues(read.error, data) }
  const issues = findFaultIssues(read.data)
  return issues.length === 0 ? { fault: toFault(read.data) } : { issues }
}

/** A call to start at run time, checked by itself. */
export function checkNewCall(
  data: unknown,
):
  | { readonly call: NewCallPlan & { readonly app?: number | undefined } }
  | { readonly issues: readonly DetectedIssue[] } {
  const read = newCallSchema().safeParse(data)
  if (!read.success) return { issues: toIssues(read.error, data) }
  return { call: { ...toNewCallPlan(read.data), app: read.data.app } }
}

/** An application to create at run time, checked by itself; what is absent is generated. */
export function checkApp(
  data: unknown,
): { readonly app: Partial<AppPlan> } | { readonly issues: readonly DetectedIssue[] } {
  const read = newAppSchema().safeParse(data)
  if (!read.success) return { issues: toIssues(read.error, data) }
  const { callback, rateLimit, ...rest } = read.data
  const issues = findCallbackIssues(read.data)
  if (issues.length > 0) return { issues }
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return {
    app: {
      ...Object.fromEntries(given),
      rateLimit,
      callback: callback && { ...callback, retries: callback.retries ?? 0 },
    },
  }
}

/** What a schema of scenarios found wrong with data. */
const toIssues = (error: z.ZodError, data: unknown): readonly DetectedIssue[] =>
  toFieldIssues<DetectedIssue>(error, data, {
    most: mostIssues,
    readUnion(issue, path) {
      if (issue.discriminator !== 'does') return undefined
      const step = path.slice(0, -1)
      return findStepIssues(findAt(data, step)).map(found => ({ ...found, path: [...step, ...found.path] }))
    },
  })

/** Everything wrong with a step whose action cannot be read. */
function findStepIssues(step: unknown): readonly DetectedIssue[] {
  const does = findAt(step, ['does'])
  const { error } = looseStepSchema().safeParse(step)
  const rest = error ? toFieldIssues(error, step) : []
  if (does !== undefined) return [toUnknownAction(does, ['does']), ...rest]
  const misnamed = rest.find(issue => issue.code === 'unknown-field' && issue.suggestion === 'does')
  const action = misnamed && findAt(step, misnamed.path)
  const isUnknown = misnamed !== undefined && !actionNames.some(name => name === action)
  return [
    { code: 'missing-field', path: ['does'], expected: `an action: ${actionNames.join(', ')}` },
    ...rest,
    ...(isUnknown ? [toUnknownAction(action, misnamed.path)] : []),
  ]
}

function toUnknownAction(received: unknown, path: Path): DetectedIssue {
  const nearest = typeof received === 'string' ? findNearest(received, synonyms.keys()) : undefined
  const suggestion = nearest === undefined ? undefined : synonyms.get(nearest)
  return { code: 'unknown-action', path, received, known: actionNames, suggestion }
}

/** Other words for the actions. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ...actionNames.map(action => [action, action] as const),
  ['accept', 'answer'],
  ['pick-up', 'answer'],
  ['decline', 'reject'],
  ['refuse', 'reject'],
  ['leave', 'hangup'],
  ['disconnect', 'offline'],
  ['enter', 'join'],
  ['add', 'invite'],
  ['uninvite', 'cancel-invite'],
  ['withdraw', 'cancel-invite'],
  ['give-up', 'cancel'],
  ['break', 'interrupt'],
  ['terminate', 'end'],
])

/** A list whose items are undefined where the schema found something wrong. */
type ValidParts<Item> = readonly (Item | undefined)[]

/** The parts of a scenario that are valid by themselves, so that conflicts between them are found as well. */
interface ValidScenario {
  readonly apps?: ValidParts<AppInput> | undefined
  readonly calls?: ValidParts<CallPlan> | undefined
  readonly faults?: ValidParts<FaultInput> | undefined
  readonly generate?: ValidParts<GeneratedCallsInput> | undefined
}

function toValidParts(data: unknown): ValidScenario {
  const { apps: written, calls, faults, generate } = isRecord(data) ? data : {}
  const apps = toValidItems(written, appSchema())
  const app = (apps ?? [demoApp])[0]?.sdkAppId ?? 0
  return {
    apps,
    calls: Array.isArray(calls) ? calls.map(call => toValidCall(call, app)) : undefined,
    faults: toValidItems(faults, faultSchema()),
    generate: toValidItems(generate, generatedCallsSchema()),
  }
}

const toValidItems = <Item>(items: unknown, schema: z.ZodType<Item>): ValidParts<Item> | undefined =>
  Array.isArray(items) ? items.map(item => schema.safeParse(item).data) : undefined

const participantsSchema = once(() => {
  const { id, app, from, to, ring } = newCallFields()
  // The steps can be simulated without these: nobody who rings for an unknown time is too late.
  return z.object({ id: id.catch(undefined), app: app.catch(undefined), from, to, ring: ring.catch('never') })
})

/** The participants, and the steps before the first invalid one: what follows depends on what that was meant to be. */
function toValidCall(call: unknown, app: number): CallPlan | undefined {
  const participants = participantsSchema().safeParse(call).data
  if (!participants) return undefined
  const steps = toSteps(call).map(step => ({ at: toTime(step), valid: stepSchema().safeParse(step).data }))
  const end = Math.min(Number.POSITIVE_INFINITY, ...steps.filter(({ valid }) => !valid).map(({ at }) => at))
  const then = steps.flatMap(({ at, valid }) => (valid && at < end ? [valid] : []))
  return toCallPlan({ ...participants, media: 'audio', then }, app)
}

function toSteps(call: unknown): readonly unknown[] {
  const steps = findAt(call, ['then'])
  return Array.isArray(steps) ? steps : []
}

/** When a step is, or at the start of the call if that cannot be read. */
function toTime(step: unknown): number {
  const at = findAt(step, ['at'])
  return typeof at === 'string' ? (parseDuration(at) ?? 0) : 0
}

/** Where the nth step in time stands in the list as written. */
const toWrittenIndex = (steps: readonly unknown[], step: number): number =>
  steps.map((one, index) => ({ at: toTime(one), index })).sort((one, other) => one.at - other.at)[step]?.index ?? 0

/** Everything wrong between parts that are each valid. */
function findConflicts(
  { apps = [demoApp], calls = [], faults = [], generate = [] }: ValidScenario,
  data: unknown,
): readonly DetectedIssue[] {
  const written = findAt(data, ['calls'])
  return [
    ...findAppIssues(apps),
    ...findCallIssues(calls, apps, Array.isArray(written) ? written : []),
    ...findFaultReferences(faults, apps, calls),
    ...findGenerateIssues(generate),
  ]
}

const under = (base: Path, issues: readonly DetectedIssue[]): readonly DetectedIssue[] =>
  issues.map(issue => ({ ...issue, path: [...base, ...issue.path] }))

function findAppIssues(apps: ValidParts<AppInput>): readonly DetectedIssue[] {
  const seen = new Map<number, number>()
  return apps.flatMap((app, index) => {
    if (!app) return []
    const { sdkAppId } = app
    const first = seen.get(sdkAppId)
    if (first === undefined) seen.set(sdkAppId, index)
    const duplicate: readonly DetectedIssue[] =
      first === undefined ? [] : [{ code: 'duplicate-app', path: ['sdkAppId'], sdkAppId, first }]
    return under(['apps', index], [...duplicate, ...findCallbackIssues(app)])
  })
}

function findCallbackIssues({ callback }: Pick<Partial<AppInput>, 'callback'>): readonly DetectedIssue[] {
  const { url, commands } = callback ?? {}
  if ((url === undefined) === (commands === undefined)) return []
  const [given, missing] = url === undefined ? (['commands', 'url'] as const) : (['url', 'commands'] as const)
  return [{ code: 'incomplete-callback', path: ['callback', given], missing }]
}

/** An application that is not in the scenario; none where an application of the scenario is invalid. */
function findUnknownApp(
  app: number | undefined,
  apps: ValidParts<Pick<AppInput, 'sdkAppId'>>,
): readonly DetectedIssue[] {
  if (app === undefined || apps.some(one => one === undefined || one.sdkAppId === app)) return []
  return [{ code: 'unknown-app', path: ['app'], app, known: apps.flatMap(one => one?.sdkAppId ?? []) }]
}

function findCallIssues(
  calls: ValidParts<CallPlan>,
  apps: ValidParts<Pick<AppInput, 'sdkAppId'>>,
  written: readonly unknown[],
): readonly DetectedIssue[] {
  const seen = new Map<string, number>()
  return calls.flatMap((call, index) => {
    if (!call) return []
    const { id, app, from } = call
    const key = `${app}/${id}`
    const first = id === undefined ? undefined : seen.get(key)
    if (id !== undefined && first === undefined) seen.set(key, index)
    // A callee who is wrong is reported once; the rest of the call is simulated all the same.
    const to = [...new Set(call.to)].filter(user => user !== from)
    return under(
      ['calls', index],
      [
        ...findUnknownApp(app, apps),
        ...(id === undefined || first === undefined
          ? []
          : [{ code: 'duplicate-call', path: ['id'], id, first } as const]),
        ...call.to.flatMap((user, place): DetectedIssue[] => {
          if (user === from) return [{ code: 'self-call', path: ['to', place], user }]
          return call.to.indexOf(user) < place ? [{ code: 'duplicate-user', path: ['to', place], user }] : []
        }),
        ...simulate({ ...call, to }).map(({ step, field, ...issue }): DetectedIssue => {
          const place = toWrittenIndex(toSteps(written[index]), step)
          return { ...issue, path: ['then', place, field] }
        }),
      ],
    )
  })
}

function findFaultReferences(
  faults: ValidParts<FaultInput>,
  apps: ValidParts<Pick<AppInput, 'sdkAppId' | 'admins'>>,
  calls: ValidParts<Pick<CallPlan, 'id'>>,
): readonly DetectedIssue[] {
  const ids = new Set(calls.flatMap(call => call?.id ?? []))
  const admins = new Set(apps.flatMap(app => app?.admins ?? []))
  return faults.flatMap((fault, index) =>
    fault
      ? under(
          ['faults', index],
          [
            ...findFaultIssues(fault),
            ...findUnknownApp(fault.app, apps),
            ...findUnknownReference('call', fault.call, ids),
            // A fault on callbacks takes no identifier at all.
            ...(isOnCallbacks(fault) ? [] : findUnknownReference('identifier', fault.identifier, admins)),
          ],
        )
      : [],
  )
}

/** A call may start at run time, and any account may send a request, so only what nearly exists is a mistake. */
function findUnknownReference(
  field: 'call' | 'identifier',
  received: string | undefined,
  known: ReadonlySet<string>,
): readonly DetectedIssue[] {
  if (received === undefined || known.has(received)) return []
  const suggestion = findNearest(received, known)
  return suggestion === undefined ? [] : [{ code: 'unknown-reference', path: [field], field, received, suggestion }]
}

function findGenerateIssues(entries: ValidParts<GeneratedCallsInput>): readonly DetectedIssue[] {
  let total = 0
  return entries.flatMap((entry, index) => {
    if (!entry) return []
    const weightless = (['media', 'outcome'] as const).filter(field => {
      const weights = entry[field]
      return weights && !Object.values(weights).some(weight => weight !== undefined && weight > 0)
    })
    const before = total
    total += entry.calls
    const isTooMany = total > mostGeneratedCalls && before <= mostGeneratedCalls
    return under(
      ['generate', index],
      [
        ...weightless.map(field => ({ code: 'no-weight', path: [field], field }) as const),
        ...(isTooMany
          ? [{ code: 'too-many-generated-calls', path: ['calls'], total, most: mostGeneratedCalls } as const]
          : []),
      ],
    )
  })
}
