import { type Rule, wantRefused } from '../rule.ts'

/** RB-P42: filters that nothing fits. */
export const nothingFits: Rule = {
  id: 'RB-P42',
  severity: 'error',
  sentence: 'Answers 101050 where no record fits',
  reason: 'The code is documented for records that do not exist.',
  seen: { page: 68931 },
  fix: 'Answer 101050 where nothing fits a filter at all.',
  judge: wantRefused(['of-tomorrow'], 'RecordNotFound'),
}
