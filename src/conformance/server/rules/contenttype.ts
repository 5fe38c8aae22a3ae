import { type Rule, wantRefused } from '../rule.ts'

/** RB-P22: contenttype. */
export const contenttype: Rule = {
  id: 'RB-P22',
  severity: 'error',
  sentence: 'Refuses a query whose contenttype is missing or not json with 60025',
  reason: 'The code is documented for it, among others.',
  seen: { page: 34348 },
  fix: 'Answer 60025 where contenttype is not exactly json.',
  judge: wantRefused(['no-contenttype', 'odd-contenttype'], 'QueryWrong'),
}
