import type { Rule } from '../rule.ts'
import { judgeUserSig } from '../user-sig.ts'

/** RB-Q13: for this account. */
export const userSigUser: Rule = {
  id: 'RB-Q13',
  group: 'request',
  severity: 'error',
  sentence: 'Sends UserSigs made for the account in identifier',
  reason: 'A UserSig holds for one account.',
  seen: { page: 68926 },
  fix: 'Take identifier and the account that is signed from one place; a cache of UserSigs needs the account in its key.',
  judge: judgeUserSig('UserSigOtherUser'),
}
