import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P13: fields that nobody knows. */
export const extra: Rule = {
  id: 'RB-P13',
  severity: 'warning',
  sentence: 'Has no fields that the contract does not know',
  reason: 'Clients written against this server come to rely on what the service does not have.',
  seen: { assumed: 'no page says that its list of fields is complete' },
  fix: 'Leave the field out.',
  judge: judgeDrifts('extra'),
}
