import type { Rule } from '../rule.ts'
import { judgeUserSig } from '../user-sig.ts'

/** RB-Q14: the right signature. */
export const userSigSignature: Rule = {
  id: 'RB-Q14',
  group: 'request',
  severity: 'error',
  sentence: 'Signs UserSigs with the key of the application',
  reason: 'The signature is what proves a UserSig.',
  seen: { page: 68926 },
  fix: 'Use the key as the text it is, without decoding it, and sign the lines in their documented order; the finding names the step that is wrong.',
  judge: judgeUserSig('UserSigSignatureWrong'),
}
