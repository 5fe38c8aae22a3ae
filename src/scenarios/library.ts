import { keysOf } from '../text/data.ts'
import answered from './library/answered.scenario.yaml'
import busy from './library/busy.scenario.yaml'
import cancelled from './library/cancelled.scenario.yaml'
import demo from './library/demo.scenario.yaml'
import everyFault from './library/every-fault.scenario.yaml'
import flakyBackend from './library/flaky-backend.scenario.yaml'
import groupWithLateJoin from './library/group-with-late-join.scenario.yaml'
import hardDay from './library/hard-day.scenario.yaml'
import interrupted from './library/interrupted.scenario.yaml'
import offline from './library/offline.scenario.yaml'
import rejected from './library/rejected.scenario.yaml'
import robotCall from './library/robot-call.scenario.yaml'
import rushHour from './library/rush-hour.scenario.yaml'
import slowNetwork from './library/slow-network.scenario.yaml'
import strangeAnswers from './library/strange-answers.scenario.yaml'
import throttled from './library/throttled.scenario.yaml'
import twoApps from './library/two-apps.scenario.yaml'
import unanswered from './library/unanswered.scenario.yaml'
import webhooksGoneWrong from './library/webhooks-gone-wrong.scenario.yaml'
import type { ScenarioInput } from './schema.ts'

const files = {
  demo,
  answered,
  rejected,
  unanswered,
  busy,
  cancelled,
  interrupted,
  offline,
  'group-with-late-join': groupWithLateJoin,
  'robot-call': robotCall,
  'flaky-backend': flakyBackend,
  throttled,
  'slow-network': slowNetwork,
  'strange-answers': strangeAnswers,
  'every-fault': everyFault,
  'webhooks-gone-wrong': webhooksGoneWrong,
  'two-apps': twoApps,
  'rush-hour': rushHour,
  'hard-day': hardDay,
} as const

/** The name of a built-in scenario. */
export type LibraryName = keyof typeof files

/** A built-in scenario: its file, to be copied, and its data. */
export interface LibraryScenario {
  readonly name: LibraryName
  /** What it shows, in a sentence or two. */
  readonly description: string
  readonly text: string
  readonly data: ScenarioInput
}

/** Every name in the library, the demo first. */
export const libraryNames: readonly LibraryName[] = keysOf(files)

/** The built-in scenario of a name, if there is one. */
export function findLibraryScenario(name: string): LibraryScenario | undefined {
  const known = libraryNames.find(one => one === name)
  if (known === undefined) return undefined
  const { text, data } = files[known]
  // A test validates every file.
  const scenario = data as ScenarioInput
  return { name: known, description: scenario.about ?? '', text, data: scenario }
}
