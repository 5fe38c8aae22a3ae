import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P01: HTTP status 200. */
export const status: Rule = {
  id: 'RB-P01',
  severity: 'error',
  sentence: 'Answers everything with HTTP status 200',
  reason:
    'Whether a request succeeded is told by ErrorCode alone; clients take any other status for trouble of the network.',
  seen: { page: 68926 },
  fix: 'Answer with status 200, refusals included, and put the reason into ErrorCode and ErrorInfo.',
  judge: judgeDrifts('status'),
}
