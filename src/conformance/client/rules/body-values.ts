import { judgeBody } from '../body.ts'
import type { Rule } from '../rule.ts'

/** RB-Q22: the right values. */
export const bodyValues: Rule = {
  id: 'RB-Q22',
  group: 'request',
  severity: 'error',
  sentence: 'Sends every required field, and values within their documented bounds',
  reason: 'A field that is missing or out of range is refused as an invalid parameter.',
  seen: { page: 68932 },
  onEachPage: true,
  fix: 'Check values before they are sent; ErrorInfo names the parameter.',
  judge: judgeBody('value'),
}
