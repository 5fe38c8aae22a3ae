import { timingSafeEqual } from 'node:crypto'
import { toValidUntil, type UserSigDocument } from './document.ts'
import type { UserSigReason } from './messages.ts'
import { readUserSig } from './read.ts'
import { toSignature } from './sign.ts'

/** The application, key and account that a UserSig is verified against, and the time. */
export interface VerifyOptions {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly identifier: string
  /** Unix milliseconds. */
  readonly now: number
}

/** Why a UserSig is refused, by the names of the service's errors: 70003, 70014, 70013, 70009 and 70001. */
export type UserSigRefusal =
  | 'UserSigUnreadable'
  | 'UserSigOtherApp'
  | 'UserSigOtherUser'
  | 'UserSigSignatureWrong'
  | 'UserSigExpired'

/** Valid until a time in Unix milliseconds, or refused; `explainReason` makes the text of `ErrorInfo`. */
export type Verification =
  | { readonly ok: true; readonly validUntil: number }
  | { readonly ok: false; readonly refuse: UserSigRefusal; readonly issue: UserSigReason }

/**
 * Verifies a UserSig in the service's order: readable, of this application, of this account, correctly signed, not
 * expired. One that was created in the future is valid; only its end is checked.
 */
export function verify(text: string, { sdkAppId, secretKey, identifier, now }: VerifyOptions): Verification {
  const read = readUserSig(text)
  if ('issues' in read) return refuse('UserSigUnreadable', { code: 'usersig-unreadable', issues: read.issues })
  const { document } = read
  if (document.sdkAppId !== sdkAppId) {
    const mismatch = { requested: sdkAppId, signed: document.sdkAppId }
    return refuse('UserSigOtherApp', { code: 'usersig-of-another-application', ...mismatch })
  }
  if (document.identifier !== identifier) {
    const mismatch = { requested: identifier, signed: document.identifier }
    return refuse('UserSigOtherUser', { code: 'usersig-of-another-user', ...mismatch })
  }
  if (!isEqual(document.sig, toSignature(secretKey, document))) {
    return refuse('UserSigSignatureWrong', { code: 'usersig-signature-wrong' })
  }
  const validUntil = toValidUntil(document)
  if (now < validUntil) return { ok: true, validUntil }
  return refuse('UserSigExpired', { code: 'usersig-expired', validUntil, now })
}

const refuse = (refuse: UserSigRefusal, issue: UserSigReason) => ({ ok: false, refuse, issue }) as const

/** Compares in constant time. */
function isEqual(signature: string, expected: string): boolean {
  const [one, other] = [Buffer.from(signature), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Verifies UserSigs as `verify` does, and remembers the valid ones. */
export interface SignatureCache {
  /** The document of a UserSig, unverified; undefined if it cannot be read. */
  read(text: string): UserSigDocument | undefined
  verify(text: string, options: VerifyOptions): Verification
  /** How many UserSigs it remembers. */
  readonly size: number
}

interface Verified extends Omit<VerifyOptions, 'now'> {
  readonly result: Verification & { readonly ok: true }
}

/**
 * Creates a cache of verified UserSigs, so that a client's next request costs a look-up. It holds the last `size` of
 * them (10,000 by default). Refused UserSigs are not cached, and a cached one is used only before its end and for the
 * same application, account and key. Throws a RangeError if `size` is not an integer above 0.
 */
export function createSignatureCache({ size = 10_000 }: { readonly size?: number } = {}): SignatureCache {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(`Invalid size: expected an integer above 0, got ${size}.`)
  }
  const verified = new Map<string, Verified>()
  return {
    read(text) {
      const found = readUserSig(text)
      return 'document' in found ? found.document : undefined
    },
    verify(text, options) {
      const known = verified.get(text)
      if (known !== undefined && isFor(known, options) && options.now < known.result.validUntil) return known.result
      const result = verify(text, options)
      if (result.ok) {
        const { sdkAppId, secretKey, identifier } = options
        verified.set(text, { sdkAppId, secretKey, identifier, result })
        // A Map keeps the order of insertion, so its first key is the oldest.
        const [oldest] = verified.keys()
        if (verified.size > size && oldest !== undefined) verified.delete(oldest)
      }
      return result
    },
    get size() {
      return verified.size
    },
  }
}

const isFor = (known: Verified, { sdkAppId, secretKey, identifier }: VerifyOptions) =>
  known.identifier === identifier && known.sdkAppId === sdkAppId && known.secretKey === secretKey
