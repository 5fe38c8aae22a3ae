import { judgeGoingOn } from '../going-on.ts'
import type { Rule } from '../rule.ts'

/** RB-A03: statuses other than 200. */
export const httpStatus: Rule = {
  id: 'RB-A03',
  group: 'answer',
  severity: 'error',
  sentence: 'Does not take an HTTP status other than 200 for a success',
  reason: 'The service answers 200 whatever happens; any other status means that it was not the service.',
  seen: { page: 68932 },
  onEachPage: true,
  fix: 'Look at the status before the body, and treat any but 200 as a failure of the network. If the next request belongs to another test, give each test an application of its own.',
  judge: judgeGoingOn('http'),
}
