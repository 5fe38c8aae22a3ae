import { type Rule, wantRefused } from '../rule.ts'

/** RB-P53: ending calls that there are not. */
export const endUnknown: Rule = {
  id: 'RB-P53',
  severity: 'error',
  sentence: 'Answers 101004 where a call is ended that there is not',
  reason: 'The code is documented for a call that does not exist.',
  seen: { page: 74506 },
  fix: 'Answer 101004 for the id of a call that does not exist or has ended.',
  judge: wantRefused(['end-unknown'], 'CallNotFound'),
}
