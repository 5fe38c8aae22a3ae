import type { CallInput } from '../../../scenarios/schema.ts'
import { anEndedCall, type CommandCases, gives, refuses } from '../case.ts'

const page = ['TotalNum', 'Page', 'CallRecordList'] as const
const late = '30s'
/** The year 2100, in Unix seconds: beyond 31 bits. */
const farAhead = 4_102_444_800
const pages = 'TotalNum counts all pages, Page is the one that came, and 0 where there is nothing on it.'
const readPages = 'Ask page by page, from 1 on, until as many records have come as TotalNum says.'

/** Five calls: three that were answered, one of them of several, one rejected, one unanswered. */
const calls: readonly CallInput[] = [1, 2, 3, 4, 5].map(number => ({
  id: `call-${number}`,
  at: `${number}s`,
  from: `caller-${number}`,
  to: number === 3 ? ['callee-3', 'third'] : [`callee-${number}`],
  media: 'audio',
  ring: '5s',
  then:
    number === 4
      ? [{ at: '1s', user: 'callee-4', does: 'reject' }]
      : number === 5
        ? []
        : [
            { at: '1s', user: `callee-${number}`, does: 'answer' },
            { at: '3s', user: `caller-${number}`, does: 'hangup' },
          ],
}))

/** What get_record_by_filter tells, and what it does not. */
export const getRecordByFilter: CommandCases<'get_record_by_filter'> = {
  seen: { page: 68931 },
  plain: { scene: { calls: [anEndedCall] }, after: late, body: {}, gives: ['TotalNum', 'CallRecordList'] },
  own: [
    {
      id: 'RB-C110',
      sentence: 'Lists every record, the fields of each its own',
      reason: 'Without a filter all records of the last seven days are there.',
      fix: 'Send {} where no filter is wanted, and read each record of CallRecordList.',
      scene: { calls },
      steps: [{ after: late, body: {}, wants: gives('TotalNum', 'CallRecordList') }],
    },
    {
      id: 'RB-C111',
      sentence: 'Reads records page by page, and sees where they end',
      reason: pages,
      fix: readPages,
      scene: { calls },
      steps: [
        { after: late, body: { NumberPerPage: 2, Page: 1 }, wants: gives(...page) },
        { body: { NumberPerPage: 2, Page: 3 }, wants: gives(...page) },
        { body: { NumberPerPage: 2, Page: 4 }, wants: gives(...page) },
      ],
    },
    {
      id: 'RB-C112',
      sentence: 'Filters by how a call came out, and by how many took part',
      reason: 'CallResult and CallType narrow the list.',
      fix: 'Send the filter with the names and the words of the page: what is mistyped is ignored.',
      scene: { calls },
      steps: [
        { after: late, body: { CallResult: 'Reject' }, wants: gives('TotalNum', 'CallRecordList') },
        { body: { CallResult: 'NormalEnd', CallType: 'SingleCall' }, wants: gives('TotalNum', 'CallRecordList') },
        { body: { CallType: 'MultiCall' }, wants: gives('TotalNum', 'CallRecordList') },
      ],
    },
    {
      id: 'RB-C113',
      sentence: 'Filters by times and page sizes at their bounds',
      reason: 'Times are Unix seconds, and pages have 10 records unless more are asked for.',
      fix: 'Send times in seconds, as numbers of more than 31 bits; send 0 where it is meant.',
      scene: { calls },
      steps: [
        { after: late, body: { StartTime: 0, EndTime: farAhead, NumberPerPage: 1_000 }, wants: gives(...page) },
        { body: { NumberPerPage: 1 }, wants: gives(...page) },
      ],
    },
    {
      id: 'RB-C114',
      sentence: 'Gives 101050 where no record fits',
      reason: 'Where nothing fits at all, the service refuses instead of giving an empty list.',
      fix: 'Hand 101050 on as an error that carries the number.',
      scene: { calls },
      steps: [{ after: late, body: { CallResult: 'Offline' }, wants: refuses('RecordNotFound') }],
    },
  ],
}
