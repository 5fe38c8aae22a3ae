import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { largestDocument } from './document.ts'

const ways = { zlib: inflateSync, raw: inflateRawSync, gzip: gunzipSync } as const

/** Why bytes cannot be unpacked: too large for us, at an end too early, or not packed this way. */
export type Failure = 'too-large' | 'cut-off' | 'damaged'

/** Bytes unpacked, or why they cannot be. */
export type Inflated = { readonly bytes: Buffer } | { readonly failed: Failure }

/** Unpacks compressed bytes, and stops as soon as more than 8 KiB come out, however much was packed. */
export function inflate(bytes: Uint8Array, way: keyof typeof ways = 'zlib'): Inflated {
  try {
    return { bytes: ways[way](bytes, { maxOutputLength: largestDocument, chunkSize: 1024 }) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') return { failed: 'too-large' }
    return { failed: code === 'Z_BUF_ERROR' ? 'cut-off' : 'damaged' }
  }
}
