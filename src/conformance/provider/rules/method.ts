import { type Rule, wantRefused } from '../rule.ts'

/** RB-P18: the method. */
export const method: Rule = {
  id: 'RB-P18',
  severity: 'warning',
  sentence: 'Refuses any method but POST with 60002',
  reason: 'The API takes POST alone; a client that asks otherwise should hear of it before it meets the service.',
  seen: { assumed: 'the code speaks of the HTTP request, and page 68926 takes POST alone without naming a code' },
  fix: 'Answer 60002 to everything that is not POST.',
  judge: wantRefused(['get-method'], 'HttpParseError'),
}
