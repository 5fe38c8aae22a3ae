import type { Rule } from '../rule.ts'
import { judgeUserSig } from '../user-sig.ts'

/** RB-Q12: for this application. */
export const userSigApp: Rule = {
  id: 'RB-Q12',
  group: 'request',
  severity: 'error',
  sentence: 'Sends UserSigs made for the application in sdkappid',
  reason: 'A UserSig holds for one application.',
  seen: { page: 68926 },
  fix: 'Take sdkappid and the id that is signed from one place.',
  judge: judgeUserSig('UserSigOtherApp'),
}
