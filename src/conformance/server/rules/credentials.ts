import { type Rule, wantRefused } from '../rule.ts'

/** RB-P24: identifier and usersig that are missing. */
export const credentials: Rule = {
  id: 'RB-P24',
  severity: 'error',
  sentence: 'Refuses a query without identifier or usersig with 60004',
  reason: 'The code is documented for an account or a signature that is wrong.',
  seen: { page: 68926 },
  fix: 'Answer 60004 where identifier or usersig is missing or empty.',
  judge: wantRefused(['no-identifier', 'no-usersig'], 'CredentialsWrong'),
}
