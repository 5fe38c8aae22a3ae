/** What a UserSig of version 2.0 says, once unpacked. The fields are the vendor's, the names ours. */
export interface UserSigDocument {
  /** `TLS.ver`. */
  readonly ver: '2.0'
  /** `TLS.identifier`: the account it was made for. */
  readonly identifier: string
  /** `TLS.sdkappid`: the application it was made for. */
  readonly sdkAppId: number
  /** `TLS.time`: when it was made, in Unix seconds. */
  readonly time: number
  /** `TLS.expire`: how long it is good for, in seconds. */
  readonly expire: number
  /** `TLS.userbuf`: bytes of the application's own, in base64. */
  readonly userBuf?: string
  /** `TLS.sig`: the signature over all the others but the version, in base64. */
  readonly sig: string
}

/** The moment a UserSig stops being valid, in Unix milliseconds: it is good before, and not at, this moment. */
export const toValidUntil = ({ time, expire }: Pick<UserSigDocument, 'time' | 'expire'>): number =>
  (time + expire) * 1000

/** The longest UserSig that is looked at, in characters. The bound is ours; real ones have some 200. */
export const longestText = 4096

/** The largest document that is unpacked from a UserSig, in bytes. The bound is ours. */
export const largestDocument = 8192

/** From here on a number of Unix seconds is taken for milliseconds; as seconds it would be the year 5138. */
export const leastMilliseconds = 1e11
