import { judgeBody } from '../body.ts'
import type { Rule } from '../rule.ts'

/** RB-Q21: the right types. */
export const bodyTypes: Rule = {
  id: 'RB-Q21',
  group: 'request',
  severity: 'error',
  sentence: 'Sends each field of the body as the documented JSON type',
  reason: 'A number in quotes is a string.',
  seen: { page: 68932 },
  onEachPage: true,
  fix: 'Send numbers as numbers, texts as strings, lists as arrays; look at how the fields are declared before they are serialised.',
  judge: judgeBody('type'),
}
