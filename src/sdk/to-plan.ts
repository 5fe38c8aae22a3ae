import { findLibraryScenario, type LibraryName, libraryNames } from '../scenarios/library.ts'
import { ScenarioError } from '../scenarios/messages.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { toPlan as toCheckedPlan } from '../scenarios/plan.ts'
import type { ScenarioInput } from '../scenarios/schema.ts'
import { validateScenario } from '../scenarios/validate.ts'
import { findNearest } from '../text/suggest.ts'
import { createError } from './messages.ts'

/** What a scenario may be given as: a name of the library, the scenario as written, or a parsed one. */
export type ScenarioSource = LibraryName | ScenarioInput | ScenarioPlan

/** A scenario, however it is given, as a plan. Throws a ScenarioError if it is not valid. */
export function toPlan(source: ScenarioSource): ScenarioPlan {
  if (typeof source === 'object' && source !== null && 'source' in source) return source
  if (typeof source !== 'string') return toChecked(source)
  const found = findLibraryScenario(source)
  // The library's scenarios are checked by our own tests, not at every start.
  if (found) return toCheckedPlan(found.data)
  const suggestion = findNearest(source, libraryNames)
  throw createError('unknown-scenario', { received: source, known: libraryNames, suggestion })
}

function toChecked(data: unknown): ScenarioPlan {
  const checked = validateScenario(data)
  if ('problems' in checked) throw new ScenarioError(checked.problems)
  return checked.plan
}
