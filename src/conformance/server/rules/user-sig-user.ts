import { type Rule, wantRefused } from '../rule.ts'

/** RB-P27: another user's UserSig. */
export const userSigUser: Rule = {
  id: 'RB-P27',
  severity: 'error',
  sentence: 'Refuses a UserSig that was made for another user with 70013',
  reason: 'The code is documented for a user who differs from the UserSig.',
  seen: { page: 68926 },
  fix: 'Compare TLS.identifier with identifier, and answer 70013.',
  judge: wantRefused(['other-user'], 'UserSigOtherUser'),
}
