import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P07: ErrorInfo. */
export const errorInfo: Rule = {
  id: 'RB-P07',
  severity: 'error',
  sentence: 'Leaves ErrorInfo empty on success, and says the reason in it otherwise',
  reason: 'Clients show it to people, and some take anything in it for an error.',
  seen: { page: 68926 },
  fix: 'Leave ErrorInfo empty where ErrorCode is 0, and say the reason where it is not.',
  judge: judgeDrifts('errorInfo'),
}
