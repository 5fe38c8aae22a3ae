import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { type InvalidCharacter, largestDocument } from './document.ts'

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
