import { formatValue } from '../../../text/format.ts'
import { findResponse, pick, pickList } from '../probe.ts'
import { type Rule, wantSuccess } from '../rule.ts'

/** RB-P41: pages past the end. */
export const pastTheEnd: Rule = {
  id: 'RB-P41',
  severity: 'warning',
  sentence: 'Answers an empty page with Page 0 past the last one',
  reason: 'Whoever reads page by page has to notice the end.',
  seen: { assumed: 'page 68931 says that there is data where Page is above 0, and no more' },
  fix: 'Answer with Page 0 and an empty CallRecordList where a page has nothing on it.',
  judge: wantSuccess('past-the-end', course => {
    const response = findResponse(course, 'past-the-end')
    const { length } = pickList(response, 'CallRecordList')
    if (length > 0) return `The page has ${length} records: want none.`
    const page = pick(response, 'Page')
    return page === 0 ? undefined : `Page is ${formatValue(page)}: want 0.`
  }),
}
