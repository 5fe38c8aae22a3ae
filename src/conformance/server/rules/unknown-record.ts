import { type Rule, wantRefused } from '../rule.ts'

/** RB-P37: records that there are not. */
export const unknownRecord: Rule = {
  id: 'RB-P37',
  severity: 'error',
  sentence: 'Answers 101050 where there is no such record',
  reason: 'A client that reads a record too early learns by this code to wait.',
  seen: { page: 68930 },
  fix: 'Answer 101050 for the id of a call that has no record.',
  judge: wantRefused(['unknown-record'], 'RecordNotFound'),
}
