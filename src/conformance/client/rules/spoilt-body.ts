import { judgeGoingOn } from '../going-on.ts'
import type { Rule } from '../rule.ts'

/** RB-A02: bodies that are no JSON. */
export const spoiltBody: Rule = {
  id: 'RB-A02',
  group: 'answer',
  severity: 'error',
  sentence: 'Does not take a body for a success that is no JSON',
  reason: 'What stands between client and service answers with pages of its own, or is cut off.',
  seen: { page: 68926 },
  fix: 'Let a body that cannot be parsed be an error of its own, and never an empty result. If the next request belongs to another test, give each test an application of its own.',
  judge: judgeGoingOn('empty', 'truncated', 'garbage', 'html'),
}
