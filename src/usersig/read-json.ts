import { isUtf8 } from 'node:buffer'

/** The entries of a JSON object, or in words why the bytes are none. */
export type Entries = { readonly entries: ReadonlyMap<string, unknown> } | { readonly wrong: string }

/** Reads the JSON object that a UserSig carries. Only the object's own entries count, whatever they are called. */
export function readJson(bytes: Buffer): Entries {
  if (!isUtf8(bytes)) return { wrong: 'not text in UTF-8' }
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    return { wrong: 'not JSON' }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { wrong: 'JSON, but not an object' }
  return { entries: new Map<string, unknown>(Object.entries(json)) }
}
