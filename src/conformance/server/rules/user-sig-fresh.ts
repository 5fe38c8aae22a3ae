import { type Rule, wantRefused } from '../rule.ts'

/** RB-P29: a UserSig that has expired. */
export const userSigFresh: Rule = {
  id: 'RB-P29',
  severity: 'error',
  sentence: 'Refuses a UserSig that has expired with 70001',
  reason: 'The code is documented for it, and a client has to notice before it happens in earnest.',
  seen: { page: 68926 },
  fix: 'Answer 70001 from TLS.time + TLS.expire on.',
  judge: wantRefused(['expired'], 'UserSigExpired'),
}
