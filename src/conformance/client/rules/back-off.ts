import type { Opinion, Rule } from '../rule.ts'
import { type Seen, toPause } from '../run.ts'
import { explainSpan } from '../said.ts'

/** The shortest pause after a refusal for frequency, in milliseconds. */
const shortestPause = 200

/** How many requests later a reaction is still looked for. */
const sight = 1_000

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
    for (const stream of run.streams.values()) {
      for (const [index, entry] of stream.entries()) {
        if (entry.trouble !== 'after a pause' || run.isOwnDoing(entry)) continue
        const next = stream.slice(index + 1, index + 1 + sight).find(other => isReaction(entry, other))
        if (!next) continue
        const waited = toPause(run, entry, next)
        if (waited >= shortestPause) yield { entry }
        else yield { entry, slip: explain(entry, waited) }
      }
    }
  },
}

/** Requests under way at the same time could not know: a reaction asks the same again, or comes by the same connection. */
const isReaction = (entry: Seen, other: Seen) =>
  other.command === entry.command &&
  (other.topic === entry.topic ||
    (entry.line?.connection !== undefined && other.line?.connection === entry.line.connection)) &&
  (!entry.line || !other.line || other.line.arrived >= (entry.line.left ?? entry.line.arrived))

const explain = (entry: Seen, waited: number) =>
  `It was told to slow down (${entry.errorCode}) and asked again after ${explainSpan(waited)}.`
