import type { FailureMode } from '../../emulator/exchange.ts'
import { isLook } from './retries.ts'
import type { Opinion, Rule } from './rule.ts'
import { findNext, findPrevious, type Run, type Seen } from './run.ts'
import { explainMet } from './said.ts'

/** Judges what a client did after an answer that a stumble had spoilt: whether it went on as if all were well. */
export const judgeGoingOn = (...failureModes: readonly FailureMode[]): Rule['judge'] =>
  function* (run): Generator<Opinion> {
    for (const entry of run.entries) {
      if (entry.trouble !== 'spoilt' || run.isOwnDoing(entry)) continue
      // Of several failureModes at once the first one in the list of all is what a client meets.
      if (!failureModes.some(stumble => entry.failureModes.includes(stumble)) || isOfOthers(entry, failureModes))
        continue
      const opinion = judgeOne(run, entry)
      if (opinion) yield opinion
    }
  }

const isOfOthers = (entry: Seen, failureModes: readonly FailureMode[]) =>
  entry.failureModes.includes('http') && !failureModes.includes('http')

function judgeOne(run: Run, entry: Seen): Opinion | undefined {
  const stream = run.streams.get(entry.stream)
  const topic = run.topics.get(entry.topic)
  if (findNext(topic, entry)) return { entry }
  // Whoever has asked again before knows, and may go on without.
  const before = findPrevious(topic, entry)
  if (before && before.trouble !== 'none') return undefined
  const next = findNext(stream, entry)
  if (!next) {
    const code = run.journal.run?.code
    return code === undefined || code === 0 ? undefined : { entry }
  }
  if (!goesOn(entry, next)) return undefined
  return {
    entry,
    slip: `It met ${explainMet(entry)} on ${entry.command} and went on with ${next.command ?? next.method}.`,
  }
}

/** Whether a request builds upon an answer, since it is about the same thing. */
function goesOn(entry: Seen, next: Seen): boolean {
  if (next.command === entry.command) return false
  const wasLook = isLook(entry.command)
  // After a write that could not be read, looking at the call is how a careful client finds out.
  if (entry.callId !== undefined) return next.callId === entry.callId && (wasLook || next.command !== 'get_call_info')
  return !wasLook && !isLook(next.command)
}
