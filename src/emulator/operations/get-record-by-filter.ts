import { recordDelay, recordLife, toRecord } from '../../call/record.ts'
import type { EndedCallEntry } from '../ended-calls.ts'
import type { Handler } from './handler.ts'
import { toCallRecord, toCallResult, toCallType, toSeconds } from './wire.ts'

/** How many records a page has, if the request does not say (page 68931). */
const usualPage = 10

/** get_record_by_filter: the records that fit, a page at a time. Where nothing fits at all, that is a refusal. */
export const getRecordByFilter: Handler<'get_record_by_filter'> = (body, view) => {
  const { CallResult, CallType, NumberPerPage = usualPage, Page = 1 } = body
  // Asked for earlier than seven days ago, the service looks that far and no further (page 68931).
  const from = Math.max(toSeconds(view.now - recordLife), body.StartTime ?? 0)
  const to = body.EndTime ?? toSeconds(view.now)
  const latestStart = (to + 1) * 1000
  const [earliestEnd, latestEnd] = [view.now - recordLife, view.now - recordDelay]

  const first = (Page - 1) * NumberPerPage
  const page: EndedCallEntry[] = []
  let total = 0
  view.scanEnded(from * 1000, ended => {
    if (ended.startedAt >= latestStart) return false
    if (ended.endedAt > latestEnd || ended.endedAt < earliestEnd) return true
    if (CallResult !== undefined && toCallResult[ended.outcome] !== CallResult) return true
    if (CallType !== undefined && toCallType[ended.type] !== CallType) return true
    if (total >= first && page.length < NumberPerPage) page.push(ended)
    total++
    return true
  })
  if (total === 0) return { refuse: 'RecordNotFound', issue: { code: 'no-matching-record' } }
  return {
    respond: {
      TotalNum: total,
      Page: page.length > 0 ? Page : 0,
      CallRecordList: page.map(({ call }) => toCallRecord(toRecord(call))),
    },
  }
}
