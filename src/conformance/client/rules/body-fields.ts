import { judgeBody } from '../body.ts'
import type { Rule } from '../rule.ts'

/** RB-Q20: no unknown field. */
export const bodyFields: Rule = {
  id: 'RB-Q20',
  group: 'request',
  severity: 'warning',
  sentence: 'Sends no field that is not documented',
  reason: 'What is unknown is ignored, so that a mistyped optional field is never noticed.',
  seen: { assumed: 'no page says what becomes of unknown fields' },
  fix: "Compare the names with the command's page, letter by letter: their case counts.",
  judge: judgeBody('unknown'),
}
