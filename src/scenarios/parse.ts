import { checkScenario } from './check.ts'
import { parseText } from './parse-text.ts'
import type { ScenarioPlan } from './plan.ts'
import { ScenarioError } from './problems.ts'

export { ScenarioError }

/** The longest text that is read, in characters. */
export const longestText = 1_048_576

/**
 * A scenario's YAML or JSON as a plan. Throws a ScenarioError with everything that is wrong with it, each with its line
 * and column; `file` is what its message calls the text.
 */
export function parseScenario(text: string, { file }: { readonly file?: string | undefined } = {}): ScenarioPlan {
  return parseText(text, {
    longest: longestText,
    wantShorter: '; generate makes large crowds',
    wantAny: 'want a scenario, which begins with ringback: 1',
    file,
    check(data) {
      const checked = checkScenario(data)
      return 'plan' in checked ? { value: checked.plan } : checked
    },
  })
}
