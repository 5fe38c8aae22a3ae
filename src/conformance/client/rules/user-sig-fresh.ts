import type { Rule } from '../rule.ts'
import { judgeUserSig } from '../user-sig.ts'

/** RB-Q15: valid now, by times in seconds. */
export const userSigFresh: Rule = {
  id: 'RB-Q15',
  group: 'request',
  severity: 'error',
  sentence: 'Sends UserSigs that have not expired, with their times in seconds',
  reason:
    'A UserSig is valid for TLS.expire seconds from TLS.time on. In milliseconds, or with a point in time for a duration, it would be valid for decades.',
  seen: { page: 68926 },
  fix: 'Renew the UserSig before it expires. Sign Unix seconds from a correct clock, and a duration in seconds.',
  judge: judgeUserSig('UserSigExpired'),
}
