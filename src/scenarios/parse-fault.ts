import { checkFault } from './check.ts'
import { parseText } from './parse-text.ts'
import type { FaultPlan } from './plan.ts'

/** The longest fault that is read, in characters. */
const longestFault = 65_536

/**
 * One fault as in scenarios, from YAML or JSON. Throws a ScenarioError with everything that is wrong with it; `file` is
 * what its message calls the text.
 */
export function parseFault(text: string, { file }: { readonly file?: string | undefined } = {}): FaultPlan {
  return parseText(text, {
    longest: longestFault,
    wantShorter: '',
    wantAny: 'want a fault such as { on: get_call_info, times: 1, http: 502 }',
    file,
    check(data) {
      const checked = checkFault(data)
      return 'fault' in checked ? { value: checked.fault } : checked
    },
  })
}
