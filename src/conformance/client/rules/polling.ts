import { toSteps } from '../retries.ts'
import type { Opinion, Rule } from '../rule.ts'
import { toPause } from '../run.ts'

/** How many requests in a row are a poll, and the shortest pause between them, in milliseconds. */
const least = 5
const shortestPause = 1_000

/** RB-B11: listens instead of asking. */
export const polling: Rule = {
  id: 'RB-B11',
  group: 'behaviour',
  severity: 'warning',
  sentence: 'Asks about a call once a second at most where callbacks tell of it',
  reason: 'A callback tells of every change at once; polling beside it only eats into the limit that all calls share.',
  seen: { assumed: 'the pages offer callbacks and limit requests, and say nothing of polling; the pace is ours' },
  fix: 'Go by the callbacks, and poll every few seconds to notice one that was lost.',
  *judge(run): Generator<Opinion> {
    for (const topic of run.topics.values()) {
      const polls = topic.filter(
        ({ command, hasCallback, trouble }) => command === 'get_call_info' && hasCallback && trouble === 'none',
      )
      const [entry] = polls
      if (!entry || polls.length < least) continue
      const pauses = toSteps({ attempts: polls }).map(([before, next]) =>
        Math.max(toPause(run, before, next), next.at - before.at),
      )
      const quick = findLongest(pauses, waited => waited < shortestPause)
      if (quick < least - 1) yield { entry }
      else
        yield {
          entry,
          slip: `It asked about one call ${quick + 1} times in a row, each less than a second after the one before.`,
        }
    }
  },
}

/** The longest run of numbers in a row that are so. */
function findLongest(numbers: readonly number[], isSo: (number: number) => boolean): number {
  let longest = 0
  let run = 0
  for (const number of numbers) {
    run = isSo(number) ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}
