import { type Rule, wantRefused } from '../rule.ts'

/** RB-P28: the key. */
export const userSigSignature: Rule = {
  id: 'RB-P28',
  severity: 'error',
  sentence: 'Refuses a UserSig that was made with another key with 70009',
  reason: 'Whoever does not look at the signature lets everybody in.',
  seen: { page: 68926 },
  fix: "Compute the signature with the application's key, compare, and answer 70009.",
  judge: wantRefused(['wrong-key'], 'UserSigSignatureWrong'),
}
