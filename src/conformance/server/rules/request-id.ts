import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P05: the form of RequestId. */
export const requestId: Rule = {
  id: 'RB-P05',
  severity: 'error',
  sentence: 'Gives RequestId its form: Id-, 32 hexadecimal digits, -O-Seq- and a number',
  reason: 'The samples of all pages have it so, and clients that look for it in logs know it by that.',
  seen: { page: 68932 },
  fix: 'Make it of Id-, 32 hexadecimal digits in small letters, -O-Seq- and a decimal number.',
  judge: judgeDrifts('requestId'),
}
