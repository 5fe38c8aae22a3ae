import { judgeGoingOn } from '../going-on.ts'
import type { Rule } from '../rule.ts'

/** RB-A04: answers with a field of another type. */
export const typesOfFields: Rule = {
  id: 'RB-A04',
  group: 'answer',
  severity: 'error',
  sentence: 'Does not take an answer for a success whose fields are of another type',
  reason: 'ErrorCode is a number; "0" is none.',
  seen: { page: 68932 },
  onEachPage: true,
  fix: 'Check the types of ErrorCode and ActionStatus before they are compared, strictly. If the next request belongs to another test, give each test an application of its own.',
  judge: judgeGoingOn('mistyped'),
}
