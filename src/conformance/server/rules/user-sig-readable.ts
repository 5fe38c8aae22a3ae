import { type Rule, wantRefused } from '../rule.ts'

/** RB-P25: a UserSig that cannot be read. */
export const userSigReadable: Rule = {
  id: 'RB-P25',
  severity: 'error',
  sentence: 'Refuses a UserSig that cannot be read with 70003',
  reason: 'The code is documented for a UserSig that is illegal.',
  seen: { page: 68926 },
  fix: 'Answer 70003 where a UserSig does not unpack.',
  judge: wantRefused(['odd-usersig'], 'UserSigUnreadable'),
}
