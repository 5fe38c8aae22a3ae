import { type Rule, wantRefused } from '../rule.ts'

/** RB-P33: fields of the body. */
export const bodyFields: Rule = {
  id: 'RB-P33',
  severity: 'error',
  sentence: 'Refuses a body without CallId, or with another type, with 101002',
  reason: 'The code is documented for a parameter that is not valid.',
  seen: { page: 68932 },
  fix: 'Check the fields before you look for the call, and answer 101002.',
  judge: wantRefused(['no-call-id', 'number-call-id'], 'InvalidParameter'),
}
