import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P03: JSON. */
export const json: Rule = {
  id: 'RB-P03',
  severity: 'error',
  sentence: 'Answers with a JSON object and nothing around it',
  reason: 'An answer that cannot be read tells a client neither what happened nor whether to ask again.',
  seen: { page: 68926 },
  fix: 'Answer with one JSON object, on errors of your own too; take pages of HTML and what is printed beside out.',
  judge: judgeDrifts('json'),
}
