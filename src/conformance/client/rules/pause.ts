import { findChains, toSteps } from '../retries.ts'
import type { Opinion, Rule } from '../rule.ts'
import { isLater, toPause } from '../run.ts'
import { explainMet, explainSpan } from '../said.ts'

/** The shortest pause before a retry, in milliseconds. */
export const shortestPause = 100

/** RB-B03: a pause before asking again. */
export const pause: Rule = {
  id: 'RB-B03',
  group: 'behaviour',
  severity: 'warning',
  sentence: `Waits ${shortestPause} ms or more before it asks again`,
  reason: 'What has just failed inside fails again at once, and a thousand clients that do not wait keep it down.',
  seen: { assumed: 'the page says to retry, and not when; the bound is ours' },
  fix: 'Wait some hundred milliseconds before the first retry, and twice as long before each next one.',
  *judge(run): Generator<Opinion> {
    for (const chain of findChains(run, ['again', 'spoilt'])) {
      for (const [before, next] of toSteps(chain)) {
        if ((before.trouble !== 'again' && before.trouble !== 'spoilt') || !isLater(before, next)) continue
        const waited = toPause(run, before, next)
        if (waited >= shortestPause) yield { entry: before }
        else
          yield {
            entry: before,
            slip: `It met ${explainMet(before)} and asked again after ${explainSpan(waited)}.`,
          }
      }
    }
  },
}
