import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** The content of a UserSig of version 2.0. The fields are the vendor's, the names ours. */
export interface UserSigDocument {
  /** `TLS.ver`. */
  readonly ver: '2.0'
  /** `TLS.identifier`: the account it was created for. */
  readonly identifier: string
  /** `TLS.sdkappid`: the application it was created for. */
  readonly sdkAppId: number
  /** `TLS.time`: when it was created, in Unix seconds. */
  readonly time: number
  /** `TLS.expire`: how long it is valid, in seconds. */
  readonly expire: number
  /** `TLS.userbuf`: bytes of the application's own, in base64. */
  readonly userBuf?: string
  /** `TLS.sig`: the signature over all fields but the version, in base64. */
  readonly sig: string
}

/** The claims of a document, null if absent or unreadable; times out of range have no ISO form. */
export interface UserSigClaims {
  readonly ver: string | null
  readonly identifier: string | null
  readonly sdkAppId: number | null
  /** Unix seconds, and the same as ISO 8601. */
  readonly time: number | null
  readonly timeIso: string | null
  /** Seconds. */
  readonly expire: number | null
  /** Unix milliseconds, and the same as ISO 8601. */
  readonly validUntil: number | null
  readonly validUntilIso: string | null
  /** Base64. */
  readonly userBuf: string | null
  readonly sig: string | null
}

/** When a UserSig stops being valid, in Unix milliseconds: it is valid before this time, and not at it. */
export const toValidUntil = ({ time, expire }: Pick<UserSigDocument, 'time' | 'expire'>): number =>
  (time + expire) * 1000

/** The longest UserSig that is read, in characters. The bound is ours; real ones have some 200. */
export const longestText = 4096

/** The largest document that is decompressed from a UserSig, in bytes. The bound is ours. */
export const largestDocument = 8192

/** From here on a number of Unix seconds is taken for milliseconds; as seconds it would be the year 5138. */
export const leastMilliseconds = 1e11

/** A time in Unix milliseconds as ISO 8601, without the milliseconds if they are 0; null if it is out of range. */
export function toIso(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z')
}

/** A character that no UserSig contains. */
export interface InvalidCharacter {
  /** 1-based. */
  readonly position: number
  readonly character: string
  /** Whether it begins a percent-encoded byte. */
  readonly encoded: boolean
}

/** The facts about UserSigs that ringback relies on, each with its source. */
export const userSigFacts: readonly {
  readonly fact: string
  readonly source: { readonly page: number } | { readonly observed: string } | { readonly assumed: string }
}[] = [
  { fact: 'A UserSig of version 2.0 is signed with HMAC-SHA256 and the secret key.', source: { page: 34385 } },
  {
    fact: 'Four lines are signed, a fifth for the user buffer; JSON, zlib and base64 with * - _ wrap them.',
    source: { observed: "the vendor's public libraries for version 2" },
  },
  {
    fact: "The order and spacing of the document's JSON do not matter.",
    source: { observed: "they differ between the vendor's libraries" },
  },
  {
    fact: 'TLS.sdkappid, TLS.time and TLS.expire may be integers in strings.',
    source: { assumed: 'some libraries write them so, and their UserSigs are reported to work' },
  },
  {
    fact: 'A URL is percent-decoded once: an asterisk that is still %2A afterwards is outside the alphabet.',
    source: { assumed: 'every HTTP server decodes a query once; no page mentions a UserSig that was encoded twice' },
  },
  {
    fact: 'Base64 without its padding is refused.',
    source: { assumed: 'every known library writes the padding; without it, the UserSig was most likely truncated' },
  },
  {
    fact: 'A UserSig whose TLS.time is in the future is accepted; by more than a day, or in milliseconds, reports call it an error.',
    source: { assumed: 'no documented error code refuses it' },
  },
]

const fromBase64: Record<string, string> = { '+': '*', '/': '-', '=': '_' }
const toBase64: Record<string, string> = { '*': '+', '-': '/', _: '=' }

/** Base64 in the alphabet of UserSigs, which has `* - _` where base64 has `+ / =`. */
export const toUserSigText = (base64: string): string => base64.replaceAll(/[+/=]/g, char => fromBase64[char] ?? char)

/** A UserSig in the standard base64 alphabet; characters of neither alphabet are kept. */
export const toBase64Text = (text: string): string => text.replaceAll(/[*_-]/g, char => toBase64[char] ?? char)

/** The first character that no UserSig contains; undefined if there is none. */
export function findInvalidCharacter(text: string): InvalidCharacter | undefined {
  const at = text.search(/[^A-Za-z0-9*_-]/)
  if (at < 0) return undefined
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { position: at + 1, character, encoded: /^%[\da-f]{2}/i.test(text.slice(at, at + 3)) }
}

const formats = { zlib: inflateSync, raw: inflateRawSync, gzip: gunzipSync } as const

/** Decompressed bytes, or the code of the issue that prevents it. */
export type Inflated = { readonly bytes: Buffer } | { readonly failed: 'too-large' | 'cut-off' | 'not-zlib' }

/** Decompresses bytes, and stops as soon as more than `largestDocument` bytes come out. */
export function inflate(bytes: Uint8Array, format: keyof typeof formats = 'zlib'): Inflated {
  try {
    return { bytes: formats[format](bytes, { maxOutputLength: largestDocument, chunkSize: 1024 }) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') return { failed: 'too-large' }
    return { failed: code === 'Z_BUF_ERROR' ? 'cut-off' : 'not-zlib' }
  }
}
