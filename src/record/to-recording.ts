import type { AppInput, ScenarioInput } from '../scenarios/input.ts'
import { longestText } from '../scenarios/parse-yaml.ts'
import { toScenarioText } from '../scenarios/to-yaml.ts'
import { checkScenario } from '../scenarios/validate.ts'
import type { Clue } from './clue.ts'
import { explainRecording } from './explain-recording.ts'
import { isDue } from './is-due.ts'
import { type Lives, type SeenApp, toCallKey } from './lives.ts'
import { createNames, type Names, toKey } from './names.ts'
import type { RecordingFacts } from './recording-facts.ts'
import { type Story, toStory } from './story.ts'
import { toFaults } from './to-faults.ts'
import { toCallInput } from './to-input.ts'

/** A recording: a scenario, its text, and what it is made of. */
export interface Recording {
  readonly scenario: ScenarioInput
  /** As YAML, to be written to a file. */
  readonly text: string
  readonly facts: RecordingFacts
  /** What stands for what. It is written nowhere. */
  readonly names: Names
}

/** What a recording is made from. */
export interface Material {
  readonly lives: Lives
  readonly clues: readonly Clue[]
  readonly exchanges: number
  /** When the first request came, in Unix milliseconds. */
  readonly began: number
  readonly isLenient: boolean
}

/** The most calls of a recording; a text that is read again has no place for many more. */
const mostCalls = 2_000

/** Makes a recording of all that was seen. Its scenario is valid, and nobody's names are in it. */
export function toRecording(material: Material): Recording {
  const { lives, began } = material
  const stories = [...lives.calls.values()]
    .flatMap(life => toStory(life, began) ?? [])
    .toSorted((one, other) => one.startedAt - other.startedAt)
  for (let size = Math.min(stories.length, mostCalls); ; ) {
    const recording = build(material, stories.slice(0, size), stories.length - size)
    const fits = recording.text.length <= longestText
    if (fits && 'plan' in checkScenario(recording.scenario)) return recording
    // What is left then is made up as a whole.
    if (size === 0) return build({ ...material, clues: [] }, [], stories.length)
    size = Math.floor(size * (fits ? 0.5 : Math.min(0.9, longestText / recording.text.length)))
  }
}

function build(material: Material, stories: readonly Story[], leftOut: number): Recording {
  const { lives, clues, exchanges, began, isLenient } = material
  const names = createNames()
  const apps = [...lives.apps.values()]
  for (const { id } of apps) names.toApp(id)
  const beginning = Math.min(began, ...stories.slice(0, 1).map(story => story.startedAt))
  const byKey = new Map(stories.map(story => [toCallKey(story.life.app, story.life.id), story]))
  const { faults, untold } = toFaults(clues, (clue, code) => isDue(clue, code, byKey))
  const calls = stories.map(story => toCallInput(story, names, beginning, apps[0]?.id))
  const appInputs = apps.map(app => toAppInput(app, names))
  const facts: RecordingFacts = {
    exchanges,
    lead: began - beginning,
    calls: calls.length,
    faults: faults.length,
    own: [...lives.calls.values()].filter(({ isOwn }) => isOwn).length,
    leftOut: leftOut + lives.missed,
    untold,
    isLenient,
    replaced: names.count(),
  }
  const scenario: ScenarioInput = {
    ringback: 1,
    name: 'a recording',
    about: explainRecording(facts),
    ...(apps.length > 0 ? { apps: appInputs } : {}),
    ...(calls.length > 0 ? { calls } : {}),
    ...(faults.length > 0 ? { faults } : {}),
  }
  return { scenario, text: toScenarioText(scenario), facts, names }
}

function toAppInput({ id, admins, callbacks }: SeenApp, names: Names): AppInput {
  const sdkAppId = names.toApp(id)
  return {
    sdkAppId,
    secretKey: toKey(sdkAppId),
    admins: (admins.size > 0 ? [...admins] : ['']).map(identifier => names.toAdmin(id, identifier)),
    ...(callbacks ? { callback: { url: 'http://127.0.0.1:3000/callback', commands: callbacks } } : {}),
  }
}
