import { toError } from '../../../contracts/errors.ts'
import type { Opinion, Rule } from '../rule.ts'
import { isLater } from '../run.ts'

/** How many requests after the answer still may have been under way, or another's. */
const straggling = 1

/** RB-B06: leaves a call alone that is over. */
export const goneCall: Rule = {
  id: 'RB-B06',
  group: 'behaviour',
  severity: 'error',
  sentence: 'Stops asking about a call once it has ended',
  reason: '101004 says that the call does not exist or has ended: it never comes back.',
  seen: toError('CallNotFound').source,
  fix: 'Take 101004 of get_call_info for the end of the poll, and read the record instead. If two tests share the id, give each a call of its own or reset in between.',
  *judge(run): Generator<Opinion> {
    const { code } = toError('CallNotFound')
    for (const topic of run.topics.values()) {
      const at = topic.findIndex(entry => entry.trouble === 'never' && entry.errorCode === code)
      const entry = topic[at]
      if (entry?.command !== 'get_call_info' || run.isOwnDoing(entry)) continue
      const after = topic.slice(at + 1).filter(other => isLater(entry, other)).length
      if (after <= straggling) yield { entry }
      else yield { entry, slip: `It got 101004 for the call and asked about it ${after} times more.` }
    }
  },
}
