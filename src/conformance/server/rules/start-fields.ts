import { type Rule, wantRefused } from '../rule.ts'

/** RB-P51: fields of a call that is started. */
export const startFields: Rule = {
  id: 'RB-P51',
  severity: 'error',
  sentence: 'Refuses to start a call without callees, or with a Timeout that is too short, with 101002',
  reason: 'The page demands at least one callee and 10000 to 600000 ms, and has this code for the rest.',
  seen: { page: 74505 },
  fix: 'Check the fields of the body, and answer 101002.',
  judge: wantRefused(['start-no-callees', 'start-short'], 'InvalidParameter'),
}
