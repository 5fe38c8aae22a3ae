import { checkScenario } from '../scenarios/check.ts'
import type { ScenarioInput } from '../scenarios/define.ts'
import { findLibraryScenario, type LibraryName, libraryNames } from '../scenarios/library.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { ScenarioError } from '../scenarios/problems.ts'
import { toPlan as toCheckedPlan } from '../scenarios/to-plan.ts'
import { formatValue } from '../text/quote.ts'
import { explainNearest } from '../text/suggest.ts'

/** What a scenario may be given as: a name of the library, the scenario as written, or a parsed one. */
export type ScenarioSource = LibraryName | ScenarioInput | ScenarioPlan

/** A scenario, however it is given, as a plan. Throws a ScenarioError if it is not valid. */
export function toPlan(source: ScenarioSource): ScenarioPlan {
  if (typeof source === 'object' && source !== null && 'crowds' in source) return source
  if (typeof source !== 'string') return toChecked(source)
  const found = findLibraryScenario(source)
  // The library's scenarios are checked by our own tests, not at every start.
  if (found) return toCheckedPlan(found.data)
  const names = libraryNames.join(', ')
  throw new TypeError(
    `There is no scenario ${formatValue(source)} in the library.${explainNearest(source, libraryNames)} There are ${names}.`,
  )
}

function toChecked(data: unknown): ScenarioPlan {
  const checked = checkScenario(data)
  if ('problems' in checked) throw new ScenarioError(checked.problems)
  return checked.plan
}
