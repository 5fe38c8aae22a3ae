import type { UserSigDocument } from './document.ts'
import { readUserSig } from './read.ts'
import { type Claim, type Verdict, verify } from './verify.ts'

/** Verifies UserSigs as `verify` does, and remembers the good ones. */
export interface SignatureCache {
  /** What one says of itself, whether true or not; undefined if it cannot be read. */
  read(text: string): UserSigDocument | undefined
  verify(text: string, claim: Claim): Verdict
  /** How many UserSigs it remembers. */
  readonly size: number
}

interface Verified extends Omit<Claim, 'now'> {
  readonly verdict: Extract<Verdict, { readonly ok: true }>
}

/**
 * Creates a memory for verified UserSigs, so that a client's next request costs a look-up. It holds the last `size` of
 * them (10,000 if absent). What was refused is not remembered, and nothing remembered answers past its own end or for
 * another application, user or key. Throws a RangeError if `size` is not a whole number above 0.
 */
export function createSignatureCache({ size = 10_000 }: { readonly size?: number } = {}): SignatureCache {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(`size is ${size}: want how many UserSigs to remember, a whole number above 0.`)
  }
  const verified = new Map<string, Verified>()
  return {
    read(text) {
      const found = readUserSig(text)
      return 'document' in found ? found.document : undefined
    },
    verify(text, claim) {
      const known = verified.get(text)
      if (known !== undefined && isAbout(known, claim) && claim.now < known.verdict.validUntil) return known.verdict
      const verdict = verify(text, claim)
      if (verdict.ok) {
        const { sdkAppId, secretKey, identifier } = claim
        verified.set(text, { sdkAppId, secretKey, identifier, verdict })
        // A Map keeps the order of arrival, so its first key is the oldest.
        const [oldest] = verified.keys()
        if (verified.size > size && oldest !== undefined) verified.delete(oldest)
      }
      return verdict
    },
    get size() {
      return verified.size
    },
  }
}

const isAbout = (known: Verified, claim: Claim) =>
  known.identifier === claim.identifier && known.sdkAppId === claim.sdkAppId && known.secretKey === claim.secretKey
