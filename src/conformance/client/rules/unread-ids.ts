import { formatValue } from '../../../text/format.ts'
import type { Opinion, Rule } from '../rule.ts'
import { findNext } from '../run.ts'
import { isIdNeverGot } from '../unread-id.ts'

/** RB-A05: acts on what it got. */
export const unreadIds: Rule = {
  id: 'RB-A05',
  group: 'answer',
  severity: 'error',
  sentence: 'Goes on with a call only if the answer that started it gave an id',
  reason: 'A failed start_call_by_robot has no Response, and no call can be named by what is not there.',
  seen: { page: 74505 },
  fix: 'Look at ErrorCode before Response is read; let a start without a CallId be an error.',
  *judge(run): Generator<Opinion> {
    for (const entry of run.entries) {
      if (isIdNeverGot(run, entry))
        yield { entry, slip: `After a start that failed it named the call ${formatValue(entry.json?.CallId ?? null)}.` }
      else if (entry.command === 'start_call_by_robot' && entry.trouble !== 'none' && !run.isOwnDoing(entry)) {
        const next = findNext(run.streams.get(entry.stream), entry)
        if (next && !isIdNeverGot(run, next)) yield { entry }
      }
    }
  },
}
