/** UserSigs: making them, verifying them, and explaining what is wrong with one. */
export { createSignatureCache, type SignatureCache } from './cache.ts'
export type { UserSigDocument } from './document.ts'
export { type Asked, type Explanation, explain, type Says } from './explain.ts'
export { explainText } from './explain-text.ts'
export type { Finding, FindingId } from './findings/finding.ts'
export { readUserSig, type Unreadable } from './read.ts'
export { defaultExpire, type Signing, sign } from './sign.ts'
export { type Claim, type UserSigRefusal, type Verdict, verify } from './verify.ts'
