import { judgeGoingOn } from '../going-on.ts'
import type { Rule } from '../rule.ts'

/** RB-A01: answers with a field left out. */
export const missingFields: Rule = {
  id: 'RB-A01',
  group: 'answer',
  severity: 'error',
  sentence: 'Does not take an answer for a success in which a field is missing',
  reason: 'Every answer has ActionStatus, ErrorCode, ErrorInfo and RequestId; some in the wild lack one.',
  seen: { observed: 'answers without ActionStatus and answers of the access layer without RequestId' },
  fix: 'Take an answer for a success only if ErrorCode is the number 0 and ActionStatus is OK. If the next request belongs to another test, give each test an application of its own.',
  judge: judgeGoingOn('omitted'),
}
