import { judgeDrifts } from '../judge-drifts.ts'
import type { Rule } from '../rule.ts'

/** RB-P11: types. */
export const types: Rule = {
  id: 'RB-P11',
  severity: 'error',
  sentence: 'Gives every field in Response its type',
  reason: 'Most languages read a number and the same number in quotes as two things.',
  seen: { page: 68932 },
  fix: 'Send the field in the type that the page of the command has.',
  judge: judgeDrifts('type'),
}
