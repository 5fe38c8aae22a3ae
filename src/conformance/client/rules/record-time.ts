import { recordDelay } from '../../../call/record.ts'
import { toError } from '../../../contracts/errors.ts'
import type { Opinion, Rule } from '../rule.ts'
import { explainSpan } from '../said.ts'

/** RB-B10: records take their time. */
export const recordTime: Rule = {
  id: 'RB-B10',
  group: 'behaviour',
  severity: 'warning',
  sentence: 'Reads a record 5 s after the end of its call, or asks again later',
  reason: 'A record can be read from 5 s after the end on; before that there is none.',
  seen: { page: 68930 },
  fix: 'Wait 5 s after the end, or take 101050 for "not yet" and ask again after a few seconds.',
  *judge(run): Generator<Opinion> {
    const { code } = toError('RecordNotFound')
    for (const topic of run.topics.values()) {
      const [first] = topic
      if (first?.command !== 'get_record_by_callid' || run.isOwnDoing(first)) continue
      const early = topic.findLast(
        ({ errorCode, trouble, endedAt, at }) =>
          trouble !== 'none' && errorCode === code && endedAt !== undefined && at - endedAt < recordDelay,
      )
      if (early && topic.at(-1) === early) {
        const since = explainSpan(early.at - (early.endedAt ?? early.at))
        yield { entry: early, slip: `It asked ${since} after the end, got 101050, and never asked again.` }
      } else if (early || topic.some(({ trouble }) => trouble === 'none')) yield { entry: early ?? first }
    }
  },
}
