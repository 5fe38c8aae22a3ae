import type { CrowdInput } from './input.ts'
import type { ScenarioIssue } from './problems.ts'
import { mostCrowdCalls } from './schema-crowd.ts'
import type { Sound } from './sound.ts'

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
