import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P12: words and bounds. */
export const words: Rule = {
  id: 'RB-P12',
  severity: 'error',
  sentence: 'Gives fields in Response no values but those there are',
  reason: 'Clients that tell cases apart by a word have no case for another one.',
  seen: { page: 68932 },
  fix: 'Send one of the values that are documented, with the same capital letters.',
  judge: judgeDrifts('value'),
}
