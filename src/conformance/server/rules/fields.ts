import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P10: fields that are there. */
export const fields: Rule = {
  id: 'RB-P10',
  severity: 'error',
  sentence: 'Has every field in Response',
  reason: 'A client that reads a field which is not there fails, or takes it for empty.',
  seen: { page: 68932 },
  fix: 'Send the field always, empty or 0 where there is nothing.',
  judge: judgeDrifts('missing'),
}
