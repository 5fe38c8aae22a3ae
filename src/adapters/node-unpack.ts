import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const ways = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const

// The table is a literal, so its keys are exactly the names.
const names = Object.keys(ways) as (keyof typeof ways)[]

/** The value of an Accept-Encoding without what cannot be unpacked here; empty if nothing is left. */
export const toUnpackable = (accepted: string): string =>
  accepted
    .split(',')
    .map(part => part.trim())
    .filter(part => ['identity', ...names].includes(part.split(';')[0]?.trim().toLowerCase() ?? ''))
    .join(', ')

/** A body as text, unpacked as its Content-Encoding says, no more than so many bytes; as it is where that cannot be. */
export function unpack(bytes: Buffer, encoding: string | undefined, largest: number): string {
  const way = names.find(name => name === encoding?.trim().toLowerCase())
  if (way === undefined || bytes.length === 0) return bytes.toString()
  try {
    return ways[way](bytes, { maxOutputLength: largest }).toString()
  } catch {
    return bytes.toString('latin1')
  }
}
