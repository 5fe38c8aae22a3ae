import type { CallAction } from '../call/call.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Exchange } from '../emulator/exchange.ts'
import type { LoggedAction } from '../emulator/journal.ts'
import type { StoredCall } from '../emulator/state.ts'
import type { FaultInput } from '../faults/fault.ts'
import { anonymizeScenario } from '../scenarios/anonymizer.ts'
import type { NewCallPlan } from '../scenarios/plan.ts'
import type { AppInput, CallInput, ScenarioInput, StepInput } from '../scenarios/schema.ts'
import { checkScenario } from '../scenarios/validate.ts'
import { type DurationText, parseDuration, toDurationText } from '../text/duration.ts'

/** A run as a scenario, and what could not be written. */
export interface SavedScenario {
  readonly scenario: ScenarioInput
  /** How many changes concern calls that `generate` makes; those have no entry of their own in a scenario. */
  readonly leftOut: number
}

/**
 * The scenario that is running with what was done by hand since it began: calls started and changed, faults armed and
 * disarmed, applications created and removed, by the admin API, the SDK or the console, each at its time on the application's
 * clock. Requests of clients are not part of it: clients make them again.
 */
export function saveScenario(core: EmulatorCore, { anonymize }: { readonly anonymize: boolean }): SavedScenario {
  const saved = collect(core)
  const scenario = withoutImpossibleSteps({
    ...core.plan.source,
    ...(core.plan.seed === (core.plan.source.seed ?? 1) ? {} : { seed: core.plan.seed }),
    ...(saved.apps.length > 0 ? { apps: saved.apps } : {}),
    ...(saved.calls.length > 0 ? { calls: saved.calls } : {}),
    ...(saved.faults.length > 0 ? { faults: saved.faults } : {}),
  })
  return { scenario: anonymize ? anonymizeScenario(scenario) : scenario, leftOut: saved.leftOut }
}

function collect(core: EmulatorCore) {
  const { plan } = core
  const first = core.defaultApp.sdkAppId
  let apps: readonly AppInput[] = plan.source.apps ?? []
  const calls = new Map<string, CallInput>()
  const given = [...(plan.source.calls ?? [])]
  const faults = new Map(toNumbered(plan.source.faults ?? []))
  let faultsArmed = faults.size
  let leftOut = 0

  const toTime = (at: number, app: number | undefined) =>
    toText(at - (core.findApp(app ?? first) ?? core.defaultApp).beginning)
  const startCall = (app: number, at: number, call: NewCallPlan & { readonly id: string }) =>
    calls.set(`${app}/${call.id}`, toCallInput(app === first ? undefined : app, toTime(at, app), call))
  const changeCall = (app: number, at: number, id: string, action: CallAction) => {
    const stored = core.findApp(app)?.calls.get(id)
    const call = calls.get(`${app}/${id}`) ?? takeGiven(given, id, app, first, stored)
    if (!call || !stored) leftOut++
    else calls.set(`${app}/${id}`, addStep(call, toText(at - stored.call.startedAt), action))
  }

  for (const event of listEvents(core)) {
    if ('exchange' in event) {
      const { sdkAppId = first } = event.exchange
      for (const { what, call, at } of event.exchange.events) {
        const stored = core.findApp(sdkAppId)?.calls.get(call)
        if (what === 'started' && stored) startCall(sdkAppId, at, toStarted(stored))
        else if (what === 'ended' && event.exchange.command === 'end_call')
          changeCall(sdkAppId, at, call, { does: 'end' })
      }
      continue
    }
    const { at, app = first, does, input = {} } = event
    // What is logged is what the action was given.
    if (does === 'start-call') startCall(app, at, input as unknown as NewCallPlan & { readonly id: string })
    else if (does === 'change-call') {
      const { call, ...action } = input as unknown as CallAction & { readonly call: string }
      changeCall(app, at, call, action as CallAction)
    } else if (does === 'arm-fault') {
      const fault = input as unknown as FaultInput
      const from = Math.max(parseDuration(fault.from ?? '0s') ?? 0, parseDuration(toTime(at, event.app)) ?? 0)
      faults.set(`fault-${++faultsArmed}`, from === 0 ? fault : { ...fault, from: toText(from) })
    } else if (does === 'disarm-fault') {
      const fault = faults.get(`${input.id}`)
      if (fault) setEnd(faults, `${input.id}`, fault, toTime(at, event.app))
    } else if (does === 'create-application') {
      const { clock: _, ...created } = input as unknown as AppInput & { readonly clock: string }
      apps = [...(apps.length === 0 ? plan.apps.map(toAppInput) : apps), toAppInput(created)]
    } else if (does === 'remove-application') {
      apps = (apps.length === 0 ? plan.apps.map(toAppInput) : apps).filter(({ sdkAppId }) => sdkAppId !== app)
    }
  }

  const isThere = (call: CallInput) => core.findApp(call.app ?? first) !== undefined
  return {
    apps,
    calls: [...given, ...calls.values()].filter(isThere).sort((one, other) => toStart(one) - toStart(other)),
    faults: [...faults.values()].filter(({ app }) => app === undefined || core.findApp(app)),
    leftOut,
  }
}

const toText = (milliseconds: number): DurationText =>
  // Sound: it writes what scenarios read.
  toDurationText(Math.max(0, Math.round(milliseconds))) as DurationText

const toStart = ({ at = '0s' }: CallInput) => parseDuration(at) ?? 0

