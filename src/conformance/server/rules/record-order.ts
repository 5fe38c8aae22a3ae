import { findResponse, pick, pickList } from '../probe.ts'
import type { Rule } from '../rule.ts'

/** RB-P39: the order of records. */
export const recordOrder: Rule = {
  id: 'RB-P39',
  severity: 'warning',
  sentence: 'Lists records by StartTime, the oldest first',
  reason: 'Whoever reads page by page relies on one order.',
  seen: { assumed: 'no page names the order; the sample is in this one' },
  fix: 'Sort by StartTime before you cut a page.',
  judge: course => {
    const times = pickList(findResponse(course, 'records'), 'CallRecordList').map(record =>
      Number(pick(record, 'StartTime')),
    )
    if (new Set(times).size < 2) return [{ unclear: 'There are no two records of different seconds.' }]
    const late = times.findIndex((time, index) => time < (times[index - 1] ?? time))
    if (late === -1) return ['kept']
    const slip = `StartTime is ${times[late]} after ${times[late - 1]}: want the older one first.`
    return [{ slip, probe: 'records', field: 'Response.CallRecordList[].StartTime' }]
  },
}
