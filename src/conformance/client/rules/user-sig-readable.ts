import type { Rule } from '../rule.ts'
import { judgeUserSig } from '../user-sig.ts'

/** RB-Q11: a UserSig that can be read. */
export const userSigReadable: Rule = {
  id: 'RB-Q11',
  group: 'request',
  severity: 'error',
  sentence: 'Sends UserSigs that can be read',
  reason: 'A UserSig is JSON, compressed by zlib, in base64 with * - _ for + / =.',
  seen: { page: 34385 },
  fix: 'Make it with the library of the vendor, or compare with ringback sign; the finding names the step that is wrong. Percent-encode it once in the query.',
  judge: judgeUserSig('UserSigUnreadable'),
}