const toNumbered = (faults: readonly FaultInput[]) =>
  faults.map((fault, index): [string, FaultInput] => [`fault-${index + 1}`, fault])

/** What was done since the scenario began, in order: actions, and the requests that the admin API sent. */
function listEvents(core: EmulatorCore): readonly (LoggedAction | { readonly exchange: Exchange })[] {
  const actions = core.runLog.listActions()
  const beginning = actions.findLastIndex(
    ({ does, app }) => app === undefined && ['load-scenario', 'restore-snapshot', 'reset'].includes(does),
  )
  const exchanges = core.runLog
    .query({ after: core.journalStart, isEpoch: () => true, test: ({ scope }) => scope === 'admin' })
    // An action notes the last request before it, so a request comes before the actions that note it.
    .map(exchange => ({ exchange, after: exchange.position - 0.5 }))
  const events = [...actions.slice(beginning + 1), ...exchanges]
  // A reset of one application ends what was done in it.
  const lastReset = new Map<number | undefined, number>()
  for (const [index, event] of events.entries())
    if ('does' in event && event.app !== undefined && ['reset', 'restore-snapshot'].includes(event.does))
      lastReset.set(event.app, index)
  return events
    .filter((event, index) =>
      'does' in event
        ? index > (lastReset.get(event.app) ?? -1)
        : core.findApp(event.exchange.sdkAppId ?? 0)?.epoch === event.exchange.epoch,
    )
    .sort((one, other) => one.after - other.after)
}

/** The call of the scenario that became a stored one; it is taken out of the list. */
function takeGiven(
  given: CallInput[],
  id: string,
  app: number,
  first: number,
  stored: StoredCall | undefined,
): CallInput | undefined {
  const isOfApp = (call: CallInput) => (call.app ?? first) === app
  const index = given.findIndex(call =>
    call.id === undefined
      ? isOfApp(call) && stored !== undefined && isStartOf(call, stored)
      : call.id === id && isOfApp(call),
  )
  const [found] = index < 0 ? [] : given.splice(index, 1)
  return found && { ...found, id }
}

const isStartOf = (call: CallInput, { call: { caller, startedAt, media }, app }: StoredCall): boolean =>
  call.from === caller && call.media === media && toStart(call) === startedAt - app.beginning

function toCallInput(
  app: number | undefined,
  at: DurationText,
  { id, from, to, media, room, group, ring }: NewCallPlan & { readonly id: string },
): CallInput {
  return {
    id,
    ...(app === undefined ? {} : { app }),
    at,
    from,
    to: [...to],
    media,
    ...(room ? { room: room.kind === 'number' ? Number(room.id) : room.id } : {}),
    ...(group === undefined ? {} : { group }),
    ...(ring === undefined ? {} : { ring: ring === Number.POSITIVE_INFINITY ? 'never' : toText(ring) }),
  }
}

/** How a call was started that a request started: everyone in it was called then. */
const toStarted = ({ call, events }: StoredCall) => {
  const { id, caller, media, room, group, ring, everyone } = call
  const later = new Set(
    events.flatMap(event =>
      'user' in event && (event.what === 'invited' || event.what === 'joined') ? [event.user] : [],
    ),
  )
  return {
    id,
    from: caller,
    to: everyone.filter(user => user !== caller && !later.has(user)),
    media,
    room,
    group,
    ring,
  }
}

function addStep(call: CallInput, at: DurationText, action: CallAction): CallInput {
  // A step is an action with its time.
  const step = { at, ...action } as StepInput
  const steps = [...(call.then ?? []), step]
  const toMs = (one: StepInput) => parseDuration(one.at) ?? 0
  return { ...call, then: steps.sort((one, other) => toMs(one) - toMs(other)) }
}

function setEnd(faults: Map<string, FaultInput>, id: string, fault: FaultInput, until: DurationText): void {
  const toMs = (text: string | undefined, absent: number) =>
    text === undefined ? absent : (parseDuration(text) ?? absent)
  const end = Math.min(toMs(fault.until, Number.POSITIVE_INFINITY), toMs(until, 0))
  // Without any time in which it acts it is left out.
  if (end <= toMs(fault.from, 0)) faults.delete(id)
  else faults.set(id, { ...fault, until: toText(end) })
}

const toAppInput = ({ sdkAppId, secretKey, admins, callback, rateLimit }: AppInput): AppInput => ({
  sdkAppId,
  secretKey,
  admins: [...admins],
  ...(callback ? { callback } : {}),
  ...(rateLimit === undefined ? {} : { rateLimit }),
})

/** Steps of the scenario that what was done by hand has made impossible are left out; they were skipped in the run too. */
function withoutImpossibleSteps(scenario: ScenarioInput): ScenarioInput {
  for (let current = scenario; ; ) {
    const checked = checkScenario(current)
    if ('plan' in checked) return current
    const impossible = new Map<number, number>()
    for (const { path } of checked.issues)
      if (path[0] === 'calls' && path[2] === 'then' && !impossible.has(Number(path[1])))
        impossible.set(Number(path[1]), Number(path[3]))
    if (impossible.size === 0) return current
    current = {
      ...current,
      calls: current.calls?.map((call, index) =>
        impossible.has(index)
          ? { ...call, then: call.then?.filter((_, step) => step !== impossible.get(index)) }
          : call,
      ) as CallInput[],
    }
  }
}
