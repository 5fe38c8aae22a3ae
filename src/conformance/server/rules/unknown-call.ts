import { wasLetIn } from '../reading.ts'
import { type Rule, wantRefused } from '../rule.ts'

/** RB-P35: calls that there are not. */
export const unknownCall: Rule = {
  id: 'RB-P35',
  severity: 'error',
  sentence: 'Answers 101004 where there is no such call',
  reason: 'A client learns by this code that a call is over.',
  seen: { page: 68932 },
  fix: 'Answer 101004 for the id of a call that does not exist or has ended.',
  judge: course => (wasLetIn(course) ? judge(course) : [{ unclear: 'It was not let in.' }]),
}

const judge = wantRefused(['unknown-call'], 'CallNotFound')
