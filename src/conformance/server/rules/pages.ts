import { formatValue } from '../../../text/format.ts'
import { findResponse, pick, pickList } from '../probe.ts'
import { perPage } from '../probes/records.ts'
import { type Rule, wantSuccess } from '../rule.ts'

/** RB-P40: pages. */
export const pages: Rule = {
  id: 'RB-P40',
  severity: 'error',
  sentence: 'Cuts pages as they are asked for',
  reason: 'NumberPerPage is how many records a page has at most, and Page which one is told.',
  seen: { page: 68931 },
  fix: 'Skip (Page - 1) times NumberPerPage records, send NumberPerPage at most, and send Page back.',
  judge: course => [...judgeFirst(course), ...judgeSecond(course)],
}

const judgeFirst = wantSuccess('records', course => {
  const response = findResponse(course, 'records')
  const { length } = pickList(response, 'CallRecordList')
  const [page, total] = [pick(response, 'Page'), Number(pick(response, 'TotalNum'))]
  if (length > perPage) return `The page has ${length} records: want ${perPage} at most.`
  if (page !== 1) return `Page is ${formatValue(page)}: want 1, the page that was asked for.`
  const wanted = Math.min(perPage, total)
  return length >= wanted ? undefined : `The page has ${length} records, and TotalNum is ${total}: want ${wanted}.`
})

const judgeSecond = wantSuccess('second-page', course => {
  const response = findResponse(course, 'second-page')
  const list = pickList(response, 'CallRecordList')
  const second = pickList(findResponse(course, 'records'), 'CallRecordList')[1]
  // With one record there is no second page, and what is past the end is another rule's matter.
  if (second === undefined) return undefined
  if (list.length !== 1) return `The page has ${list.length} records: want 1.`
  const [came, wanted] = [pick(list[0], 'CallId'), pick(second, 'CallId')]
  return came === wanted ? undefined : `The second page begins with ${formatValue(came)}: want ${formatValue(wanted)}.`
})
