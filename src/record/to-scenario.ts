import { type Anonymizer, createAnonymizer, toKey } from '../scenarios/anonymizer.ts'
import type { AppInput, CallInput, ScenarioInput, StepInput } from '../scenarios/schema.ts'
import { checkScenario } from '../scenarios/validate.ts'
import { longestText, toScenarioYaml as toScenarioText } from '../scenarios/yaml.ts'
import type { ExchangeFacts } from './exchange.ts'
import { explainRecording, type RecordingFacts } from './messages.ts'
import { type AppObservation, type CallObservation, type CallObservations, toCallKey } from './observe.ts'
import { type ReconstructedCall, type ReconstructedStep, reconstructCall } from './reconstruct-call.ts'
import { toFaults, toWrittenTime } from './to-faults.ts'

/** A recording: a scenario, its text, and its contents in numbers. */
export interface Recording {
  readonly scenario: ScenarioInput
  /** YAML, to be written to a file. */
  readonly text: string
  readonly facts: RecordingFacts
  /** Maps real names to invented ones; it is written nowhere. */
  readonly anonymizer: Anonymizer
}

/** The source of a recording. */
interface RecordedFacts {
  readonly observations: CallObservations
  /** The exchanges with a command of the Call API. */
  readonly facts: readonly ExchangeFacts[]
  /** How many exchanges there were. */
  readonly exchanges: number
  /** When the first request came, in Unix milliseconds. */
  readonly began: number
  readonly isLenient: boolean
}

/** The most calls of a recording; the text of a scenario has no room for many more. */
const mostCalls = 2_000

/** Creates a recording. Its scenario is valid and anonymous. */
export function toRecording(recorded: RecordedFacts): Recording {
  const { observations, began } = recorded
  const calls = [...observations.calls.values()]
    .flatMap(observation => reconstructCall(observation, began) ?? [])
    .toSorted((one, other) => one.startedAt - other.startedAt)
  for (let size = Math.min(calls.length, mostCalls); ; ) {
    const recording = build(recorded, calls.slice(0, size), calls.length - size)
    const fits = recording.text.length <= longestText
    if (fits && 'plan' in checkScenario(recording.scenario)) return recording
    // Without calls and faults every value is invented.
    if (size === 0) return build({ ...recorded, facts: [] }, [], calls.length)
    size = Math.floor(size * (fits ? 0.5 : Math.min(0.9, longestText / recording.text.length)))
  }
}

function build(recorded: RecordedFacts, included: readonly ReconstructedCall[], leftOut: number): Recording {
  const { observations, exchanges, began, isLenient } = recorded
  const anonymizer = createAnonymizer()
  const apps = [...observations.apps.values()]
  for (const { id } of apps) anonymizer.toApp(id)
  const beginning = Math.min(began, ...included.slice(0, 1).map(({ startedAt }) => startedAt))
  const byKey = new Map(included.map(call => [toCallKey(call.observation.app, call.observation.id), call]))
  const { faults, notReproduced } = toFaults(recorded.facts, byKey)
  const calls = included.map(call => toCallInput(call, anonymizer, beginning, apps[0]?.id))
  const appInputs = apps.map(app => toAppInput(app, anonymizer))
  const facts: RecordingFacts = {
    exchanges,
    lead: began - beginning,
    calls: calls.length,
    faults: faults.length,
    own: [...observations.calls.values()].filter(({ isOwn }) => isOwn).length,
    leftOut: leftOut + observations.missed,
    notReproduced,
    isLenient,
    replaced: anonymizer.count(),
  }
  const scenario: ScenarioInput = {
    ringback: 1,
    name: 'a recording',
    about: explainRecording(facts),
    ...(apps.length > 0 ? { apps: appInputs } : {}),
    ...(calls.length > 0 ? { calls } : {}),
    ...(faults.length > 0 ? { faults } : {}),
  }
  return { scenario, text: toScenarioText(scenario), facts, anonymizer }
}

function toAppInput({ id, admins, callbacks }: AppObservation, anonymizer: Anonymizer): AppInput {
  const sdkAppId = anonymizer.toApp(id)
  return {
    sdkAppId,
    secretKey: toKey(sdkAppId),
    admins: (admins.size > 0 ? [...admins] : ['']).map(identifier => anonymizer.toAdmin(id, identifier)),
    ...(callbacks ? { callback: { url: 'http://127.0.0.1:3000/callback', commands: callbacks } } : {}),
  }
}

/** A call of the scenario, anonymous; `beginning` is the scenario's, `firstApp` its first application. */
function toCallInput(
  { observation, startedAt, call, steps, to }: ReconstructedCall,
  anonymizer: Anonymizer,
  beginning: number,
  firstApp: number | undefined,
): CallInput {
  const { app, id, media, room } = observation
  const group = toGroup(observation)
  return {
    id: anonymizer.toCall(app, id),
    ...(app === firstApp ? {} : { app: anonymizer.toApp(app) }),
    at: toWrittenTime(startedAt - beginning),
    from: anonymizer.toUser(call.caller),
    to: to.map(anonymizer.toUser),
    media,
    ...(room ? { room: anonymizer.toRoom(room) } : {}),
    ...(group === undefined ? {} : { group: anonymizer.toGroup(group) }),
    ring: call.ring === Number.POSITIVE_INFINITY ? 'never' : toWrittenTime(call.ring),
    ...(steps.length > 0 ? { then: steps.map(step => toStep(step, anonymizer, startedAt)) } : {}),
  }
}

/** The group of a call. A call of two members that is recorded as a multi-party call has one, which no answer has shown. */
function toGroup({ app, id, group, record }: CallObservation): string | undefined {
  if (group !== undefined) return group === '' ? undefined : `${app}/${group}`
  return record && !record.isSingle && record.everyone.length === 2 ? `\u0000${app}/${id}` : undefined
}

function toStep({ at: time, action }: ReconstructedStep, anonymizer: Anonymizer, startedAt: number): StepInput {
  const at = toWrittenTime(time - startedAt)
  if ('user' in action) return { at, user: anonymizer.toUser(action.user), does: action.does }
  if ('users' in action) return { at, users: action.users.map(anonymizer.toUser), does: action.does }
  return { at, does: action.does }
}
