import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P04: the four fields. */
export const envelopeFields: Rule = {
  id: 'RB-P04',
  severity: 'error',
  sentence: 'Has ErrorCode, ErrorInfo, ActionStatus and RequestId in every answer, each of its type',
  reason: 'Clients read these four whatever they asked: an integer, a string, OK or FAIL, and a string.',
  seen: { page: 68932 },
  fix: 'Put all four into every answer; ErrorCode without quotes.',
  judge: judgeDrifts('envelope'),
}
