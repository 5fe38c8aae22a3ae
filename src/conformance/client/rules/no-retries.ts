import { findChains, isNotThere } from '../retries.ts'
import type { Opinion, Rule } from '../rule.ts'
import { findNext, isLater, type Run, type Seen, toPause } from '../run.ts'
import { explainSpan } from '../said.ts'

/** Within how many milliseconds one more request of the same is no coincidence. */
const atOnce = 1_000

/** RB-B02: does not ask again where nothing can come of it. */
export const noRetries: Rule = {
  id: 'RB-B02',
  group: 'behaviour',
  severity: 'error',
  sentence: 'Does not repeat a request that was refused for what it is',
  reason: 'The same request gets the same refusal; each repetition only counts against the limit.',
  seen: { assumed: 'the pages give each code a meaning; which may be retried follows from it' },
  fix: 'Retry by code: never 101002, 101004, 60010 or 70xxx (70169 and 70500 apart). Mend the request, renew the UserSig, or give up.',
  *judge(run): Generator<Opinion> {
    for (const { first, attempts } of findChains(run, ['never'])) {
      if (isNotThere(first.command, first.errorCode)) continue
      const again = attempts.slice(1).filter(other => other.trouble === 'never' && isLater(first, other))
      const [next] = again
      if (!next || (again.length === 1 && !follows(run, first, next))) yield { entry: first }
      else {
        const times =
          again.length === 1
            ? `once more, after ${explainSpan(toPause(run, first, next))}`
            : `${again.length} times more`
        yield { entry: first, slip: `It was refused with ${first.errorCode}, and asked the same ${times}.` }
      }
    }
  },
}

/** Two tests may ask the same by chance; one client at once, with nothing in between, does not. */
function follows(run: Run, first: Seen, next: Seen): boolean {
  return findNext(run.streams.get(first.stream), first) === next && toPause(run, first, next) < atOnce
}
