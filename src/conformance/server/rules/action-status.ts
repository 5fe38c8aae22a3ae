import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P06: ActionStatus. */
export const actionStatus: Rule = {
  id: 'RB-P06',
  severity: 'error',
  sentence: 'Says OK in ActionStatus where ErrorCode is 0, and FAIL otherwise',
  reason: 'Some clients look at one of the two, some at the other: they must not differ.',
  seen: { page: 68926 },
  fix: 'Set ActionStatus by ErrorCode, in one place.',
  judge: judgeDrifts('actionStatus'),
}
