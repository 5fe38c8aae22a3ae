import { findRecord, type Record, recordLife } from '../../engine/record.ts'
import type { Handler } from '../handler.ts'
import { toCallRecord, toCallResult, toCallType, toSeconds } from '../wire.ts'

/** How many records a page has, if the request does not say (page 68931). */
const usualPage = 10

/** get_record_by_filter: the records that fit, a page at a time. Where nothing fits at all, that is a refusal. */
export const getRecordByFilter: Handler<'get_record_by_filter'> = (body, view) => {
  const { CallResult, CallType, NumberPerPage = usualPage, Page = 1 } = body
  // Asked for earlier than seven days ago, the service looks that far and no further (page 68931).
  const from = Math.max(toSeconds(view.now - recordLife), body.StartTime ?? 0)
  const to = body.EndTime ?? toSeconds(view.now)
  const isWanted = (record: Record) =>
    (CallResult === undefined || toCallResult[record.outcome] === CallResult) &&
    (CallType === undefined || toCallType[record.type] === CallType)

  const first = (Page - 1) * NumberPerPage
  const page: Record[] = []
  let total = 0
  for (const call of view.listEnded(from * 1000)) {
    if (toSeconds(call.startedAt) > to) break
    const record = findRecord(call, view.now)
    if (!record || !isWanted(record)) continue
    if (total >= first && page.length < NumberPerPage) page.push(record)
    total++
  }
  if (total === 0) return { refuse: 'RecordNotFound', because: 'No record fits.' }
  return {
    respond: { TotalNum: total, Page: page.length > 0 ? Page : 0, CallRecordList: page.map(toCallRecord) },
  }
}
