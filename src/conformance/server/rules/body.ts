import { type Rule, wantRefused } from '../rule.ts'

/** RB-P32: bodies that are no objects. */
export const body: Rule = {
  id: 'RB-P32',
  severity: 'error',
  sentence: 'Refuses a body that is empty, not JSON or an array with 60003',
  reason: 'The code is documented for JSON that cannot be parsed, and the body has to be an object.',
  seen: { page: 68926 },
  fix: 'Answer 60003 to whatever is not a JSON object, the empty body included.',
  judge: wantRefused(['empty-body', 'no-json', 'array-body'], 'JsonParseError'),
}
