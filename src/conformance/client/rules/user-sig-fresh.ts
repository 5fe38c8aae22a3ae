import type { Rule } from '../rule.ts'
import { judgeUserSig } from '../user-sig.ts'

/** RB-Q15: not expired. */
export const userSigFresh: Rule = {
  id: 'RB-Q15',
  group: 'request',
  severity: 'error',
  sentence: 'Sends no UserSig that has expired',
  reason: 'A UserSig is good for as long as it says.',
  seen: { page: 68926 },
  fix: 'Make a new one in time; take the time in seconds, of a clock that is right.',
  judge: judgeUserSig('UserSigExpired'),
}
