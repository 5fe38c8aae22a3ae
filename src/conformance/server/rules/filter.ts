import { formatValue } from '../../../text/format.ts'
import { findResponse, pick, pickList } from '../probe.ts'
import type { ProbeId } from '../probes/list.ts'
import { findFirst } from '../probes/records.ts'
import { type Rule, wantSuccess } from '../rule.ts'

/** RB-P43: filters. */
export const filter: Rule = {
  id: 'RB-P43',
  severity: 'error',
  sentence: 'Lists only records that fit the filter',
  reason: 'StartTime, EndTime and CallResult say which calls are meant.',
  seen: { page: 68931 },
  fix: 'Leave out whatever does not fit, before you cut a page.',
  judge: course => [
    ...judgeEach('of-one-result', 'CallResult')(course),
    ...judgeEach('of-one-second', 'StartTime')(course),
  ],
}

const judgeEach = (probe: ProbeId, field: string): Rule['judge'] =>
  wantSuccess(probe, course => {
    const wanted = findFirst(course)?.[field]
    const list = pickList(findResponse(course, probe), 'CallRecordList')
    const other = list.find(record => pick(record, field) !== wanted)
    if (other !== undefined)
      return `${field} of a record is ${formatValue(pick(other, field))}: want ${formatValue(wanted)} alone.`
    return list.length > 0 ? undefined : 'The list is empty: want at least the record that was seen before.'
  })
