import type { Opinion, Rule } from '../rule.ts'
import { findLater, groupBy, type Seen, toPause } from '../run.ts'
import { explainSpan } from '../said.ts'

/** The shortest pause after a refusal for frequency, in milliseconds. */
const shortestPause = 200

/** RB-B05: slows down when told. */
export const backOff: Rule = {
  id: 'RB-B05',
  group: 'behaviour',
  severity: 'error',
  sentence: `Waits ${shortestPause} ms or more after it was told that requests come too often`,
  reason: 'The limit is counted over a second: whoever goes on at once is refused again.',
  seen: { assumed: 'the limit and its code are documented, how long to wait is not; the bound is ours' },
  fix: 'After 60007 hold back all requests of that command, for about a second and a random bit more.',
  *judge(run): Generator<Opinion> {
    const byConnection = groupBy(run.entries, toPlace)
    for (const entry of run.entries) {
      if (entry.trouble !== 'after a pause' || run.isOwnDoing(entry)) continue
      const next = findReaction(entry, run.topics.get(entry.topic), byConnection.get(toPlace(entry)))
      if (!next) continue
      const waited = toPause(run, entry, next)
      if (waited >= shortestPause) yield { entry }
      else yield { entry, slip: explain(entry, waited) }
    }
  },
}

const toPlace = ({ stream, command, timing: line, position: number }: Seen) =>
  [stream, command, line?.connection ?? `none of ${number}`].join('|')

/** Requests under way at the same time could not know: a reaction asks the same again, or comes by the same connection. */
function findReaction(entry: Seen, ...lists: readonly (readonly Seen[] | undefined)[]): Seen | undefined {
  const found = lists.flatMap(list => findLater(list, entry) ?? [])
  return found.toSorted((one, other) => one.position - other.position)[0]
}

const explain = (entry: Seen, waited: number) =>
  `It was told to slow down (${entry.errorCode}) and asked again after ${explainSpan(waited)}.`
