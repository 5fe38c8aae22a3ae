/** UserSigs: creating, verifying and explaining them. */
export { type UserSigClaims, type UserSigDocument, userSigFacts } from './document.ts'
export { type ExplainOptions, explain } from './explain.ts'
export {
  type ExplainedUserSigIssue,
  explainReason,
  explainText,
  type UserSigExplanation,
  type UserSigFindingCode,
  type UserSigIssue,
  type UserSigReason,
} from './messages.ts'
export { type ReadResult, readUserSig } from './read.ts'
export { defaultExpire, type SignOptions, sign } from './sign.ts'
export {
  createSignatureCache,
  type SignatureCache,
  type UserSigRefusal,
  type Verification,
  type VerifyOptions,
  verify,
} from './verify.ts'
