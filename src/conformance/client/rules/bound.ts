import { type Chain, findChains, toSteps } from '../retries.ts'
import type { Opinion, Rule } from '../rule.ts'
import { type Run, toPause } from '../run.ts'
import { explainMet } from '../said.ts'
import { shortestPause } from './pause.ts'

/** How many attempts in a row are taken for one request; whoever asks slower than once a second polls. */
const mostAttempts = 10
const pollingPause = 1_000

/** RB-B04: gives up at some time. */
export const bound: Rule = {
  id: 'RB-B04',
  group: 'behaviour',
  severity: 'warning',
  sentence: `Gives up after ${mostAttempts} attempts at most`,
  reason: 'A failure that lasts is for whoever called to know; endless attempts pile up until it ends.',
  seen: { assumed: 'the page says to retry, and not how often; the bound is ours' },
  fix: 'Bound the retries by number and by time, and hand the last error on.',
  *judge(run): Generator<Opinion> {
    for (const chain of findChains(run, ['again', 'spoilt', 'lost', 'after a pause'])) {
      const { first, ended } = chain
      const failed = chain.attempts.filter(({ trouble }) => trouble !== 'none').length
      if (failed > mostAttempts) {
        // Without pauses it is the pauses that are missing.
        if (isQuick(run, chain, pollingPause) && (first.trouble === 'lost' || !isQuick(run, chain, shortestPause)))
          yield {
            entry: first,
            slip: `It met ${explainMet(first)} and asked ${failed} times in a row without success.`,
          }
      } else if (failed > 1 && ended === 'badly') yield { entry: first }
    }
  },
}

/** Whether most of its pauses are shorter than so many milliseconds. */
function isQuick(run: Run, chain: Chain, milliseconds: number): boolean {
  const pauses = toSteps(chain).map(([before, next]) => toPause(run, before, next))
  return pauses.filter(waited => waited < milliseconds).length * 2 > pauses.length
}
