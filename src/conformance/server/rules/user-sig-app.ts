import { type Rule, wantRefused } from '../rule.ts'

/** RB-P26: another application's UserSig. */
export const userSigApp: Rule = {
  id: 'RB-P26',
  severity: 'error',
  sentence: 'Refuses a UserSig that was made for another application with 70014',
  reason: 'The code is documented for an SDKAppID that differs from the UserSig.',
  seen: { page: 68926 },
  fix: 'Compare TLS.sdkappid with sdkappid, and answer 70014.',
  judge: wantRefused(['other-app'], 'UserSigOtherApp'),
}
